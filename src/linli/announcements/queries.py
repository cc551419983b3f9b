"""Every read of announcements that a face may use."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from linli.announcements.models import Announcement
from linli.announcements.rules import WRITES
from linli.areas import queries as areas
from linli.areas.access import within
from linli.areas.rules import Actor
from linli.deadlines.rules import SHANGHAI

MOST = 50


@dataclass(frozen=True)
class Told:
    """An announcement as it is read."""

    id: int
    title: str
    text: str
    unit: str
    from_on: date
    until_on: date | None


def announcements_for(actor: Actor, at: datetime) -> list[Told]:
    """What holds now for somebody who works on a ground or a part of it, the newest first; two queries at most."""
    ground = areas.ground_of(actor.ground_code)
    if ground is None:
        return []
    today = at.astimezone(SHANGHAI).date()
    rows = Announcement.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today),
        area_code__in=[code for code in ground if code],
        ended_at__isnull=True,
        from_on__lte=today,
    )
    return [_told(row) for row in rows.select_related("unit").order_by("-from_on", "-id")[:MOST]]


def _told(row: Announcement) -> Told:
    return Told(row.pk, row.title, row.text, str(row.unit), row.from_on, row.until_on)


def written_on(actor: Actor) -> QuerySet[Announcement]:
    """Everything announced on the ground of a desk, ended or not, the newest first."""
    if not actor.holds(WRITES):
        return Announcement.objects.none()
    return Announcement.objects.filter(within(actor)).select_related("unit").order_by("-id")
