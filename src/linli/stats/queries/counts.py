"""Every read of figures: exact at the moment of reading, because kept sums and what is not folded are one statement."""

# ruff: noqa: S608 - only names of ours are put together, never what somebody typed

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from linli.areas.models import Area
from linli.stats.declared import figures as declared
from linli.stats.rules import KEPT_TOTALS, LEVELS, Figure, Period, Piece, Reading, month_of, months_of, reading, week_of


class UnknownFigure(LookupError):
    """No such figure, or none that may be asked for like this."""


def figures() -> tuple[Figure, ...]:
    """The declared figures, in their order."""
    return declared().figure


def count(figure: str, area_code: str, period: Period | None = None, *, by: str = "") -> dict[str, int]:
    """How many, in an area and (for a flow) a period: under ``""`` altogether, else under each value of a dimension.

    Values are codes of matters and classes, ids of units, names of sources, states and lights. What is 0 is left
    out, but not the sum. Raises ``UnknownFigure`` for a figure there is not, for a dimension it is not taken apart by
    on such a ground (see ``dimensions``), and for a flow without a period.
    """
    one, level = asked(figure, period, by), level_of(area_code)
    if by and level is not None and by not in declared().by_on(one, level):
        raise UnknownFigure(f"{figure} {by} {area_code}")
    if level is None:
        return {} if by else {"": 0}
    dimension = declared().dimensions[by].of or by if by else ""
    parts = _parts(one, level, dimension, period)
    sql = _NAMED.get(by, _PLAIN)
    rows = _rows(sql.format(parts.sql), parts.params | {"area": area_code})
    return {"": 0} | dict(rows) if not by else dict(rows)


def trend(figure: str, area_code: str, period: Period, step: str = "day") -> list[tuple[date, int]]:
    """A flow day by day, week by week (by Mondays) or month by month; steps without any are 0."""
    one, level = asked(figure, period, ""), level_of(area_code)
    if not one.is_flow:
        raise UnknownFigure(figure)
    found = dict[date, int]()
    if level is not None:
        parts = _monthly(one, level, period) if step == "month" else _daily(one, level, period)
        sql = f"SELECT step, sum(n)::bigint FROM ({parts.sql}) AS part (step, n) GROUP BY step"
        found = dict(_rows(sql, parts.params | {"area": area_code}))
    return _filled(found, period, step)


def below(figure: str, area_code: str, level: str, period: Period | None = None) -> dict[str, int]:
    """How many in each area of ``level`` on the ground of an area, as the tree stands now; what is 0 is left out."""
    one, above = asked(figure, period, ""), level_of(area_code)
    if above is None or level not in LEVELS:
        return {}
    parts = _parts_below(one, level, period)
    sql = (
        f"WITH places AS MATERIALIZED ({_places(above)}) "
        f"SELECT area, sum(n)::bigint FROM ({parts.sql}) AS part (area, n) GROUP BY area HAVING sum(n) <> 0"
    )
    return dict(_rows(sql, parts.params | {"area": area_code, "level": level}))


def dimensions(figure: str, area_code: str) -> tuple[str, ...]:
    """By what a figure may be taken apart on the ground of an area; by nothing where there is none."""
    one, level = declared().by_name[figure], level_of(area_code)
    return declared().by_on(one, level) if level else ()


def level_of(area_code: str) -> str | None:
    """The level of an area that figures are kept for; ``None`` for another area, or none."""
    level = _level(area_code)
    if level is None:
        _level.cache_clear()  # it may be made later; a level once given never changes
    return level if level in LEVELS else None


@lru_cache(maxsize=65536)
def _level(area_code: str) -> str | None:
    rows = Area.objects.filter(code=area_code).values_list("level", flat=True)
    return rows.first()  # unique: no order is needed


def asked(figure: str, period: Period | None, by: str) -> Figure:
    """A figure that may be asked for like this; raises ``UnknownFigure``."""
    one = declared().by_name.get(figure)
    if one is None or (by and by not in one.by) or (one.is_flow and period is None):
        raise UnknownFigure(f"{figure} {by}".strip())
    return one


# ── the parts that are added up ───────────────────────────────────────────────────────────────────────────


class _Parts:
    """Selects that are added up, with their parameters."""

    def __init__(self, figure: Figure, **params: Any) -> None:
        self.selects = list[str]()
        self.params: dict[str, Any] = {"figure": figure.name, **params}

    @property
    def sql(self) -> str:
        return "\nUNION ALL\n".join(self.selects)

    def add(self, select: str, **params: Any) -> None:
        self.selects.append(select)
        self.params |= params


