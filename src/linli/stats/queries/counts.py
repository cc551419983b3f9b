"""Every read of figures: exact at the moment of reading, because kept sums and what is not folded are one statement."""

# ruff: noqa: S608 - only names of ours are put together, never what somebody typed

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from linli.areas.models import Area
from linli.stats.declared import figures as declared
from linli.stats.rules import (
    KEPT_TOTALS,
    LEVELS,
    NOW,
    Edge,
    Figure,
    Period,
    Span,
    month_of,
    months_of,
    reading,
    week_of,
)


class UnknownFigure(LookupError):
    """No such figure, or none that may be asked for like this."""


def figures() -> tuple[Figure, ...]:
    """The declared figures, in their order."""
    return declared().figure


def count(figure: str, area_code: str, period: Period | None = None, *, by: str = "") -> dict[str, int]:
    """How many, in an area and (for a flow) a period: under ``""`` altogether, else under each value of a dimension.

    Values are codes of matters and classes, ids of units, names of sources, states and lights. What is 0 is left
    out, but not the sum. Raises ``UnknownFigure`` for a figure or dimension there is not, and for a flow without
    a period.
    """
    one, level = asked(figure, period, by), level_of(area_code)
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
    codes = f"WITH places AS MATERIALIZED (SELECT code FROM areas_area WHERE level = %(level)s AND {above} = %(area)s)"
    parts = _parts_below(one, level, period)
    sql = f"{codes} SELECT area, sum(n)::bigint FROM ({parts.sql}) AS part (area, n) GROUP BY area HAVING sum(n) <> 0"
    return dict(_rows(sql, parts.params | {"area": area_code, "level": level}))


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
    value = f"{dimension}::text" if dimension else "''"
    if period is None or not figure.is_flow:
        parts.add(
            "SELECT value, n::integer FROM stats_rollup WHERE figure = %(figure)s AND dimension = %(dimension)s "
            f"AND area = %(area)s AND span = 'now' AND start = '{NOW}'"
        )
        parts.add(f"SELECT {value}, n FROM stats_delta WHERE figure = %(figure)s AND {level} = %(area)s")
        return parts
    wanted = reading(level, period, is_total=not dimension)
    if wanted.spans:
        parts.add(_SUMS.format("kept.value", "kept.area = %(area)s"), **_of_spans(wanted.spans))
    if wanted.edges:
        listed = f"cell.{dimension}::text" if dimension else "''"
        also = (f", fact.{dimension}s", f", {dimension}") if dimension else ("", "")
        parts.add(_FACTS.format(listed, f"fact.{level} = %(area)s", *also), **_of_edges(wanted.edges))
    parts.add(_FRESH.format(value, f"{level} = %(area)s"), first=period.first, last=period.last)
    return parts


def _parts_below(figure: Figure, level: str, period: Period | None) -> _Parts:
    """Area and n of a figure in every one of ``places``."""
    parts = _Parts(figure, dimension="")
    inside = f"{level} IN (SELECT code FROM places)"
    if period is None or not figure.is_flow:
        parts.add(
            "SELECT area, n::integer FROM places JOIN stats_rollup ON area = code "
            f"AND figure = %(figure)s AND dimension = '' AND span = 'now' AND start = '{NOW}'"
        )
        parts.add(f"SELECT {level}, n FROM stats_delta WHERE figure = %(figure)s AND {inside}")
        return parts
    wanted = reading(level, period, is_total=True)
    if wanted.spans:
        parts.add(_SUMS.format("kept.area", "kept.area IN (SELECT code FROM places)"), **_of_spans(wanted.spans))
    if wanted.edges:
        parts.add(_FACTS.format(f"fact.{level}", f"fact.{inside}", "", ""), **_of_edges(wanted.edges))
    parts.add(_FRESH.format(level, inside), first=period.first, last=period.last)
    return parts


