"""Periods, the pieces they are added up from, and what may be declared as a figure: values in, values out."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import msgspec

#: The levels that figures are kept for, from the top down.
LEVELS = ("city", "county", "town", "community", "grid")
#: The moments a flow may be counted by.
MOMENTS = frozenset({"opened_at", "accepted_at", "closed_at"})
#: Dimensions that need a column of their own in the tables of this room.
STORED = ("matter", "source", "state", "unit", "light")

#: The day that a stock is kept under.
NOW = "1970-01-01"

_DAY = timedelta(days=1)


# ── periods ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both included, on the calendar of Asia/Shanghai."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """A period runs forwards."""
        if self.last < self.first:
            raise ValueError(f"{self.first} is later than {self.last}")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def __contains__(self, on: object) -> bool:
        """Whether a day lies in it."""
        return isinstance(on, date) and self.first <= on <= self.last


class Span(NamedTuple):
    """A piece that is added (``sign`` 1) or taken off (-1): a ``year``, ``month`` or ``day`` that starts on a date."""

    kind: str
    start: date
    sign: int


class Edge(NamedTuple):
    """Days of one month that are added or taken off: from the ``first`` to the ``last`` day of the month's number."""

    month: date
    first: int
    last: int
    sign: int


def spans(period: Period) -> tuple[list[Span], list[Edge]]:
    """The years and months a period is made of, and the days at its edges that stand in no whole month of it.

    Taking off is used where it is shorter: 2 to 31 January is January less one day. So no edge is longer than
    half a month, and there are never more than six single months on a side of the years.
    """
    pieces, edges = list[Span](), list[Edge]()
    start, end = month_of(period.first), month_of(period.last)
    if start == end:
        _put_part(start, period.first.day, period.last.day, pieces, edges)
        return pieces, edges
    _put_part(start, period.first.day, _last_day(start), pieces, edges)
    _put_part(end, 1, period.last.day, pieces, edges)
    pieces += _years_and_months(_next_month(start), end)
    return _netted(pieces), edges


def days_of(edges: list[Edge]) -> list[Span]:
    """Edges as single days, for grounds whose days are kept."""
    return [
        Span("day", edge.month.replace(day=number), edge.sign)
        for edge in edges
        for number in range(edge.first, edge.last + 1)
    ]


def month_of(on: date) -> date:
    """The first day of its month."""
    return on.replace(day=1)


def week_of(on: date) -> date:
    """The Monday of its week."""
    return on - timedelta(days=on.weekday())


def _next_month(month: date) -> date:
    return month_of(month + timedelta(days=31))


def _last_day(month: date) -> int:
    return (_next_month(month) - _DAY).day


def _put_part(month: date, first: int, last: int, pieces: list[Span], edges: list[Edge]) -> None:
    """Days ``first`` to ``last`` of a month: the days themselves, or the month less the others."""
    length = _last_day(month)
    if last - first + 1 <= length // 2:
        edges.append(Edge(month, first, last, 1))
        return
    pieces.append(Span("month", month, 1))
    edges += [Edge(month, *part, -1) for part in ((1, first - 1), (last + 1, length)) if part[0] <= part[1]]


def _years_and_months(first: date, end: date) -> Iterator[Span]:
    """Whole months from ``first`` up to, not including, ``end``."""
    for year in range(first.year, end.year + 1):
        begins, ends = max(first, date(year, 1, 1)), min(end, date(year + 1, 1, 1))
        inside = [date(year, n, 1) for n in range(1, 13) if begins <= date(year, n, 1) < ends]
        if len(inside) <= 6:  # noqa: PLR2004 - half a year
            yield from (Span("month", month, 1) for month in inside)
            continue
        yield Span("year", date(year, 1, 1), 1)
        yield from (Span("month", date(year, n, 1), -1) for n in range(1, 13) if date(year, n, 1) not in inside)


def _netted(pieces: list[Span]) -> list[Span]:
    """A month that is both added and taken off is neither."""
    signs: dict[tuple[str, date], int] = {}
    for kind, start, sign in pieces:
        signs[kind, start] = signs.get((kind, start), 0) + sign
    return [Span(kind, start, sign) for (kind, start), sign in signs.items() if sign]


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────


class BrokenFigures(ValueError):
    """Figures that cannot be counted; the message names the file and the line of each fault."""


class Dimension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By what a figure is taken apart: an expression over the case's row, or something kept ``of`` another one."""

    name: str
    title: str
    column: str = ""
    of: str = ""


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One count: which cases (``when``), on the day of which moment (``at``), and ``by`` what it is taken apart."""

    name: str
    title: str
    kind: str
    at: str = ""
    when: str = "true"
    by: tuple[str, ...] = ()

    @property
    def is_flow(self) -> bool:
        """Whether it is counted by day; otherwise it is what there is now."""
        return self.kind == "flow"

    @property
    def condition(self) -> str:
        """Which cases count, as SQL over columns of the case's row."""
        return f"({self.when}) AND {self.at} IS NOT NULL" if self.at else f"({self.when})"