_PLAIN = "SELECT value, sum(n) AS n FROM ({0}) AS part (value, n) GROUP BY value HAVING sum(n) <> 0"
_NAMED = {
    "matter": f"SELECT code, n FROM ({_PLAIN}) AS summed JOIN matters_matter AS matter ON matter.id = value::bigint",
    "class": f"""
        SELECT class.code, sum(n)::bigint FROM ({_PLAIN}) AS summed
        JOIN matters_matter AS matter ON matter.id = value::bigint
        JOIN matters_matterclass AS class ON class.id = matter.group_id GROUP BY 1 HAVING sum(n) <> 0""",
}


def _parts(figure: Figure, level: str, dimension: str, period: Period | None) -> _Parts:
    """Value and n of a figure on one ground."""
    parts = _Parts(figure, dimension=dimension)
    wanted = reading(level, period if figure.is_flow else None, is_total=not dimension)
    if wanted.sums:
        which = "kept.area = %(area)s" if dimension else f"kept.area = %(area)s AND {_TOTAL}"
        parts.add(_SUMS.format("kept.value", which), **_of(wanted.sums))
    if facts := [*wanted.facts, *wanted.instead]:
        shown, taken = ("value", f", unnest({dimension}s[first:last]) AS value") if dimension else ("''", "")
        there = f"fact.{level} = %(area)s" + (_UNLESS_BUSY if wanted.instead else "")
        cut = [piece.start for piece in wanted.facts]
        parts.add(_FACTS.format(shown, there, taken, "text"), **_of(facts, "fact_"), fact_cut=cut)
    value = f"{dimension}::text" if dimension else "''"
    parts.add(_fresh(figure, value, f"{level} = %(area)s"), **_days(period))
    return parts


def _parts_below(figure: Figure, level: str, period: Period | None) -> _Parts:
    """Area and n of a figure in every one of ``places``."""
    parts = _Parts(figure, dimension="")
    wanted = reading(level, period if figure.is_flow else None, is_total=True)
    if wanted.sums:
        parts.add(_SUMS.format("kept.area", f"kept.area IN (SELECT code FROM places) AND {_TOTAL}"), **_of(wanted.sums))
    if wanted.facts:
        there = f"fact.{level} IN (SELECT code FROM places)"
        parts.add(_FACTS.format("area", there, f", {level} AS area", "text"), **_of(wanted.facts, "fact_"))
    parts.add(_fresh(figure, level, f"{level} IN (SELECT code FROM places)"), **_days(period))
    return parts


def _places(above: str) -> str:
    """The areas of a level on a ground; said with their county, by which areas stand in an index."""
    its = " AND county = (SELECT county FROM areas_area WHERE code = %(area)s)"
    places = f"SELECT code FROM areas_area WHERE level = %(level)s AND {above} = %(area)s"
    return places if above in {"city", "county"} else places + its


#: A sum over everything, named by its whole key: else the planner expects hundreds of rows, and of the days of a trend
#: hundreds of thousands, for which it would start parallel workers.
_TOTAL = "kept.value = ''"
#: Differences of running totals: what is shown, and of which area.
_SUMS = """
    SELECT {0} AS value, kept.n[piece.upto] - coalesce(kept.n[piece.after], 0) AS n
    FROM unnest(%(spans)s::text[], %(starts)s::date[], %(afters)s::integer[], %(uptos)s::integer[])
        AS piece (span, start, after, upto)
    JOIN stats_rollup AS kept ON kept.figure = %(figure)s AND kept.dimension = %(dimension)s AND {1}
        AND kept.span = piece.span AND kept.start = piece.start"""
#: Days out of facts: what is shown, of which area, which lists are taken apart besides the numbers, and what is shown
#: as what. The days of a fact stand in order: where those that are wanted begin and end is found by halving, and only
#: they are taken apart. A busy grid has thousands of them: lists are taken apart among the columns, which costs half of
#: what it does beside the table; and what is summed is made a text.
_FACTS = """
    SELECT shown::{3}, n FROM (
        SELECT {0} AS shown, sum(n * sign)::integer AS n FROM (
            SELECT month, sign, unnest(ns[first:last]) AS n{2} FROM (
                SELECT fact.*, sign, width_bucket(after::smallint, days) + 1 AS first,
                    width_bucket(upto::smallint, days) AS last
                FROM unnest(%(fact_starts)s::date[], %(fact_afters)s::integer[], %(fact_uptos)s::integer[],
                    %(fact_signs)s::integer[]) AS piece (month, after, upto, sign)
                JOIN stats_fact AS fact ON fact.figure = %(figure)s AND {1} AND fact.month = piece.month OFFSET 0
            ) AS found
        ) AS cells GROUP BY 1
    ) AS facts WHERE n <> 0"""


#: Whole months are read out of facts unless the sums of their year are kept. Asked for as a list, of which the planner
#: does not expect that it leaves anything out; see above.
_UNLESS_BUSY = """ AND (
                piece.month = ANY (%(fact_cut)s::date[]) OR date_trunc('year', piece.month)::date <> ALL (
                    ARRAY(SELECT start FROM stats_busy WHERE figure = %(figure)s AND area = %(area)s)))"""


