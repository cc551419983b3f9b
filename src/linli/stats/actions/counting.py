"""The statements that count, made from the declarations: the trigger, the naive answer, folding and filling."""

# ruff: noqa: S608 - only names of ours are put together, never what somebody typed

import hashlib

from linli.stats.rules import KEPT_BY_DIMENSION, KEPT_TOTALS, LEVELS, NOW, STORED, Figure, Figures

_TYPES = {"matter": "bigint", "source": "text", "state": "text", "unit": "bigint", "light": "text"}
_EMPTY = {"bigint": "0", "text": "''"}
GROUND = ", ".join(LEVELS)
CELL = ", ".join(("figure", "day", *LEVELS, *STORED))
_SUM = ("figure", "dimension", "area", "span", "start", "value")
SUM = ", ".join(_SUM)
#: Dimensions of flows, as lists of a fact.
_LISTED = ("matter", "source", "unit")


def contributions(figures: Figures, rows: str, sign: int = 1, *, only: str = "") -> str:
    """What the rows of a relation like cases_case count for: one row for each figure a case counts in."""
    wanted = [figure for figure in figures.figure if only in {"", figure.name}]
    values = ",\n    ".join(_contribution(figures, figure) for figure in wanted)
    cells = ", ".join(f"counted.{name}" for name in STORED)
    ground = ", ".join(f"row.{level}" for level in LEVELS)
    return (
        f"SELECT counted.figure, counted.day, {ground}, {cells}, {sign} AS n\n"
        f"FROM {rows} AS row CROSS JOIN LATERAL (VALUES\n    {values}\n"
        f") AS counted (figure, day, counts, {', '.join(STORED)}) WHERE counted.counts"
    )


def _contribution(figures: Figures, figure: Figure) -> str:
    kept = figures.kept_by(figure)
    cells = [_column(figures, name) if name in kept else f"NULL::{_TYPES[name]}" for name in STORED]
    day = f"(row.{figure.at} AT TIME ZONE 'Asia/Shanghai')::date" if figure.at else "NULL::date"
    return f"('{figure.name}'::text, {day}, ({figure.condition}), {', '.join(cells)})"


def _column(figures: Figures, name: str) -> str:
    """The value of a dimension; what is empty in the row is a value too, and no sign of not being kept."""
    kind = _TYPES[name]
    return f"coalesce(({figures.dimensions[name].column})::{kind}, {_EMPTY[kind]})"


def trigger(figures: Figures) -> str:
    """The function and triggers that write what a statement changed into stats_delta, netted."""
    added, removed = contributions(figures, "added"), contributions(figures, "removed", -1)
    into = f"INSERT INTO stats_delta ({CELL}, n)"
    return f"""
CREATE OR REPLACE FUNCTION stats_count() RETURNS trigger LANGUAGE plpgsql AS $stats$
BEGIN
    IF TG_OP = 'INSERT' THEN
        {into}
        {added};
    ELSIF TG_OP = 'DELETE' THEN
        {into}
        {removed};
    ELSE
        {into}
        SELECT {CELL}, sum(n) FROM (
        {added}
        UNION ALL
        {removed}
        ) AS changed GROUP BY {CELL} HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END $stats$;
CREATE OR REPLACE TRIGGER stats_count_added AFTER INSERT ON cases_case
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION stats_count();
CREATE OR REPLACE TRIGGER stats_count_changed AFTER UPDATE ON cases_case
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION stats_count();
CREATE OR REPLACE TRIGGER stats_count_removed AFTER DELETE ON cases_case
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION stats_count();
"""


def mark(figures: Figures) -> str:
    """A text that differs whenever something is counted or kept otherwise."""
    said = trigger(figures) + repr((KEPT_TOTALS, KEPT_BY_DIMENSION)) + fold()
    return hashlib.sha256(said.encode()).hexdigest()


# ── folding ───────────────────────────────────────────────────────────────────────────────────────────────


def fold() -> str:
    """Takes up to %(limit)s rows out of stats_delta and adds them to facts and rollups.

    Gives how many it took, and lists of the keys of sums that have become 0.
    """
    return f"""
WITH taken AS (
    DELETE FROM stats_delta WHERE ctid = ANY (ARRAY(SELECT ctid FROM stats_delta LIMIT %(limit)s)) RETURNING {CELL}, n
), netted AS (
    SELECT {CELL}, sum(n) AS n FROM taken GROUP BY {CELL} HAVING sum(n) <> 0
), rolled AS (
    INSERT INTO stats_rollup AS kept ({SUM}, n)
    {_rolled("netted")}
    ON CONFLICT ({SUM}) DO UPDATE SET n = kept.n + excluded.n
    RETURNING {SUM}, n
), filed AS (
    {file_away("netted")}
    ON CONFLICT (figure, grid, month, community, town, county, city) DO UPDATE
        SET (days, {_lists(days=False)}, ns) = ({_merged()})
)
SELECT (SELECT count(*) FROM taken), {", ".join(f"array_agg({name})" for name in _SUM)} FROM rolled WHERE n = 0
"""


