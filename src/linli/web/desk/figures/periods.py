"""Periods people speak of, and those they are compared with: values in, values out."""

from calendar import monthrange
from datetime import date, timedelta

from linli.stats.queries import Period

KINDS = ("day", "week", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}
_LONGEST_BY_DAY, _LONGEST_BY_WEEK = 45, 400


def containing(kind: str, on: date, *, today: date) -> Period:
    """The day, week (from Monday), month, quarter or year that a day lies in, as far as it has come by today."""
    first = _first(kind, on)
    end = first + timedelta(days=_DAYS[kind]) if kind in _DAYS else _shifted(first, _MONTHS[kind])
    return Period(first, max(first, min(end - timedelta(days=1), today)))


def before(kind: str, period: Period) -> Period:
    """As many days of the period before: 1 to 22 November after 1 to 22 October; a whole month after a whole month."""
    if kind in _DAYS:
        return _moved(period, _DAYS[kind])
    if kind in _MONTHS:
        return _back(period, _MONTHS[kind])
    return _moved(period, period.days)


def a_year_before(kind: str, period: Period) -> Period:
    """The same days a year ago; of a week the same weekdays."""
    return _moved(period, 364) if kind == "week" else _back(period, 12)


def next_to(kind: str, period: Period, *, later: bool, today: date) -> Period | None:
    """The whole period before or after this one; ``None`` for one that has not begun."""
    on = period.first - timedelta(days=1) if not later else _end(kind, period) + timedelta(days=1)
    return None if on > today else containing(kind, on, today=today)


def step_for(period: Period) -> str:
    """How fine a trend over a period is drawn."""
    if period.days <= _LONGEST_BY_DAY:
        return "day"
    return "week" if period.days <= _LONGEST_BY_WEEK else "month"


def _first(kind: str, on: date) -> date:
    if kind == "day":
        return on
    if kind == "week":
        return on - timedelta(days=on.weekday())
    month = {"month": on.month, "quarter": (on.month - 1) // 3 * 3 + 1, "year": 1}[kind]
    return date(on.year, month, 1)


def _end(kind: str, period: Period) -> date:
    if kind in _DAYS:
        return period.first + timedelta(days=_DAYS[kind] - 1)
    return _shifted(period.first, _MONTHS[kind]) - timedelta(days=1)


def _moved(period: Period, days: int) -> Period:
    return Period(period.first - timedelta(days=days), period.last - timedelta(days=days))


def _back(period: Period, months: int) -> Period:
    """The same days so many months earlier; the last day of a month stays the last day."""
    last = _shifted(period.last, -months)
    if period.last.day == monthrange(period.last.year, period.last.month)[1]:
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return Period(_shifted(period.first, -months), last)


def _shifted(on: date, months: int) -> date:
    count = on.year * 12 + on.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))
