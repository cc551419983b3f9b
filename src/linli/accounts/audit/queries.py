"""Reading and verifying the journal."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from linli.accounts.audit.models import ChainHead, Entry

#: What the trigger hashes, as text, joined by a unit separator; the verifier must build the same.
_PAYLOAD = """
SELECT chain, position, previous, digest, id,
       concat_ws(chr(31), chain, position, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                 coalesce(user_id::text, ''), coalesce(posting_id::text, ''),
                 verb, subject, subject_id, purpose, detail::text)
FROM audit_entry ORDER BY chain, position
"""


@dataclass(frozen=True)
class Fault:
    """A place where a chain does not hold."""

    chain: int
    position: int
    reason: str


def entries_about(subject: str, subject_id: object) -> "list[Entry]":
    """The journal of one object, newest first, at most 500 entries."""
    return list(Entry.objects.filter(subject=subject, subject_id=str(subject_id)).order_by("-id")[:500])


def verify() -> Iterator[Fault]:
    """Walk every chain and yield where it was changed, cut or reordered; nothing when it holds.

    Independent of the trigger: the digests are computed here again, in Python.
    """
    expected: dict[int, tuple[int, bytes]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PAYLOAD)
        for chain, position, previous, digest, _, payload in cursor:
            last_position, last_digest = expected.get(chain, (0, b""))
            if position != last_position + 1:
                yield Fault(chain, position, "缺少前一条")
            elif bytes(previous) != last_digest:
                yield Fault(chain, position, "与前一条不相接")
            if hashlib.sha256(last_digest + payload.encode()).digest() != bytes(digest):
                yield Fault(chain, position, "内容与摘要不符")
            expected[chain] = (position, bytes(digest))
    for head in ChainHead.objects.order_by("chain"):
        if head.position and expected.get(head.chain) != (head.position, bytes(head.digest)):
            yield Fault(head.chain, head.position, "链尾被截断")
