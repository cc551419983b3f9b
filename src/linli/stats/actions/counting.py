"""The statements that count, made from the declarations: the trigger, folding and comparing; `filling` counts anew."""

# ruff: noqa: S608 - only names of ours are put together, never what somebody typed

import hashlib

from linli.stats.actions import busy
from linli.stats.rules import KEPT_BY_DIMENSION, KEPT_TOTALS, LEVELS, LISTED, NOW, PLACES, STORED, Figure, Figures

_TYPES = {"matter": "bigint", "source": "text", "state": "text", "unit": "bigint", "light": "text"}
_EMPTY = {"bigint": "0", "text": "''"}
GROUND = ", ".join(LEVELS)
CELL = ", ".join(("figure", "day", *LEVELS, *STORED))
_SUM = ("figure", "dimension", "area", "span", "start", "value")
SUM = ", ".join(_SUM)


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
    """The functions and triggers: what a statement changed goes into stats_delta, netted."""
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
{_RUNNING}
"""


#: Running totals out of a few numbers and their places.
_RUNNING = """
CREATE OR REPLACE FUNCTION stats_running(places int[], ns bigint[], many int) RETURNS int[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $stats$
DECLARE
    totals int[] := array_fill(0, ARRAY[many]);
BEGIN
    FOR i IN 1 .. cardinality(places) LOOP
        FOR place IN places[i] .. many LOOP
            totals[place] := totals[place] + ns[i];
        END LOOP;
    END LOOP;
    RETURN totals;
END $stats$;
"""


def mark(figures: Figures) -> str:
    """A text that differs whenever something is counted or kept otherwise."""
    said = trigger(figures) + repr((KEPT_TOTALS, KEPT_BY_DIMENSION)) + fold(figures)
    return hashlib.sha256(said.encode()).hexdigest()


# ── folding ───────────────────────────────────────────────────────────────────────────────────────────────


def fold(figures: Figures) -> str:
    """Takes up to %(limit)s rows out of stats_delta and adds them to facts and rollups.

    Gives how many it took, a list of the grids that have become busy, and lists of the keys of sums that have become 0.
    """
    return f"""
WITH taken AS (
    DELETE FROM stats_delta WHERE ctid = ANY (ARRAY(SELECT ctid FROM stats_delta LIMIT %(limit)s)) RETURNING {CELL}, n
), netted AS (
    SELECT {CELL}, sum(n)::integer AS n FROM taken GROUP BY {CELL} HAVING sum(n) <> 0
), rolled AS (
    INSERT INTO stats_rollup AS kept ({SUM}, n)
    {_rolled(figures, "netted")}
    ON CONFLICT ({SUM}) DO UPDATE SET n = {_added()}
    RETURNING {SUM}, n
), filed AS (
    {file_away("netted")}
    ON CONFLICT (figure, grid, month, community, town, county, city) DO UPDATE
        SET ({LISTS}) = ({_merged()})
)
SELECT (SELECT count(*) FROM taken), ({busy.grown("rolled", "netted")}),
    {", ".join(f"array_agg({name})" for name in _SUM)} FROM rolled WHERE 0 = ALL (n)
"""


def busy_sums(cells: str) -> str:
    """All sums by dimension of the years that are marked as busy, over cells."""
    placed = f"({busy.sums(cells)}) AS placed ({SUM}, places, place, n)"
    return f"SELECT {SUM}, {_running(PLACES['year'])} AS n FROM {placed} GROUP BY {SUM}"


def sweep() -> str:
    """Takes away sums that have become 0, named by lists of their keys."""
    types = ("text", "text", "text", "text", "date", "text")
    lists = ", ".join(f"%s::{kind}[]" for kind in types)
    same = " AND ".join(f"kept.{name} = gone.{name}" for name in _SUM)
    return f"DELETE FROM stats_rollup AS kept USING unnest({lists}) AS gone ({SUM}) WHERE {same} AND 0 = ALL (kept.n)"


def _rolled(figures: Figures, rows: str) -> str:
    """The sums that cells add to; a cell adds to each level, by each dimension asked for there, in each span kept."""
    areas = ", ".join(f"('{level}', cell.{level}, {depth})" for depth, level in enumerate(LEVELS))
    largest = {name: LEVELS.index(figures.levels_by(name)[0]) for name in STORED}
    values = ", ".join(["('', '', 0)", *(f"('{name}', cell.{name}::text, {largest[name]})" for name in STORED)])
    return f"""
    SELECT {SUM}, CASE count(*)
        WHEN 1 THEN array_fill(0, ARRAY[min(place) - 1]) || array_fill(min(n)::integer, ARRAY[places - min(place) + 1])
        ELSE stats_running(array_agg(place), array_agg(n), places) END
    FROM (
        SELECT cell.figure, apart.dimension, ground.area, kept.span, since.start, apart.value, kept.places, since.place,
            sum(cell.n) AS n
        FROM {rows} AS cell
        CROSS JOIN LATERAL (VALUES {areas}) AS ground (level, area, depth)
        CROSS JOIN LATERAL (VALUES {values}) AS apart (dimension, value, largest)
        JOIN (VALUES {_kept()}) AS kept (is_flow, is_total, level, span, places)
            ON kept.is_flow = (cell.day IS NOT NULL) AND kept.is_total = (apart.dimension = '')
            AND kept.level = ground.level AND ground.depth >= apart.largest
        CROSS JOIN LATERAL (SELECT {_START}, {_PLACE}) AS since (start, place)
        WHERE ground.area <> '' AND apart.value IS NOT NULL
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(cell.n) <> 0
        UNION ALL
        {busy.sums(rows)}
    ) AS summed
    GROUP BY {SUM}, places
    """


_START = f"CASE kept.span WHEN 'now' THEN DATE '{NOW}' ELSE date_trunc(kept.span, cell.day)::date END"
#: In which place of a span a day stands; see ``PLACES``.
_PLACE = """CASE kept.span WHEN 'now' THEN 1
                WHEN 'year' THEN extract(month FROM cell.day)::integer ELSE extract(day FROM cell.day)::integer END"""


def _running(places: int) -> str:
    """Running totals of ``n`` by its ``place``, over the rows of a group."""
    totals = (f"coalesce(sum(n) FILTER (WHERE place <= {upto}), 0)" for upto in range(1, places + 1))
    return f"ARRAY[{', '.join(totals)}]::integer[]"


def _added() -> str:
    """Two lists of running totals, place by place; written out, which costs a tenth of taking them apart."""
    lists = {
        span: ", ".join(f"kept.n[{place}] + excluded.n[{place}]" for place in range(1, places + 1))
        for span, places in PLACES.items()
    }
    cases = " ".join(f"WHEN '{span}' THEN ARRAY[{added}]" for span, added in lists.items())
    return f"CASE kept.span {cases} END"


def _kept() -> str:
    flows = [
        f"(true, {is_total}, '{level}', '{span}', {PLACES[span]})"
        for is_total, kept in (("true", KEPT_TOTALS), ("false", KEPT_BY_DIMENSION))
        for level in LEVELS
        for span in kept[level]
    ]
    stocks = [f"(false, {is_total}, '{level}', 'now', 1)" for is_total in ("true", "false") for level in LEVELS]
    return ", ".join([*flows, *stocks])


#: The lists of a fact.
LISTS = ", ".join(f"{name}s" for name in ("day", *LISTED, "n"))


def file_away(rows: str) -> str:
    """Adds cells of flows as facts: one row for each figure, ground and month; the same cell may stand twice.

    Lists stand in the order of days, for reading finds the days it wants by halving.
    """
    values = ("extract(day FROM day)::smallint", *LISTED, "n::integer")
    lists = ", ".join(f"array_agg({value})" for value in values)
    key = "town, month, grid, figure, community, county, city"
    return f"""
    INSERT INTO stats_fact AS kept (figure, month, {GROUND}, {LISTS})
    SELECT figure, month, {GROUND}, {lists} FROM (
        SELECT *, date_trunc('month', day::timestamp)::date AS month FROM {rows} WHERE day IS NOT NULL
        ORDER BY {key}, day
    ) AS cells GROUP BY {key} ORDER BY town, month, grid
    """


def _merged() -> str:
    """The lists of a fact with those that are added to it; what cancels out is left out."""
    lists = ", ".join(f"coalesce(array_agg({name}), '{{}}')" for name in ("day", *LISTED, "n"))
    columns = ", ".join(("day", *LISTED))
    both = " UNION ALL ".join(
        "SELECT * FROM unnest(" + ", ".join(f"{row}.{name}s" for name in ("day", *LISTED, "n")) + ")"
        f" AS cell ({columns}, n)"
        for row in ("kept", "excluded")
    )
    return (
        f"SELECT {lists} FROM (SELECT {columns}, sum(n)::integer AS n FROM ({both}) AS every "
        f"GROUP BY {columns} HAVING sum(n) <> 0 ORDER BY day) AS netted"
    )


# ── comparing ─────────────────────────────────────────────────────────────────────────────────────────────


def sums_kept(figures: Figures, figure: Figure, counted: str) -> str:
    """Sums that are kept of a figure and not ``counted`` just so, with what folding would add, as (cell, n)."""
    fresh = _rolled(figures, f"(SELECT {CELL}, n FROM stats_delta WHERE figure = '{figure.name}')")
    kept = f"SELECT {SUM}, n FROM stats_rollup WHERE figure = '{figure.name}'"
    return f"{_grown(f'{kept} EXCEPT ALL SELECT {SUM}, n FROM {counted}')} UNION ALL {_grown(fresh)}"


def sums_counted(figure: Figure, counted: str) -> str:
    """Sums that are ``counted`` and not kept just so, as (cell, n)."""
    kept = f"SELECT {SUM}, n FROM stats_rollup WHERE figure = '{figure.name}'"
    return _grown(f"SELECT {SUM}, n FROM {counted} EXCEPT ALL {kept}")


def _grown(sums: str) -> str:
    """By how much running totals grow at each place."""
    grown = "sums.n[place] - coalesce(sums.n[place - 1], 0)"
    return (
        f"SELECT {_CELL_OF_SUM}, {grown} AS n FROM ({sums}) AS sums ({SUM}, n) "
        f"CROSS JOIN LATERAL generate_series(1, cardinality(sums.n)) AS place WHERE {grown} <> 0"
    )


def cells_kept(figure: Figure) -> str:
    """Every cell of a figure in facts, with what is not folded yet, as (cell, n)."""
    columns = ", ".join(("day", *LISTED))
    lists = ", ".join(f"fact.{name}s" for name in ("day", *LISTED, "n"))
    facts = (
        f"SELECT fact.month + (cell.day - 1) AS day, {', '.join(f'fact.{level}' for level in LEVELS)}, "
        f"{', '.join(f'cell.{name}' for name in LISTED)}, cell.n FROM stats_fact AS fact "
        f"CROSS JOIN LATERAL unnest({lists}) AS cell ({columns}, n) WHERE fact.figure = '{figure.name}'"
    )
    fresh = f"SELECT day, {GROUND}, {', '.join(LISTED)}, n FROM stats_delta WHERE figure = '{figure.name}'"
    return f"SELECT {_CELL_OF_FACT}, n FROM ({facts} UNION ALL {fresh}) AS cells"


def cells_counted(rows: str) -> str:
    """Cells as (cell, n)."""
    return f"SELECT {_CELL_OF_FACT}, n FROM {rows} AS cells"


_CELL_OF_SUM = "ARRAY[dimension::text, area::text, span::text, start::text, place::text, value::text] AS cell"
_CELL_OF_FACT = f"ARRAY[day::text, {', '.join(f'{name}::text' for name in (*LEVELS, *LISTED))}] AS cell"
