"""The statements that count every square anew, made from the levels and zooms that are kept."""

# ruff: noqa: S608 - only names of ours are put together, never what somebody typed

from linli.maps.rules import CELL_ZOOMS, FINEST

LEVELS = ("city", "county", "town", "community", "grid")
#: Months are kept for these zooms; the finest squares are there for clusters alone.
_MONTHLY = tuple(zoom for zoom in CELL_ZOOMS if zoom < FINEST)

#: The first and the last month in which anything was reported; some month without a case.
SPAN = "SELECT maps_month(min(opened_at)), maps_month(max(opened_at)) FROM cases_case"


def months(first: int, last: int) -> str:
    """How many were reported up to each month from ``first`` to ``last``, by the finest squares that keep months.

    A list of running totals for every square and smallest ground, from which all coarser squares and larger grounds
    are added up list by list: there are far fewer of them than of squares and months.
    """
    up = FINEST - _MONTHLY[-1]
    totals = ", ".join(f"count(*) FILTER (WHERE month <= {month})" for month in range(first, last + 1))
    return f"""
    CREATE TEMP TABLE maps_counted ON COMMIT DROP AS
    SELECT {", ".join(LEVELS)}, x, y, min(month) AS first, max(month) AS last, ARRAY[{totals}]::int[] AS totals
    FROM (
        SELECT {", ".join(LEVELS)}, maps_column(point) >> {up} AS x, maps_row(point) >> {up} AS y,
               maps_month(opened_at) AS month
        FROM cases_case WHERE point IS NOT NULL OFFSET 0
    ) AS placed
    GROUP BY {", ".join(LEVELS)}, x, y
    """


def squares(first: int, last: int) -> str:
    """Every square there is, from ``maps_counted`` and from the open cases; each is read once, all else is added up."""
    parts = [f"{name} AS ({select})" for name, select in _sums(last - first + 1).items()]
    # A list begins with the first month that has any, at the place of that month, and ends with the last.
    opened = (
        f"array_fill(totals[first - {first - 1}], ARRAY[1], ARRAY[first])"
        f" || totals[first - {first - 2} : last - {first - 1}]"
    )
    reported = " UNION ALL ".join(
        f"SELECT owner, {zoom} AS zoom, x, y, {opened} AS opened FROM {level}_{zoom}"
        for level in LEVELS
        for zoom in _MONTHLY
    )
    return f"""
    WITH {", ".join(parts)},
    reported AS ({reported}), waiting AS ({_WAITING})
    INSERT INTO maps_cell (owner, zoom, x, y, open, red, east, south, opened)
    SELECT owner, zoom, x, y, coalesce(open, 0), coalesce(red, 0), coalesce(east, 0), coalesce(south, 0),
           coalesce(opened, '{{}}')
    FROM reported FULL JOIN waiting USING (owner, zoom, x, y) ORDER BY owner, zoom, x, y
    """


_WAITING = f"""
SELECT owner, {FINEST} - up AS zoom, x >> up AS x, y >> up AS y, count(*) AS open, sum(red) AS red,
       sum(x::bigint) AS east, sum(y::bigint) AS south
FROM (
    SELECT {", ".join(LEVELS)}, coalesce('u' || lead_unit_id, '') AS unit, maps_column(point) AS x,
           maps_row(point) AS y, (light = 'red')::int AS red
    FROM cases_case WHERE NOT is_final AND point IS NOT NULL
) AS each
CROSS JOIN LATERAL (VALUES {", ".join(f"({level})" for level in LEVELS)}, (unit)) AS its (owner)
CROSS JOIN unnest(ARRAY[{", ".join(str(FINEST - zoom) for zoom in CELL_ZOOMS)}]) AS up
WHERE owner <> '' GROUP BY 1, 2, 3, 4
"""


def _sums(months: int) -> dict[str, str]:
    """By level and zoom the squares with their lists, those of each zoom from the next finer."""
    totals = ", ".join(f"sum(totals[{place}])" for place in range(1, months + 1))
    summed = f"min(first) AS first, max(last) AS last, ARRAY[{totals}]::int[] AS totals"
    made = dict[str, str]()
    for level in LEVELS:
        finer, owner, up = "maps_counted", level, 0
        for zoom in reversed(_MONTHLY):
            made[f"{level}_{zoom}"] = (
                f"SELECT {owner} AS owner, x >> {up} AS x, y >> {up} AS y, {summed} FROM {finer}"
                f" WHERE {owner} <> '' GROUP BY 1, 2, 3"
            )
            finer, owner, up = f"{level}_{zoom}", "owner", _finer_by(zoom)
    return made


def _finer_by(zoom: int) -> int:
    """By how much the next coarser zoom that is kept is coarser."""
    return zoom - max((kept for kept in _MONTHLY if kept < zoom), default=zoom)
