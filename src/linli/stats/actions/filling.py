"""The statements that count figures anew from all cases at once: to what folding each of them would add up.

Grounds stand as numbers in what is counted, and days as what they are in each span, so that no text is compared and no
calendar asked for each case again and again.
"""

# ruff: noqa: S608 - only names of ours are put together, never what somebody typed

from collections.abc import Iterable

from linli.stats.actions.counting import GROUND, LISTS, contributions
from linli.stats.rules import KEPT_BY_DIMENSION, KEPT_TOTALS, LEVELS, LISTED, NOW, PLACES, STORED, Figure, Figures

_NUMBERS = ", ".join(f"{level}_no" for level in LEVELS)


# ── what is counted ───────────────────────────────────────────────────────────────────────────────────────


def grounds(rows: str) -> str:
    """For ``stats_ground``: the grounds in a relation, with a number for each area and those it lies in."""
    numbers = ", ".join(
        f"dense_rank() OVER (ORDER BY {', '.join(LEVELS[: depth + 1])})::integer AS {level}_no"
        for depth, level in enumerate(LEVELS)
    )
    return f"SELECT {GROUND}, {numbers} FROM (SELECT DISTINCT {GROUND} FROM {rows}) AS every"


def places() -> str:
    """For ``stats_place``: the areas of each ``depth`` by their numbers, with the number of the ``larger`` one around.

    A code has several numbers where it lies in several larger areas: cases keep the ground they were reported on.
    """
    numbers = ["0", *(f"{level}_no" for level in LEVELS)]
    every = ", ".join(
        f"({depth}, {numbers[depth + 1]}, {numbers[depth]}, {level})" for depth, level in enumerate(LEVELS)
    )
    return f"""
    SELECT depth, no, larger, area, count(*) OVER (PARTITION BY depth, area) > 1 AS has_several FROM (
        SELECT DISTINCT place.* FROM stats_ground
        CROSS JOIN LATERAL (VALUES {every}) AS place (depth, no, larger, area)
    ) AS places
    """


def days(figures: Figures, rows: str) -> str:
    """For ``stats_day``: every day from the first to the last that cases count on, with what it is in each span."""
    moments = ", ".join(sorted({figure.at for figure in figures.figure if figure.is_flow}))
    parts = ", ".join(f"{part} AS {name}" for name, part in _PARTS.items())
    return f"""
    SELECT day::date, {parts}
    FROM (SELECT min(least({moments})) AS first, max(greatest({moments})) AS last FROM {rows}) AS ends
    CROSS JOIN LATERAL generate_series(
        date_trunc('day', first AT TIME ZONE 'Asia/Shanghai'), last AT TIME ZONE 'Asia/Shanghai', interval '1 day'
    ) AS day
    """


#: What a day, a timestamp without a time zone, is in each span.
_PARTS = {
    "year": "date_trunc('year', day)::date",
    "in_year": "date_part('month', day)::smallint",
    "month": "date_trunc('month', day)::date",
    "in_month": "date_part('day', day)::smallint",
}


def cells(figures: Figures, figure: Figure, rows: str) -> str:
    """For ``stats_cells``: one row for each case that counts in a figure."""
    # Beneath an OFFSET: of cases on their grounds the planner expects one, and would look through all days for each.
    counted = contributions(figures, rows, only=figure.name)
    dated = f"SELECT * FROM ({counted}) AS cell LEFT JOIN stats_day USING (day) OFFSET 0"
    return f"""
    SELECT {", ".join(_PARTS)}, {_NUMBERS}, {", ".join(STORED)}
    FROM ({dated}) AS cell JOIN stats_ground USING ({GROUND})
    """


#: Where a cell stands in each span: since when, and in which place.
_IN_SPAN = {"now": (f"DATE '{NOW}'", "1"), "year": ("year", "in_year"), "month": ("month", "in_month")}


def spelt(figure: Figure) -> str:
    """The cells of a flow as folding knows them: with the codes of their grounds."""
    return (
        f"(SELECT '{figure.name}' AS figure, month + (in_month - 1) AS day, {GROUND}, {', '.join(LISTED)}, 1 AS n "
        f"FROM stats_cells JOIN stats_ground USING (grid_no))"
    )


# ── sums ──────────────────────────────────────────────────────────────────────────────────────────────────


def summed(figures: Figures, figure: Figure) -> list[str]:
    """All sums of one figure, by what is filed and by the cells: what folding would add up to, as grids are marked.

    One statement for everything together, and of each dimension one for each kind of ground; each of these reads the
    cells once. Each sums only what is left.
    """
    dimensions = figures.kept_by(figure)
    if not figure.is_flow:
        return [_sums(figure, name, dict.fromkeys(figures.levels_by(name), ("now",))) for name in ("", *dimensions)]
    sums = [_sums(figure, "", KEPT_TOTALS)]
    for name in dimensions:
        for spans in (("year", "month"), ("year",)):
            alike: dict[str, tuple[str, ...]] = {
                level: spans for level in figures.levels_by(name) if KEPT_BY_DIMENSION[level] == spans
            }
            sums += [_sums(figure, name, alike)] if alike else []
    return [*sums, _busy_sums(figure, dimensions)]