class Figures(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Everything that is declared."""

    dimension: tuple[Dimension, ...]
    figure: tuple[Figure, ...]

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        """Dimensions by name."""
        return {dimension.name: dimension for dimension in self.dimension}

    @cached_property
    def by_name(self) -> dict[str, Figure]:
        """Figures by name."""
        return {figure.name: figure for figure in self.figure}

    def kept_by(self, figure: Figure) -> tuple[str, ...]:
        """The dimensions a figure is kept by; those found through another one are not kept themselves."""
        wanted = {self.dimensions[name].of or name for name in figure.by}
        return tuple(name for name in STORED if name in wanted)


def parse(text: str, columns: frozenset[str], *, file: str) -> Figures:
    """The figures written in ``text``; raises ``BrokenFigures`` with file and line for everything wrong with them."""
    try:
        figures = msgspec.convert(tomllib.loads(text), Figures)
    except tomllib.TOMLDecodeError as error:
        raise BrokenFigures(f"{file}: {error}") from error
    except msgspec.ValidationError as error:
        place = re.search(r"\$\.(\w+)\[(\d+)\]", str(error))
        line = _line(text, place[1], int(place[2])) if place else 1
        raise BrokenFigures(f"{file}:{line}: {error}") from error
    faults = [*_dimension_faults(figures, columns), *_figure_faults(figures, columns)]
    if faults:
        raise BrokenFigures("\n".join(f"{file}:{_line(text, kind, n)}: {fault}" for kind, n, fault in faults))
    return figures


_Fault = tuple[str, int, str]


def _dimension_faults(figures: Figures, columns: frozenset[str]) -> Iterator[_Fault]:
    seen: set[str] = set()
    for n, dimension in enumerate(figures.dimension):
        if dimension.name in seen:
            yield "dimension", n, f"dimension {dimension.name!r} stands twice"
        seen.add(dimension.name)
        if bool(dimension.column) == bool(dimension.of):
            yield "dimension", n, f"dimension {dimension.name!r} wants either a column or another dimension"
        if dimension.of and dimension.of not in figures.dimensions:
            yield "dimension", n, f"unknown dimension {dimension.of!r}"
        if dimension.column and dimension.name not in STORED:
            yield "dimension", n, f"there is no room for {dimension.name!r}; the tables keep {', '.join(STORED)}"
        yield from (("dimension", n, fault) for fault in _unknown(dimension.column, columns))


def _figure_faults(figures: Figures, columns: frozenset[str]) -> Iterator[_Fault]:
    seen: set[str] = set()
    for n, figure in enumerate(figures.figure):
        if figure.name in seen:
            yield "figure", n, f"figure {figure.name!r} stands twice"
        seen.add(figure.name)
        if figure.kind not in {"flow", "stock"}:
            yield "figure", n, f"unknown kind {figure.kind!r}"
        if figure.is_flow != (figure.at in MOMENTS):
            yield "figure", n, f"a flow counts by one of {', '.join(sorted(MOMENTS))}, a stock by none: {figure.at!r}"
        yield from (
            ("figure", n, f"unknown dimension {name!r}") for name in figure.by if name not in figures.dimensions
        )
        yield from (("figure", n, fault) for fault in _unknown(figure.when, columns))


def apart(expression: str) -> tuple[list[str], list[str]]:
    """The columns an expression names, and the texts around them: one more than columns."""
    texts, columns, end = list[str](), list[str](), 0
    for found in re.finditer(r"'[^']*'|[A-Za-z_]\w*", expression):
        if found[0].startswith("'") or found[0].lower() in _WORDS:
            continue
        texts.append(expression[end : found.start()])
        columns.append(found[0])
        end = found.end()
    return [*texts, expression[end:]], columns


_WORDS = frozenset(["and", "or", "not", "in", "is", "null", "true", "false", "coalesce", "between"])
_HARMLESS = re.compile(r"[\w\s(),=<>.+-]*", re.ASCII)


def _unknown(expression: str, columns: frozenset[str]) -> Iterator[str]:
    """What an expression names that is no column of a case; quoted texts are left out."""
    bare = re.sub(r"'[^']*'", "''", expression).replace("''", "")
    if not _HARMLESS.fullmatch(bare) or "--" in bare:
        yield f"only comparisons are understood: {expression!r}"
    for word in re.findall(r"[A-Za-z_]\w*", bare):
        if word.lower() not in _WORDS and word not in columns:
            yield f"cases have no column {word!r}"


def _line(text: str, table: str, ordinal: int) -> int:
    headers = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith(f"[[{table}]]")]
    return headers[ordinal] if ordinal < len(headers) else 1


# ── what is kept for which ground ─────────────────────────────────────────────────────────────────────────

#: Spans kept of sums over everything, and of sums by a dimension, for each level. What is missing is added up from
#: facts: the fewer cases a ground has, the cheaper that is, and the less a sum would save.
KEPT_TOTALS: dict[str, tuple[str, ...]] = {
    "city": ("year", "month", "day"),
    "county": ("year", "month", "day"),
    "town": ("year", "month", "day"),
    "community": ("year", "month"),
    "grid": ("year", "month"),
}
KEPT_BY_DIMENSION: dict[str, tuple[str, ...]] = {
    "city": ("year", "month", "day"),
    "county": ("year", "month", "day"),
    "town": ("year", "month"),
    "community": (),
    "grid": (),
}


class Reading(NamedTuple):
    """Where a figure of a period is read: sums that are kept, and days out of facts."""

    spans: list[Span]
    edges: list[Edge]


def reading(level: str, period: Period, *, is_total: bool) -> Reading:
    """What has to be added up for a ground of this level."""
    kept = (KEPT_TOTALS if is_total else KEPT_BY_DIMENSION)[level]
    if not kept:
        return Reading([], months_of(period))
    pieces, edges = spans(period)
    return Reading([*pieces, *days_of(edges)], []) if "day" in kept else Reading(pieces, edges)


def months_of(period: Period) -> list[Edge]:
    """Every month of a period with its days that lie in it."""
    found, month = list[Edge](), month_of(period.first)
    while month <= period.last:
        first = period.first.day if month == month_of(period.first) else 1
        last = period.last.day if month == month_of(period.last) else _last_day(month)
        found.append(Edge(month, first, last, 1))
        month = _next_month(month)
    return found
