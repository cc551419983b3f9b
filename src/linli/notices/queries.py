"""Reading the inbox."""

from django.db.models import QuerySet

from linli.notices.models import Notice


def inbox(posting_id: int) -> QuerySet[Notice]:
    """A posting's messages, newest first."""
    return Notice.objects.filter(posting_id=posting_id).order_by("-id")


def unread_count(posting_id: int) -> int:
    """How many messages nobody has read yet."""
    return Notice.objects.filter(posting_id=posting_id, read_at__isnull=True).count()
