-- `notes` by owner and zoom, added to the squares. A note of the finest zoom counts in the square above it, and above
-- that, for the area of each level it lies in and for the unit that leads. `notes` has the columns of maps_cellchange.
WITH notes AS ({notes}),
monthly AS (
    SELECT owner, %(finest)s - up AS zoom, x >> up AS x, y >> up AS y, month,
           sum(opened)::bigint AS opened, sum(open)::bigint AS open, sum(red)::bigint AS red,
           sum(open::bigint * x) AS east, sum(open::bigint * y) AS south
    FROM notes
    CROSS JOIN LATERAL (VALUES (city), (county), (town), (community), (grid), (unit)) AS its (owner)
    CROSS JOIN unnest(%(ups)s::int[]) AS up
    WHERE owner <> '' AND (open <> 0 OR red <> 0 OR (up > 0 AND owner <> unit))
    GROUP BY 1, 2, 3, 4, 5
), squares AS (
    SELECT owner, zoom, x, y, sum(open) AS open, sum(red) AS red, sum(east) AS east, sum(south) AS south,
           -- the finest squares, and those of units, are there for clusters alone
           CASE WHEN zoom < %(finest)s AND owner !~ '^u' THEN maps_months(month, opened) ELSE '{}' END AS opened
    FROM monthly GROUP BY owner, zoom, x, y
)
INSERT INTO maps_cell AS kept (owner, zoom, x, y, open, red, east, south, opened)
SELECT owner, zoom, x, y, open, red, east, south, opened FROM squares ORDER BY owner, zoom, x, y
ON CONFLICT (owner, zoom, x, y) DO UPDATE
SET open = kept.open + excluded.open, red = kept.red + excluded.red, east = kept.east + excluded.east,
    south = kept.south + excluded.south, opened = coalesce(maps_add(kept.opened, excluded.opened), '{}')
