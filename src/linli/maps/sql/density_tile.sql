-- One tile of squares with how many cases were reported in them in a span of months.
-- `cells` is cells.sql; parameters beside its own: tile_z, tile_x, tile_y, squares (of the whole map along its edge).
WITH squares AS ({cells}),
drawn AS (
    SELECT opened AS n,
           ST_AsMVTGeom(
               ST_SetSRID(ST_MakePoint(
                   ((x + 0.5) / %(squares)s::int - 0.5) * 40075016.685578488,
                   (0.5 - (y + 0.5) / %(squares)s::int) * 40075016.685578488
               ), 3857),
               ST_TileEnvelope(%(tile_z)s::int, %(tile_x)s::int, %(tile_y)s::int), 4096, 0, false
           ) AS geom
    FROM squares WHERE opened > 0
)
SELECT coalesce(ST_AsMVT(drawn, 'density', 4096, 'geom'), '') FROM drawn WHERE geom IS NOT NULL
