-- One tile of squares with open cases: how many altogether, and the tile. Each stands in the middle of its cases.
-- `cells` is cells.sql; parameters beside its own: tile_z, tile_x, tile_y, columns (of the whole map at the finest zoom).
WITH squares AS ({cells}),
drawn AS (
    SELECT open AS n, nullif(red, 0) AS red,
           ST_AsMVTGeom(
               ST_SetSRID(ST_MakePoint(
                   ((easts / open + 0.5) / %(columns)s - 0.5) * 40075016.685578488,
                   (0.5 - (souths / open + 0.5) / %(columns)s) * 40075016.685578488
               ), 3857),
               ST_TileEnvelope(%(tile_z)s, %(tile_x)s, %(tile_y)s), 4096, 0, false
           ) AS geom
    FROM squares WHERE open > 0
)
SELECT coalesce(sum(n), 0)::int, coalesce(ST_AsMVT(drawn, 'cases', 4096, 'geom'), '') FROM drawn WHERE geom IS NOT NULL
