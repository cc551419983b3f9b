"""Counts over a ground; gives way to the room of statistics as soon as that is there."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from linli.areas import queries as areas
from linli.cases.models import Case
from linli.deadlines.rules import SHANGHAI


@dataclass(frozen=True)
class Period:
    """Inclusive days, Asia/Shanghai."""

    first: date
    last: date


_BY = {"matter": "matter__code", "unit": "lead_unit_id"}
_MOMENT = {"opened": "opened_at", "closed": "closed_at", "closed_late": "closed_at"}


def count(figure: str, area_code: str, period: Period | None = None, *, by: str = "") -> dict[str, int]:
    """How many, in all (key "") or by a dimension."""
    rows = _rows(figure, area_code, period)
    if not by:
        return {"": rows.count()}
    counted = rows.values_list(_BY[by]).annotate(n=Count("pk")).order_by()
    return {str(key): n for key, n in counted if key}


def trend(figure: str, area_code: str, period: Period, step: str = "day") -> list[tuple[date, int]]:  # noqa: ARG001 - days only
    """How many on each day."""
    day = TruncDate(_MOMENT[figure], tzinfo=SHANGHAI)
    rows = _rows(figure, area_code, period).annotate(day=day).values_list("day")
    known: Counter[Any] = Counter(dict(rows.annotate(n=Count("pk")).order_by()))
    days = (period.last - period.first).days + 1
    return [(on, known[on]) for on in (period.first + timedelta(days=n) for n in range(days))]


def _rows(figure: str, area_code: str, period: Period | None) -> QuerySet[Case]:
    area = areas.area(area_code)
    rows = Case.objects.filter(Q(**{area.level: area_code}))
    if figure == "open":
        return rows.filter(is_final=False, closed_at=None)
    if figure == "closed_late":
        rows = rows.filter(was_late=True)
    if period:
        moment = _MOMENT[figure]
        rows = rows.annotate(on=TruncDate(moment, tzinfo=SHANGHAI)).filter(on__range=(period.first, period.last))
    return rows
