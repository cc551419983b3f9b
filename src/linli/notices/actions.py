"""Telling people."""

from collections.abc import Iterable
from datetime import datetime

from linli.notices.models import Notice


def tell(  # noqa: PLR0913 - a message has these parts, each named at the call
    postings: Iterable[int], *, kind: str, title: str, body: str = "", link: str = "", dedupe: str, at: datetime
) -> None:
    """Put one message into each posting's inbox; told again with the same ``dedupe``, nothing happens."""
    Notice.objects.bulk_create(
        [
            drafted(posting, kind=kind, title=title, body=body, link=link, dedupe=f"{dedupe}:{posting}", at=at)
            for posting in sorted(set(postings))
        ],
        ignore_conflicts=True,
    )


def drafted(  # noqa: PLR0913 - a message has these parts, each named at the call
    posting: int, *, kind: str, title: str, body: str, link: str, dedupe: str, at: datetime
) -> Notice:
    """A message cut to its length, for a caller who writes it in one statement with what it tells of."""
    return Notice(
        posting_id=posting, kind=kind, title=title[:120], body=body[:500], link=link, created_at=at, dedupe=dedupe
    )


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