def sweep() -> str:
    """Takes away sums that have become 0, named by lists of their keys."""
    types = ("text", "text", "text", "text", "date", "text")
    lists = ", ".join(f"%s::{kind}[]" for kind in types)
    same = " AND ".join(f"kept.{name} = gone.{name}" for name in _SUM)
    return f"DELETE FROM stats_rollup AS kept USING unnest({lists}) AS gone ({SUM}) WHERE {same} AND kept.n = 0"


def _rolled(rows: str) -> str:
    """The sums that cells add to; a cell adds to each level, by each of its dimensions, in each span kept."""
    areas = ", ".join(f"('{level}', cell.{level})" for level in LEVELS)
    values = ", ".join(["('', '')", *(f"('{name}', cell.{name}::text)" for name in STORED)])
    return f"""
    SELECT cell.figure, apart.dimension, place.area, kept.span, since.start, apart.value, sum(cell.n)
    FROM {rows} AS cell
    CROSS JOIN LATERAL (VALUES {areas}) AS place (level, area)
    CROSS JOIN LATERAL (VALUES {values}) AS apart (dimension, value)
    JOIN (VALUES {_kept()}) AS kept (is_flow, is_total, level, span)
        ON kept.is_flow = (cell.day IS NOT NULL) AND kept.is_total = (apart.dimension = '') AND kept.level = place.level
    CROSS JOIN LATERAL (SELECT CASE kept.span
        WHEN 'now' THEN DATE '{NOW}' WHEN 'day' THEN cell.day ELSE date_trunc(kept.span, cell.day)::date
    END) AS since (start)
    WHERE place.area <> '' AND apart.value IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(cell.n) <> 0
    """


def _kept() -> str:
    flows = [
        f"(true, {is_total}, '{level}', '{span}')"
        for is_total, kept in (("true", KEPT_TOTALS), ("false", KEPT_BY_DIMENSION))
        for level in LEVELS
        for span in kept[level]
    ]
    stocks = [f"(false, {is_total}, '{level}', 'now')" for is_total in ("true", "false") for level in LEVELS]
    return ", ".join([*flows, *stocks])


def _lists(*, days: bool = True) -> str:
    return ", ".join([*(["days"] if days else []), *(f"{name}s" for name in _LISTED)])


def file_away(rows: str) -> str:
    """Adds cells of flows as facts: one row for each figure, ground and month; the same cell may stand twice."""
    values = ("extract(day FROM day)::smallint", *_LISTED, "n::integer")
    lists = ", ".join(f"array_agg({value})" for value in values)
    return f"""
    INSERT INTO stats_fact AS kept (figure, month, {GROUND}, {_lists()}, ns)
    SELECT figure, date_trunc('month', day)::date AS month, {GROUND}, {lists}
    FROM {rows} WHERE day IS NOT NULL GROUP BY town, month, grid, figure, community, county, city
    ORDER BY town, month, grid
    """


def _merged() -> str:
    """The lists of a fact with those that are added to it; what cancels out is left out."""
    lists = ", ".join(f"coalesce(array_agg({name}), '{{}}')" for name in ("day", *_LISTED, "n"))
    columns = ", ".join(("day", *_LISTED))
    both = " UNION ALL ".join(
        "SELECT * FROM unnest(" + ", ".join(f"{row}.{name}s" for name in ("day", *_LISTED, "n")) + ")"
        f" AS cell ({columns}, n)"
        for row in ("kept", "excluded")
    )
    return (
        f"SELECT {lists} FROM (SELECT {columns}, sum(n)::integer AS n FROM ({both}) AS every "
        f"GROUP BY {columns} HAVING sum(n) <> 0) AS netted"
    )


# ── filling ───────────────────────────────────────────────────────────────────────────────────────────────


def summed(figures: Figures, figure: Figure, rows: str) -> list[str]:
    """All sums of one figure over the cells in ``rows``: what folding the cells would add up to.

    One statement for each dimension and kind of ground; each reads the cells once, and sums only what is left.
    """
    dimensions = ("", *figures.kept_by(figure))
    if not figure.is_flow:
        return [_sums(figure, rows, name, dict.fromkeys(LEVELS, ("now",))) for name in dimensions]
    kept = {name: KEPT_BY_DIMENSION if name else KEPT_TOTALS for name in dimensions}
    daily = {level for level in LEVELS if "day" in KEPT_TOTALS[level]}
    return [
        _sums(figure, rows, name, part)
        for name in dimensions
        for part in (
            {level: spans for level, spans in kept[name].items() if spans and level in daily},
            {level: spans for level, spans in kept[name].items() if spans and level not in daily},
        )
        if part
    ]


