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
#: Those of flows, which stand in facts.
LISTED = ("matter", "source", "unit")

#: The day that a stock is kept under.
NOW = date(1970, 1, 1)

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


class Piece(NamedTuple):
    """A part of one kept sum: of its running totals, what came after one place, up to another and with it.

    A ``year`` has a place for each month, a ``month`` one for each day, ``now`` a single one. Taken away where
    its ``sign`` is -1, and added otherwise.
    """

    span: str
    start: date
    after: int
    upto: int
    sign: int = 1


def pieces(period: Period, *, least: float = 1) -> tuple[list[Piece], list[Piece]]:
    """The years a period is read from, a piece of each, and the months at its edges that are not: two at most.

    A month is read from its year when at least such a part of its days is wanted.
    """
    years, cut = dict[int, Piece](), list[Piece]()
    for month in months_of(period):
        if month.upto - month.after < least * _last_day(month.start):
            cut.append(month)
            continue
        number, year = month.start.month, month.start.year
        begun = years.get(year, Piece("year", date(year, 1, 1), number - 1, number))
        years[year] = begun._replace(upto=number)
    return list(years.values()), cut


def months_of(period: Period) -> list[Piece]:
    """Every month of a period with its days that lie in it."""
    found, month = list[Piece](), month_of(period.first)
    while month <= period.last:
        after = period.first.day - 1 if month == month_of(period.first) else 0
        upto = period.last.day if month == month_of(period.last) else _last_day(month)
        found.append(Piece("month", month, after, upto))
        month = _next_month(month)
    return found


def _unwanted(period: Period) -> Iterator[Piece]:
    """The days of its first and last month that do not lie in a period, to be taken away from those months."""
    for month in months_of(period):
        last = _last_day(month.start)
        every = (Piece("month", month.start, 0, month.after, -1), Piece("month", month.start, month.upto, last, -1))
        yield from (piece for piece in every if piece.after < piece.upto)


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


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────


class BrokenFigures(ValueError):
    """Figures that cannot be counted; the message names the file and the line of each fault."""


class Dimension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By what a figure is taken apart: an expression over the case's row, or something kept ``of`` another one.

    Grounds larger than the ``largest`` are not: they are taken apart by the areas below them, and those by it.
    """

    name: str
    title: str
    column: str = ""
    of: str = ""
    largest: str = LEVELS[0]


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

    def by_on(self, figure: Figure, level: str) -> tuple[str, ...]:
        """The dimensions by which a figure may be asked for on a ground of this level."""
        return tuple(name for name in figure.by if level in self.levels_by(name))

    def levels_by(self, dimension: str) -> tuple[str, ...]:
        """The levels whose grounds are taken apart by a dimension; all for what is not taken apart, ``""``."""
        one = self.dimensions.get(dimension)
        return LEVELS[LEVELS.index(one.largest) :] if one else LEVELS

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
        if dimension.largest not in LEVELS:
            yield "dimension", n, f"unknown level {dimension.largest!r}; there are {', '.join(LEVELS)}"
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

#: How many places the running totals of a span have.
PLACES = {"year": 12, "month": 31, "now": 1}
#: Spans kept of sums over everything, and of sums by a dimension, for each level. What is missing is added up from
#: facts: of a grid that is not ``BUSY``, or of a town two months at most.
KEPT_TOTALS: dict[str, tuple[str, ...]] = dict.fromkeys(LEVELS, ("year", "month")) | {"grid": ("year",)}
KEPT_BY_DIMENSION: dict[str, tuple[str, ...]] = {
    "city": ("year", "month"),
    "county": ("year", "month"),
    "town": ("year",),
    "community": ("year",),
    "grid": (),
}
#: From so many of a figure in a year of a grid on, that year is kept by dimension too: else a question would read tens
#: of thousands of facts. In a city of ten million cases, one year of a grid in four hundred has as many.
BUSY = 1000


class Reading(NamedTuple):
    """Where a figure is read: pieces of sums that are kept, and months with their days out of facts.

    ``instead``: whole months of a grid, out of facts where it was not ``BUSY`` in their year, whose sums are not kept.
    """

    sums: list[Piece]
    facts: list[Piece]
    instead: list[Piece]


def reading(level: str, period: Period | None, *, is_total: bool) -> Reading:
    """What has to be added up for a ground of this level; without a period, what there is now."""
    if period is None:
        return Reading([Piece("now", NOW, 0, 1)], [], [])
    kept = (KEPT_TOTALS if is_total else KEPT_BY_DIMENSION)[level]
    years, cut = pieces(period)
    if not kept:
        return Reading(years, cut, [month for month in months_of(period) if month not in cut])
    return Reading([*years, *cut], [], []) if "month" in kept else _by_years(period)


def _by_years(period: Period) -> Reading:
    """Of a cut month at most half is read out of facts: the days that are wanted, or else those that are not."""
    years, cut = pieces(period, least=0.5)
    starts = {month.start for month in cut}
    return Reading(years, [*cut, *(piece for piece in _unwanted(period) if piece.start not in starts)], [])
