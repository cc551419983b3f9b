"""The busiest grids: whose years are kept by dimension too, and their sums; as SQL."""

# ruff: noqa: S608 - only names of ours are put together, never what somebody typed

from linli.stats.rules import BUSY, LISTED, PLACES

_PLACES = PLACES["year"]


def sums(rows: str) -> str:
    """What cells add to the sums of busy grids, as (figure, dimension, area, span, start, value, places, place, n)."""
    values = ", ".join(f"('{name}', cell.{name}::text)" for name in LISTED)
    return f"""
        SELECT cell.figure, apart.dimension, busy.area, 'year', busy.start, apart.value, {_PLACES} AS places,
            extract(month FROM cell.day)::integer AS place, sum(cell.n) AS n
        FROM {rows} AS cell
        JOIN stats_busy AS busy ON busy.figure = cell.figure AND busy.area = cell.grid
            AND busy.start = date_trunc('year', cell.day)::date
        CROSS JOIN LATERAL (VALUES {values}) AS apart (dimension, value)
        WHERE apart.value IS NOT NULL
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(cell.n) <> 0
    """


def find(figure: str) -> str:
    """Marks the busy ones of a figure, of which nothing is marked yet, by what is filed of it."""
    return f"""
    INSERT INTO stats_busy (figure, area, start)
    SELECT '{figure}', grid, date_trunc('year', month::timestamp)::date AS year
    FROM stats_filed JOIN stats_ground USING (grid_no)
    WHERE grid <> '' GROUP BY grid, year HAVING sum(cardinality(days)) >= {BUSY}
    """


def grown(rolled: str, netted: str) -> str:
    """Those that have just become busy, out of the sums that were changed, as a list of (figure, area, start)."""
    return f"""
    SELECT array_agg(ARRAY[figure::text, area::text, start::text]) FROM {rolled} AS kept
    WHERE dimension = '' AND span = 'year' AND n[{_PLACES}] >= {BUSY} AND area IN (SELECT grid FROM {netted})
        AND NOT EXISTS (SELECT FROM stats_busy AS busy
            WHERE busy.figure = kept.figure AND busy.area = kept.area AND busy.start = kept.start)
    """


_NEW = "unnest(%(figures)s::text[], %(areas)s::text[], %(starts)s::date[]) AS new (figure, area, start)"
#: Marks those named by lists.
MARK = f"INSERT INTO stats_busy (figure, area, start) SELECT figure, area, start FROM {_NEW}"
_LISTS = ", ".join(f"fact.{name}s" for name in ("day", *LISTED, "n"))
#: Their cells, out of facts.
CELLS = f"""(
    SELECT fact.figure, fact.grid, fact.month AS day, {", ".join(f"cell.{name}" for name in LISTED)}, cell.n
    FROM {_NEW}
    JOIN stats_fact AS fact ON fact.figure = new.figure AND fact.grid = new.area
        AND fact.month >= new.start AND fact.month < (new.start + interval '1 year')::date
    CROSS JOIN LATERAL unnest({_LISTS}) AS cell (day, {", ".join(LISTED)}, n)
)"""