def _sums(figure: Figure, dimension: str, kept: dict[str, tuple[str, ...]]) -> str:
    """The sums of one dimension: of the smallest grounds from what counts, of each larger one from those in it.

    Years are added up from months, where months are ``kept`` of any level.
    """
    span = next(span for span in ("now", "month", "year") if any(span in spans for spans in kept.values()))
    is_filed = figure.is_flow and not dimension
    parts, below = dict[str, str](), ""
    for level in reversed(kept):
        name = f"{level}_{span}"
        if below:
            parts[name] = _gathered(level, span, below)
        else:
            parts[name] = _from_files(level) if is_filed else _spread(level, span, dimension)
        if span == "month" and "year" in kept[level]:
            parts[f"{level}_year"] = _by_month(name)
        below = name
    value = "value::text" if dimension else "''"
    sums = "\nUNION ALL\n".join(
        _named(level, span, f"{level}_{span}") for level, spans in kept.items() for span in spans
    )
    return f"""
    WITH {", ".join(f"{name} AS ({select})" for name, select in parts.items())}
    SELECT '{figure.name}', '{dimension}', area, span, start, {value}, n FROM ({sums}) AS sums
    """


def _busy_sums(figure: Figure, dimensions: Iterable[str]) -> str:
    """The sums by dimension of the years of grids that are marked as busy."""
    marked = f"SELECT grid_no, start FROM stats_busy JOIN stats_ground ON grid = area WHERE figure = '{figure.name}'"
    parts = {"busy": f"SELECT * FROM stats_cells WHERE (grid_no, year) IN ({marked})"}
    parts |= {f"by_{name}": _spread("grid", "year", name, "busy") for name in dimensions}
    sums = "\nUNION ALL\n".join(
        f"SELECT '{figure.name}', '{name}', area, span, start, value::text, n "
        f"FROM ({_named('grid', 'year', f'by_{name}')}) AS sums"
        for name in dimensions
    )
    return f"WITH {', '.join(f'{name} AS MATERIALIZED ({select})' for name, select in parts.items())} {sums}"


def _named(level: str, span: str, sums: str) -> str:
    """The sums of a level with the codes of its areas; those of an area with several numbers are added up."""
    named = (
        f"SELECT area, '{span}' AS span, start, value, {{}} AS n FROM {sums} AS sums "
        f"JOIN stats_place USING (no) WHERE depth = {LEVELS.index(level)} AND area <> '' AND "
    )
    # In order, so that what is read together stands together.
    one = named.format("n") + "NOT has_several ORDER BY no, start, value"
    several = named.format(_places(span, _ADDED)) + "has_several GROUP BY area, start, value"
    return f"({one}) UNION ALL ({several})"


def _spread(level: str, span: str, dimension: str, cells: str = "stats_cells") -> str:
    """Running totals of a level from cells."""
    start, place = _IN_SPAN[span]
    return (
        f"SELECT {level}_no AS no, {start} AS start, {dimension or 'NULL'} AS value, "
        f"{_places(span, f'count(*) FILTER (WHERE {place} <= {{}})')} AS n FROM {cells} GROUP BY 1, 2, 3"
    )


def _from_files(level: str) -> str:
    """Running totals of the months of a level from what is filed: as many days as are not later."""
    totals = _places("month", "sum(width_bucket({}::smallint, days))")
    return (
        f"SELECT {level}_no AS no, month AS start, NULL AS value, {totals} AS n "
        f"FROM stats_filed JOIN stats_ground USING (grid_no) GROUP BY 1, 2"
    )


def _gathered(level: str, span: str, below: str) -> str:
    """Running totals of a level from those of the level below it."""
    return (
        f"SELECT larger AS no, start, value, {_places(span, _ADDED)} AS n "
        f"FROM {below} JOIN stats_place USING (no) WHERE depth = {LEVELS.index(level) + 1} GROUP BY 1, 2, 3"
    )


def _by_month(months: str) -> str:
    """Running totals of years from those of months, of the same level."""
    # Beneath an OFFSET, or the planner would work out a month for every place anew.
    placed = (
        "SELECT no, date_trunc('year', start::timestamp)::date AS start, value, "
        f"date_part('month', start::timestamp)::integer AS place, n[{PLACES['month']}] AS n FROM {months} OFFSET 0"
    )
    totals = _places("year", "coalesce(sum(n) FILTER (WHERE place <= {}), 0)")
    return f"SELECT no, start, value, {totals} AS n FROM ({placed}) AS months GROUP BY 1, 2, 3"


def _places(span: str, total: str) -> str:
    """A list of running totals, each written out by its place."""
    return f"ARRAY[{', '.join(total.format(place) for place in range(1, PLACES[span] + 1))}]::integer[]"


#: Running totals added up.
_ADDED = "sum(n[{}])"


# ── facts ─────────────────────────────────────────────────────────────────────────────────────────────────


#: What the cases of a grid in a month are put in order by: towns, in them months, in these grids. One number, which is
#: sorted in a third of the time; it has room for 2^24 grids and 2^20 days.
_FILE = "(town_no::bigint << 44) + ((month - DATE '1970-01-01')::bigint << 24) + grid_no"


def filed() -> str:
    """For ``stats_filed``: the cells of a flow as facts list them, a row for each grid and month."""
    lists = ", ".join(f"array_agg({name}) AS {name}s" for name in LISTED)
    cells = f"SELECT {_FILE} AS file, month, grid_no, in_month, {', '.join(LISTED)} FROM stats_cells"
    return f"""
    SELECT min(month) AS month, min(grid_no) AS grid_no, array_agg(in_month) AS days, {lists},
           array_fill(1, ARRAY[count(*)::integer]) AS ns
    FROM ({cells} ORDER BY file, in_month) AS cells GROUP BY file
    """


def file_away(figure: Figure) -> str:
    """Makes facts of what is filed; see ``counting.file_away``."""
    return f"""
    INSERT INTO stats_fact (figure, month, {GROUND}, {LISTS})
    SELECT '{figure.name}', month, {GROUND}, {LISTS} FROM stats_filed JOIN stats_ground USING (grid_no)
    """
