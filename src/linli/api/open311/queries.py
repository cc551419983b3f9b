"""Which requests everybody may read, and what came in through this door."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.gis.geos import Polygon
from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.api.open311.asked import CLOSED, Filters
from linli.api.open311.models import Received
from linli.cases.models import Case
from linli.cases.queries import DONE, changed_since, published
from linli.exchange.following.queries import origins
from linli.matters.models import Matter

#: The same content from the same key again within this time is the same report.
REPEAT_WITHIN = timedelta(minutes=10)
_LEVELS = ("county", "town", "community", "grid")


__all__ = ["by_token", "earlier", "is_shown", "origins", "reach", "received", "requests", "unknown"]


def requests(county: str, filters: Filters, within: Q) -> list[Case]:
    """One answer's worth of requests, the newest first; one query. ``within`` narrows them for a key."""
    found = _shown(county).filter(within)
    found = found.filter(no__in=filters.ids) if filters.ids else _filtered(found, filters)
    first = (filters.page - 1) * filters.page_size
    return list(found.order_by("-opened_at", "-pk")[first : first + filters.page_size])


def unknown(codes: Iterable[str]) -> list[str]:
    """The codes that are no matter open to the public, in use or not; at most one query."""
    asked = sorted(codes)
    if not asked:
        return []
    known = set(Matter.objects.filter(code__in=asked, is_public=True).order_by().values_list("code", flat=True))
    return [code for code in asked if code not in known]


def reach(areas: Iterable[str], matters: Iterable[str]) -> Q:
    """What lies in one of these areas and is one of these matters; none named: all."""
    codes, titles = list(areas), list(matters)
    where = Q()
    for level in _LEVELS if codes else ():
        where |= Q(**{f"{level}__in": codes})
    return where & Q(matter__code__in=titles) if titles else where


def received(cases: Iterable[Case]) -> dict[int, Received]:
    """What came in through this door, by case; one query."""
    return {one.case_id: one for one in Received.objects.filter(case__in=list(cases))}


def by_token(token: UUID) -> Received | None:
    """The report with this token, with its case and matter; ``None`` for none."""
    return Received.objects.select_related("case__matter").filter(token=token).first()  # unique: no order is needed


def earlier(key_id: int, digest: str, repeat_key: str, at: datetime) -> Received | None:
    """The report that this one repeats: named so by the sender, or the same content a short while ago."""
    rows = Received.objects.filter(key_id=key_id).select_related("case__matter")
    if repeat_key:
        return rows.filter(repeat_key=repeat_key).first()  # unique: no order is needed
    return rows.filter(digest=digest, repeat_key="", at__gt=at - REPEAT_WITHIN).order_by("-at").first()


def is_shown(report: Received) -> bool:
    """Whether the case of a report is among the requests that everybody may read."""
    if report.case.matter.is_confidential or not report.case.matter.is_public:
        return False
    return not report.after_review or report.case.accepted_at is not None


def _shown(county: str) -> QuerySet[Case]:
    """Without what no desk has looked at yet, where the sender's key says that one must."""
    waiting = Received.objects.filter(case=OuterRef("pk"), after_review=True)
    return published(county).filter(Q(accepted_at__isnull=False) | ~Exists(waiting))


def _filtered(found: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    times = {
        "opened_at__gte": filters.since,
        "opened_at__lte": filters.until,
        "updated_at__lte": filters.updated_before,
    }
    found = found.filter(**{name: value for name, value in times.items() if value is not None})
    if filters.updated_after:
        found = changed_since(found, filters.updated_after)
    if filters.codes:
        found = found.filter(matter__code__in=filters.codes)
    if filters.box:
        found = found.filter(point__within=Polygon.from_bbox(filters.box))
    if len(filters.statuses) == 1:
        found = found.filter(DONE) if CLOSED in filters.statuses else found.exclude(DONE)
    return found
