-- One tile of squares with open cases, each in the middle of its cases; null where the cases themselves are to be drawn:
-- where there are few, unless so much of the county lies in the tile that finding one's own in it would take long.
-- `cells` is cells.sql, `around` the same of the whole county. Parameters beside theirs: tile_z, tile_x, tile_y, columns
-- (of the whole map at the finest zoom), few, many, and the ground whose county is looked at, empty for none.
WITH squares AS MATERIALIZED ({cells}),
place AS MATERIALIZED (SELECT county FROM areas_area WHERE code = %(ground)s AND valid_to IS NULL),
drawn AS (
    SELECT open AS n, nullif(red, 0) AS red,
           ST_AsMVTGeom(
               ST_SetSRID(ST_MakePoint(
                   ((easts / open + 0.5) / %(columns)s::int - 0.5) * 40075016.685578488,
                   (0.5 - (souths / open + 0.5) / %(columns)s::int) * 40075016.685578488
               ), 3857),
               ST_TileEnvelope(%(tile_z)s::int, %(tile_x)s::int, %(tile_y)s::int), 4096, 0, false
           ) AS geom
    FROM squares WHERE open > 0
)
SELECT CASE
    WHEN (SELECT sum(open) FROM squares) > %(few)s::int
      OR %(ground)s <> '' AND (SELECT sum(open) FROM ({around}) AS around) > %(many)s::int
    THEN (SELECT coalesce(ST_AsMVT(drawn, 'cases', 4096, 'geom'), '') FROM drawn WHERE geom IS NOT NULL)
END
