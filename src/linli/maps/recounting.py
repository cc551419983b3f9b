"""The statements that count every square anew, made from the levels and zooms that are kept."""

# ruff: noqa: S608 - only names of ours are put together, never what somebody typed

from linli.maps.rules import CELL_ZOOMS, FINEST

LEVELS = ("city", "county", "town", "community", "grid")
#: Months are kept for these zooms; the finest squares are there for clusters alone.
_MONTHLY = tuple(zoom for zoom in CELL_ZOOMS if zoom < FINEST)

#: How many were reported in each month, by the finest squares that keep months and the smallest grounds: what all
#: coarser squares and larger grounds are added up from.
MONTHS = f"""
CREATE TEMP TABLE maps_counted ON COMMIT DROP AS
SELECT {", ".join(LEVELS)}, maps_column(point) >> {FINEST - _MONTHLY[-1]} AS x,
       maps_row(point) >> {FINEST - _MONTHLY[-1]} AS y, maps_month(opened_at) AS month, count(*) AS n
FROM cases_case WHERE point IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""


def squares() -> str:
    """Every square there is, from ``maps_counted`` and from the open cases; each is read once, all else is added up."""
    parts = [f"{name} AS ({select})" for name, select in _sums().items()]
    monthly = " UNION ALL ".join(
        f"SELECT {level} AS owner, {zoom} AS zoom, x, y, month, n FROM {level}_{zoom} WHERE {level} <> ''"
        for level in LEVELS
        for zoom in _MONTHLY
    )
    return f"""
    WITH {", ".join(parts)},
    reported AS (
        SELECT owner, zoom, x, y, maps_months(month, n::bigint) AS opened FROM ({monthly}) AS monthly
        GROUP BY owner, zoom, x, y
    ), waiting AS ({_WAITING})
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


def _sums() -> dict[str, str]:
    """By level and zoom the months of its squares, each from the next finer: of its own level, or of the one below."""
    made = dict[str, str]()
    below = "maps_counted"
    for level in reversed(LEVELS):
        names = ", ".join(LEVELS[: LEVELS.index(level) + 1])
        finer, up = below, 0
        for zoom in reversed(_MONTHLY):
            made[f"{level}_{zoom}"] = (
                f"SELECT {names}, x >> {up} AS x, y >> {up} AS y, month, sum(n)::int AS n FROM {finer}"
                f" GROUP BY {', '.join(str(number) for number in range(1, LEVELS.index(level) + 5))}"
            )
            finer, up = f"{level}_{zoom}", _MONTHLY[_MONTHLY.index(zoom)] - _MONTHLY[_MONTHLY.index(zoom) - 1]
        below = f"{level}_{_MONTHLY[-1]}"
    return made
