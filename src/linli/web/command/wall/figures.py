"""The figures of the wall: how many today, beside yesterday and the same weekday; trend, matters, units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.matters.models import Matter
from linli.stats.queries import Period, below, count, dimensions, trend

DAYS = 14
WEEK = 7
MONTH = 30
#: Fewer cases than this say nothing about a unit or a share.
FEWEST = 10
MOST_MATTERS, MOST_UNITS = 6, 4


@dataclass(frozen=True)
class Figure:
    """One large number with what it is held against."""

    name: str
    title: str
    value: str
    unit: str = ""
    beside: tuple[tuple[str, str], ...] = ()
    light: str = ""


@dataclass(frozen=True)
class Day:
    """One day of the trend."""

    on: date
    opened: int
    closed: int


@dataclass(frozen=True)
class Share:
    """A name and how many."""

    name: str
    number: int


@dataclass(frozen=True)
class Punctual:
    """A unit's closed cases of the last days, on time and late."""

    name: str
    on_time: int
    late: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.on_time + self.late

    @property
    def percent(self) -> int:
        """How many of a hundred were on time."""
        return round(100 * self.on_time / self.total)


def days_of(area_code: str, today: date) -> list[Day]:
    """The last days with what came in and what was closed, today last."""
    period = Period(today - timedelta(days=DAYS - 1), today)
    opened, closed = (dict(trend(name, area_code, period)) for name in ("opened", "closed"))
    each = (period.first + timedelta(days=n) for n in range(DAYS))
    return [Day(on, opened.get(on, 0), closed.get(on, 0)) for on in each]


def figures(area_code: str, days: Sequence[Day], today: date) -> list[Figure]:
    """The five large numbers."""
    lights, states = (count("open", area_code, by=by) for by in ("light", "state"))
    red, yellow, waiting = lights.get("red", 0), lights.get("yellow", 0), sum(lights.values())
    new = states.get("reported", 0)
    return [
        Figure("opened", _("今日上报"), str(days[-1].opened), beside=_flow([day.opened for day in days], today)),
        Figure("closed", _("今日办结"), str(days[-1].closed), beside=_flow([day.closed for day in days], today)),
        Figure("open", _("在办"), str(waiting), beside=((_("待受理"), str(new)), (_("临期"), str(yellow)))),
        Figure("overdue", _("超期"), str(red), light="red" if red else "", beside=_of(red, waiting)),
        _punctuality(area_code, today),
    ]


def _flow(numbers: Sequence[int], today: date) -> tuple[tuple[str, str], ...]:
    """The whole of yesterday, and of the same weekday a week ago."""
    weekday = date_format(today - timedelta(days=WEEK), "l")
    return ((_("昨日"), str(numbers[-2])), (_("上%(weekday)s") % {"weekday": weekday}, str(numbers[-1 - WEEK])))


def _of(overdue: int, waiting: int) -> tuple[tuple[str, str], ...]:
    return ((_("占在办"), f"{round(100 * overdue / waiting)}%"),) if waiting else ()


def _punctuality(area_code: str, today: date) -> Figure:
    """The share closed on time in thirty days; too few say nothing."""
    now, before = (_share(area_code, today - timedelta(days=MONTH * n)) for n in (0, 1))
    beside = ((_("前 30 天"), f"{before}%" if before is not None else "—"),)
    value, unit = (str(now), "%") if now is not None else ("—", "")
    return Figure("on_time", _("按时率 · 近 30 天"), value, unit, beside)


def _share(area_code: str, last: date) -> int | None:
    period = Period(last - timedelta(days=MONTH - 1), last)
    closed, late = (count(name, area_code, period)[""] for name in ("closed", "closed_late"))
    return round(100 * (closed - late) / closed) if closed >= FEWEST else None


def top_matters(area_code: str, today: date) -> list[Share]:
    """What was reported most in a week, the most frequent first."""
    found = count("opened", area_code, Period(today - timedelta(days=WEEK - 1), today), by="matter")
    most = _largest(found, MOST_MATTERS)
    names = dict(Matter.objects.filter(code__in=[code for code, _n in most]).values_list("code", "title"))
    return [Share(names.get(code, code), number) for code, number in most]


def units(area_code: str, today: date) -> list[Punctual]:
    """Units, of a whole city its counties, that closed enough in thirty days to say something, the busiest first."""
    period = Period(today - timedelta(days=MONTH - 1), today)
    closed, late = (_by_unit(name, area_code, period) for name in ("closed", "closed_late"))
    most = _largest({key: n for key, n in closed.items() if n >= FEWEST}, MOST_UNITS)
    names = _names([key for key, _n in most], area_code)
    return [Punctual(names.get(key, key), n - late.get(key, 0), late.get(key, 0)) for key, n in most]


def _by_unit(name: str, area_code: str, period: Period) -> dict[str, int]:
    if "unit" not in dimensions(name, area_code):
        return below(name, area_code, "county", period)
    return {key: n for key, n in count(name, area_code, period, by="unit").items() if key.isdecimal()}


def _names(keys: list[str], area_code: str) -> dict[str, str]:
    if "unit" not in dimensions("closed", area_code):
        return areas.names(keys)
    return {str(unit): name for unit, name in areas.unit_names(map(int, keys)).items()}


def _largest(numbers: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    return sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
