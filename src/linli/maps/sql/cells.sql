-- The squares of one zoom inside a tile, for the cases of one area or unit: what is kept, and what is not folded yet.
-- Parameters: owner, zoom, up (how far below lies the finest zoom), west, east, north, south (columns and rows, last
-- included), first and last (months counted as reported).
SELECT x, y, sum(open)::int AS open, sum(red)::int AS red, sum(opened)::int AS opened,
       sum(east) AS easts, sum(south) AS souths
FROM (
    SELECT x, y, open, red, east, south,
           (SELECT sum(month) FROM unnest(opened[%(first)s:%(last)s]) AS month) AS opened
    FROM maps_cell
    WHERE owner = %(owner)s AND zoom = %(zoom)s
      AND x BETWEEN %(west)s AND %(east)s AND y BETWEEN %(north)s AND %(south)s
    UNION ALL
    SELECT x >> %(up)s, y >> %(up)s, open, red, open::bigint * x, open::bigint * y,
           CASE WHEN month BETWEEN %(first)s AND %(last)s THEN opened END
    FROM maps_cellchange
    WHERE %(owner)s IN (city, county, town, community, grid, unit)
      AND x >> %(up)s BETWEEN %(west)s AND %(east)s AND y >> %(up)s BETWEEN %(north)s AND %(south)s
) AS part
GROUP BY x, y