#: Sums over spans: what is shown, and of which area.
_SUMS = """
    SELECT {0} AS value, (kept.n * piece.sign)::integer AS n
    FROM unnest(%(spans)s::text[], %(starts)s::date[], %(signs)s::integer[]) AS piece (span, start, sign)
    JOIN stats_rollup AS kept ON kept.figure = %(figure)s AND kept.dimension = %(dimension)s AND {1}
        AND kept.span = piece.span AND kept.start = piece.start"""
#: Days out of facts: what is shown, of which ground, and the list of values wanted beside days and numbers.
_FACTS = """
    SELECT {0}, cell.n * edge.sign
    FROM unnest(%(months)s::date[], %(firsts)s::integer[], %(lasts)s::integer[], %(ways)s::integer[])
        AS edge (month, first, last, sign)
    JOIN stats_fact AS fact ON fact.figure = %(figure)s AND {1} AND fact.month = edge.month
    CROSS JOIN LATERAL unnest(fact.days, fact.ns{2}) AS cell (day, n{3})
    WHERE cell.day BETWEEN edge.first AND edge.last"""
#: What is not folded yet.
_FRESH = """
    SELECT {0}, n FROM stats_delta
    WHERE figure = %(figure)s AND {1} AND day BETWEEN %(first)s AND %(last)s"""


def _of_spans(spans: list[Span]) -> dict[str, list[Any]]:
    return {
        "spans": [span.kind for span in spans],
        "starts": [span.start for span in spans],
        "signs": [span.sign for span in spans],
    }


def _of_edges(edges: list[Edge]) -> dict[str, list[Any]]:
    return {
        "months": [edge.month for edge in edges],
        "firsts": [edge.first for edge in edges],
        "lasts": [edge.last for edge in edges],
        "ways": [edge.sign for edge in edges],
    }


# ── trends ────────────────────────────────────────────────────────────────────────────────────────────────


def _daily(figure: Figure, level: str, period: Period) -> _Parts:
    """Step (a day) and n."""
    parts = _Parts(figure, dimension="", first=period.first, last=period.last)
    if "day" in KEPT_TOTALS[level]:
        parts.add(
            "SELECT start AS step, n::integer FROM stats_rollup WHERE figure = %(figure)s AND dimension = '' "
            "AND area = %(area)s AND span = 'day' AND start BETWEEN %(first)s AND %(last)s"
        )
    else:
        parts.add(_FACT_DAYS.format(level), **_of_edges(months_of(period)))
    parts.add(_FRESH.format("day AS step", f"{level} = %(area)s"))
    return parts


_FACT_DAYS = _FACTS.format("fact.month + (cell.day - 1) AS step", "fact.{0} = %(area)s", "", "")


def _monthly(figure: Figure, level: str, period: Period) -> _Parts:
    """Step (the first of a month) and n."""
    parts = _Parts(figure, dimension="")
    months = [_inside(edge) for edge in months_of(period)]
    wanted = [reading(level, month, is_total=True) for month in months]
    steps = [month_of(month.first) for month in months]
    spans = _of_spans([span for each in wanted for span in each.spans])
    spans["of"] = [step for step, each in zip(steps, wanted, strict=True) for _ in each.spans]
    if spans["of"]:
        parts.add(_STEP_SUMS, **spans)
    if edges := [edge for each in wanted for edge in each.edges]:
        parts.add(_FACTS.format("fact.month AS step", f"fact.{level} = %(area)s", "", ""), **_of_edges(edges))
    month = "date_trunc('month', day)::date AS step"
    parts.add(_FRESH.format(month, f"{level} = %(area)s"), first=period.first, last=period.last)
    return parts


_STEP_SUMS = """
    SELECT piece.step, (kept.n * piece.sign)::integer AS n
    FROM unnest(%(of)s::date[], %(spans)s::text[], %(starts)s::date[], %(signs)s::integer[])
        AS piece (step, span, start, sign)
    JOIN stats_rollup AS kept ON kept.figure = %(figure)s AND kept.dimension = '' AND kept.area = %(area)s
        AND kept.span = piece.span AND kept.start = piece.start"""


def _inside(edge: Edge) -> Period:
    return Period(edge.month.replace(day=edge.first), edge.month.replace(day=edge.last))


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
