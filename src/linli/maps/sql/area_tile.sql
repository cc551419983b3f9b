-- One tile of the areas of one level that are in force now: outlines, codes and names, public.
-- Parameters: z, x, y, level.
WITH tile AS MATERIALIZED (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS env,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02), 4326) AS box
), drawn AS (
    SELECT a.id, a.code, a.name, ST_AsMVTGeom(ST_Transform(a.extent, 3857), tile.env, 4096, 80) AS geom
    FROM areas_area a, tile
    WHERE a.level = %(level)s AND a.valid_to IS NULL AND a.extent && tile.box
)
SELECT coalesce(ST_AsMVT(drawn, 'areas', 4096, 'geom', 'id'), '') FROM drawn WHERE geom IS NOT NULL