def _of(pieces: list[Piece], prefix: str = "") -> dict[str, list[Any]]:
    """Pieces as lists side by side."""
    columns = zip(Piece._fields, zip(*pieces, strict=True), strict=True)
    return {f"{prefix}{name}s": list(column) for name, column in columns}


def _fresh(figure: Figure, value: str, ground: str) -> str:
    """What is not folded yet."""
    during = " AND day BETWEEN %(first)s AND %(last)s" if figure.is_flow else ""
    return f"SELECT {value}, n FROM stats_delta WHERE figure = %(figure)s AND {ground}{during}"


def _days(period: Period | None) -> dict[str, date]:
    return {"first": period.first, "last": period.last} if period else {}


# ── trends ────────────────────────────────────────────────────────────────────────────────────────────────


def _daily(figure: Figure, level: str, period: Period) -> _Parts:
    """Step (a day) and n."""
    months = months_of(period)
    wanted = Reading(months, [], []) if "month" in KEPT_TOTALS[level] else Reading([], months, [])
    return _stepped(figure, level, period, wanted, _Steps("day", _DAYS, "month + (day - 1)"))


def _monthly(figure: Figure, level: str, period: Period) -> _Parts:
    """Step (the first of a month) and n."""
    fresh = "date_trunc('month', day)::date"
    if "month" in KEPT_TOTALS[level]:
        return _stepped(figure, level, period, Reading(months_of(period), [], []), _Steps(fresh, _MONTHS, ""))
    return _stepped(figure, level, period, reading(level, period, is_total=True), _Steps(fresh, _YEARS, "month"))


class _Steps(NamedTuple):
    """How the step is told of what is not folded yet, of sums (a select) and of facts."""

    fresh: str
    sums: str
    facts: str


def _stepped(figure: Figure, level: str, period: Period, wanted: Reading, steps: _Steps) -> _Parts:
    """Steps out of kept sums, out of facts, and of what is not folded yet."""
    parts, there = _Parts(figure), f"{level} = %(area)s"
    if wanted.sums:
        parts.add(steps.sums, **_of(wanted.sums))
    if wanted.facts:
        parts.add(
            _FACTS.format(steps.facts, f"fact.{there}", ", unnest(days[first:last]) AS day", "date"),
            **_of(wanted.facts, "fact_"),
        )
    parts.add(_fresh(figure, steps.fresh, there), **_days(period))
    return parts


_DAYS = """
    SELECT kept.start + (day::integer - 1) AS step, upto_here - coalesce(kept.n[day - 1], 0) AS n
    FROM unnest(%(starts)s::date[], %(afters)s::integer[], %(uptos)s::integer[]) AS piece (start, after, upto)
    JOIN stats_rollup AS kept ON kept.figure = %(figure)s AND kept.dimension = '' AND kept.value = ''
        AND kept.area = %(area)s AND kept.span = 'month' AND kept.start = piece.start
    JOIN LATERAL unnest(kept.n) WITH ORDINALITY AS each (upto_here, day) ON day > piece.after AND day <= piece.upto"""
_MONTHS = """
    SELECT kept.start AS step, kept.n[piece.upto] - coalesce(kept.n[piece.after], 0) AS n
    FROM unnest(%(starts)s::date[], %(afters)s::integer[], %(uptos)s::integer[]) AS piece (start, after, upto)
    JOIN stats_rollup AS kept ON kept.figure = %(figure)s AND kept.dimension = '' AND kept.value = ''
        AND kept.area = %(area)s AND kept.span = 'month' AND kept.start = piece.start"""


#: Months out of the running totals of a year.
_YEARS = """
    SELECT (kept.start + make_interval(months => month::integer - 1))::date AS step,
        upto_here - coalesce(kept.n[month - 1], 0) AS n
    FROM unnest(%(starts)s::date[], %(afters)s::integer[], %(uptos)s::integer[]) AS piece (start, after, upto)
    JOIN stats_rollup AS kept ON kept.figure = %(figure)s AND kept.dimension = '' AND kept.value = ''
        AND kept.area = %(area)s AND kept.span = 'year' AND kept.start = piece.start
    JOIN LATERAL unnest(kept.n) WITH ORDINALITY AS each (upto_here, month)
        ON month > piece.after AND month <= piece.upto"""


def _filled(found: dict[date, int], period: Period, step: str) -> list[tuple[date, int]]:
    """Every step of the period with its number."""
    start = {"day": lambda on: on, "week": week_of, "month": month_of}[step]
    steps = dict[date, int]()
    for number in range(period.first.toordinal(), period.last.toordinal() + 1):
        on = date.fromordinal(number)
        steps.setdefault(start(on), 0)
    for on, n in found.items():
        steps[start(on)] += n
    return list(steps.items())


def _rows(sql: str, params: dict[str, Any]) -> Iterable[tuple[Any, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, Any]] = cursor.fetchall()
    return rows
