"""Reading and verifying the journal."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from linli.accounts.audit.models import ChainHead, Entry

#: What the trigger hashes, as text, joined by a unit separator; the verifier must build the same.
_PAYLOAD = """
SELECT chain, position, previous, digest,
       concat_ws(chr(31), chain, position, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                 coalesce(user_id::text, ''), coalesce(posting_id::text, ''),
                 verb, subject, subject_id, purpose, detail::text)
FROM audit_entry ORDER BY chain, position
"""


@dataclass(frozen=True)
class Head:
    """The last entry of one chain at some moment."""

    chain: int
    position: int
    digest: bytes


@dataclass(frozen=True)
class Fault:
    """A place where a chain does not hold."""

    chain: int
    position: int
    reason: str


def entries_about(subject: str, subject_id: object) -> "list[Entry]":
    """The journal of one object, newest first, at most 500 entries."""
    return list(Entry.objects.filter(subject=subject, subject_id=str(subject_id)).order_by("-id")[:500])


def heads() -> list[Head]:
    """The heads of all chains now."""
    rows = ChainHead.objects.filter(position__gt=0).order_by("chain")
    return [Head(row.chain, row.position, bytes(row.digest)) for row in rows]


def verify(published: Iterable[Head] = ()) -> Iterator[Fault]:
    """Walk every chain and yield where it was changed, cut or reordered; nothing when it holds.

    Independent of the trigger: the digests are computed here again, in Python. ``published`` are heads written down
    outside the database at earlier moments: every one must still stand in its chain, else its tail was cut and
    forged. Entries written meanwhile do no harm: heads are read before the entries, and their limits after.
    """
    # Those published come last: where a position was published twice with different digests, each is looked for.
    wanted: dict[tuple[int, int], set[bytes]] = {}
    for head in [*heads(), *published]:
        wanted.setdefault((head.chain, head.position), set()).add(head.digest)
    last: dict[int, _Link] = {}
    for link in _walk():
        yield from _check(link, last.get(link.chain))
        last[link.chain] = link
        if wanted.pop((link.chain, link.position), {link.digest}) != {link.digest}:
            yield Fault(link.chain, link.position, "与公布过的链头不符")
    yield from (Fault(chain, position, "链尾被截断") for chain, position in sorted(wanted))
    yield from _beyond_heads(last.values())


@dataclass(frozen=True)
class _Link:
    """An entry as far as its chain is concerned, with what its digest is made of."""

    chain: int
    position: int
    previous: bytes
    digest: bytes
    payload: bytes


def _walk() -> Iterator[_Link]:
    """Every entry in the order of the chains; streamed, so that millions need no memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_PAYLOAD)
        for chain, position, previous, digest, payload in cursor:
            yield _Link(chain, position, bytes(previous), bytes(digest), payload.encode())


def _check(link: _Link, before: _Link | None) -> Iterator[Fault]:
    if link.position != (before.position if before else 0) + 1:
        yield Fault(link.chain, link.position, "缺少前一条")
    elif link.previous != (before.digest if before else b""):
        yield Fault(link.chain, link.position, "与前一条不相接")
    if hashlib.sha256(link.previous + link.payload).digest() != link.digest:
        yield Fault(link.chain, link.position, "内容与摘要不符")


def _beyond_heads(last: Iterable[_Link]) -> Iterator[Fault]:
    ends = {head.chain: head.position for head in heads()}
    for link in last:
        if link.position > ends.get(link.chain, 0):
            yield Fault(link.chain, link.position, "链头之后还有内容")
