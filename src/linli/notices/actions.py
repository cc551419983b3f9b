"""Telling people."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from linli.notices.models import Notice

MOST_TITLE, MOST_BODY = 120, 500


def tell(  # noqa: PLR0913 - a message has these parts, each named at the call
    postings: Iterable[int], *, kind: str, title: str, body: str = "", link: str = "", dedupe: str, at: datetime
) -> None:
    """Put one message into each posting's inbox; told again with the same ``dedupe``, nothing happens."""
    Notice.objects.bulk_create(
        [
            Notice(
                posting_id=posting,
                kind=kind,
                title=title[:MOST_TITLE],
                body=body[:MOST_BODY],
                link=link,
                created_at=at,
                dedupe=f"{dedupe}:{posting}",
            )
            for posting in sorted(set(postings))
        ],
        ignore_conflicts=True,
    )


class Message(msgspec.Struct, frozen=True):
    """A notice for a caller who writes it in one statement with what it tells of, and knows its link only there."""

    posting_id: int
    kind: str
    title: str
    body: str
    created_at: datetime


def messages(postings: Iterable[int], *, kind: str, title: str, body: str, at: datetime) -> list[Message]:
    """The same message to each posting once."""
    return [Message(each, kind, title[:MOST_TITLE], body[:MOST_BODY], at) for each in sorted(set(postings))]


def pass_on(from_posting: int, to_posting: int, *, at: datetime) -> int:
    """Move one inbox's unread messages to another; what is told there already counts as read. Returns how many."""
    unread = list(Notice.objects.select_for_update().filter(posting_id=from_posting, read_at__isnull=True))
    keys = {n.pk: f"{n.dedupe.removesuffix(f':{from_posting}')}:{to_posting}" for n in unread}
    known = set(Notice.objects.filter(dedupe__in=keys.values()).values_list("dedupe", flat=True))
    for notice in unread:
        if keys[notice.pk] in known:
            notice.read_at = at
        else:
            notice.posting_id, notice.dedupe = to_posting, keys[notice.pk]
    Notice.objects.bulk_update(unread, ["posting_id", "dedupe", "read_at"])
    return len(unread)


def mark_read(posting_id: int, *, upto: int, at: datetime) -> int:
    """Mark every unread message of an inbox up to an id as read; returns how many were."""
    return Notice.objects.filter(posting_id=posting_id, pk__lte=upto, read_at__isnull=True).update(read_at=at)


def mark_one_read(posting_id: int, notice_id: int, *, at: datetime) -> int:
    """Mark one message as read; a stranger's message is left as it is."""
    return Notice.objects.filter(posting_id=posting_id, pk=notice_id, read_at__isnull=True).update(read_at=at)