def _sums(figure: Figure, rows: str, dimension: str, kept: dict[str, tuple[str, ...]]) -> str:
    """The sums of one dimension; each is added up from the next finer one, so that cells are read once."""
    grain = [span for span in ("now", "day", "month", "year") if any(span in every for every in kept.values())]
    levels = [level for level in reversed(LEVELS) if level in kept]
    value = f"{dimension}::text" if dimension else "''::text"
    day = {"now": f"DATE '{NOW}'", "day": "day"}.get(grain[0], f"date_trunc('{grain[0]}', day)::date")
    made = {(levels[0], grain[0]): _sum(levels[0], f"{day} AS start, {value} AS value", rows, figure.name)}
    for place, level in enumerate(levels):
        for number, span in enumerate(grain):
            if span not in kept[level] or (level, span) in made:
                continue
            finer = next(((level, one) for one in reversed(grain[:number]) if (level, one) in made), None)
            start = f"date_trunc('{span}', start)::date AS start" if finer else "start"
            made[level, span] = _sum(level, f"{start}, value", "_".join(finer or (levels[place - 1], span)))
    parts = ",\n".join(f"{level}_{span} AS ({select})" for (level, span), select in made.items())
    every = "\nUNION ALL\n".join(
        f"SELECT '{figure.name}', '{dimension}', {level}, '{span}', start, value, n FROM {level}_{span} "
        f"WHERE {level} <> '' AND n <> 0"
        for level, spans in kept.items()
        for span in spans
    )
    # In the order of the key, so that what is read together stands together.
    return f"WITH {parts}\n{every}\nORDER BY 3, 4, 5, 6"


def _sum(level: str, columns: str, rows: str, figure: str = "") -> str:
    """A sum for each area of a level, with the areas above it, and each of these columns."""
    places = ", ".join(LEVELS[: LEVELS.index(level) + 1])
    only = f" WHERE figure = '{figure}'" if figure else ""
    names = ", ".join(str(number) for number in range(1, LEVELS.index(level) + 4))
    return f"SELECT {places}, {columns}, sum(n)::integer AS n FROM {rows}{only} GROUP BY {names}"


# ── comparing ─────────────────────────────────────────────────────────────────────────────────────────────


def sums_kept(figure: Figure) -> str:
    """Every sum that is kept of a figure, with what folding would add to it, as (cell, n)."""
    fresh = _rolled(f"(SELECT {CELL}, n FROM stats_delta WHERE figure = '{figure.name}')")
    return (
        f"SELECT {_CELL_OF_SUM}, n FROM stats_rollup WHERE figure = '{figure.name}' "
        f"UNION ALL SELECT {_CELL_OF_SUM}, n FROM ({fresh}) AS fresh ({SUM}, n)"
    )


def sums_counted(sums: str) -> str:
    """Sums as (cell, n)."""
    return f"SELECT {_CELL_OF_SUM}, n FROM ({sums}) AS sums ({SUM}, n)"


def cells_kept(figure: Figure) -> str:
    """Every cell of a figure in facts, with what is not folded yet, as (cell, n)."""
    columns = ", ".join(("day", *_LISTED))
    lists = ", ".join(f"fact.{name}s" for name in ("day", *_LISTED, "n"))
    facts = (
        f"SELECT fact.month + (cell.day - 1) AS day, {', '.join(f'fact.{level}' for level in LEVELS)}, "
        f"{', '.join(f'cell.{name}' for name in _LISTED)}, cell.n FROM stats_fact AS fact "
        f"CROSS JOIN LATERAL unnest({lists}) AS cell ({columns}, n) WHERE fact.figure = '{figure.name}'"
    )
    fresh = f"SELECT day, {GROUND}, {', '.join(_LISTED)}, n FROM stats_delta WHERE figure = '{figure.name}'"
    return f"SELECT {_CELL_OF_FACT}, n FROM ({facts} UNION ALL {fresh}) AS cells"


def cells_counted(rows: str) -> str:
    """Cells as (cell, n)."""
    return f"SELECT {_CELL_OF_FACT}, n FROM {rows} AS cells"


_CELL_OF_SUM = "ARRAY[dimension::text, area::text, span::text, start::text, value::text] AS cell"
_CELL_OF_FACT = f"ARRAY[day::text, {', '.join(f'{name}::text' for name in (*LEVELS, *_LISTED))}] AS cell"
