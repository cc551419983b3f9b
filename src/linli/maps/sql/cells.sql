-- The squares of one zoom inside a tile, for the cases of one area or unit: what is kept, and what is not folded yet.
-- Parameters: owner, zoom, up (how far below lies the finest zoom), west, east, north, south (columns and rows, last
-- included), first and last (months counted as reported). Months are running totals, up to the last that had any.
SELECT x, y, sum(open)::int AS open, sum(red)::int AS red, sum(opened)::int AS opened,
       sum(east) AS easts, sum(south) AS souths
FROM (
    SELECT x, y, open, red, east, south,
           coalesce(opened[least(%(last)s::int, array_upper(opened, 1))], 0)
           - coalesce(opened[least(%(first)s::int - 1, array_upper(opened, 1))], 0) AS opened
    FROM maps_cell
    WHERE owner = %(owner)s AND zoom = %(zoom)s::int
      AND x BETWEEN %(west)s::int AND %(east)s::int AND y BETWEEN %(north)s::int AND %(south)s::int
    UNION ALL
    SELECT x >> %(up)s::int, y >> %(up)s::int, open, red, open::bigint * x, open::bigint * y,
           CASE WHEN month BETWEEN %(first)s::int AND %(last)s::int THEN opened END
    FROM maps_cellchange
    WHERE %(owner)s IN (city, county, town, community, grid, unit)
      AND x >> %(up)s::int BETWEEN %(west)s::int AND %(east)s::int
      AND y >> %(up)s::int BETWEEN %(north)s::int AND %(south)s::int
) AS part
GROUP BY x, y
