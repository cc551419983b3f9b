-- One tile of the base map, layer after layer. Public data only: areas, streets, blocks, places, never a case or a person.
-- Parameters: z, x, y, and what maps.rules.content says of the zoom.
WITH tile AS MATERIALIZED (
    SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS env,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02), 4326) AS box
), here AS MATERIALIZED (
    SELECT a.id, a.level, a.code, a.name, a.extent
    FROM areas_area a, tile
    WHERE a.extent && tile.box AND a.valid_to IS NULL AND a.level = ANY (%(areas)s)
), areas AS MATERIALIZED (
    SELECT here.id, level, code, name, ST_AsMVTGeom(ST_Transform(extent, 3857), tile.env, 4096, 80) AS geom
    FROM here, tile
), names AS MATERIALIZED (
    -- One point for each area, so that its name stands once and not once in every tile it crosses.
    SELECT here.id, level, name,
           ST_AsMVTGeom(ST_Transform(ST_PointOnSurface(extent), 3857), tile.env, 4096, 80) AS geom
    FROM here, tile
), edges AS MATERIALIZED (
    -- Neighbours share their border: in the whole numbers of the tile it is one line, so that dashes stay dashes.
    SELECT array_position(%(areas)s::text[], level::text) AS depth, level, ST_UnaryUnion(ST_Collect(line), 1) AS line
    FROM (
        SELECT level, ST_AsMVTGeom(ST_Boundary(ST_Transform(extent, 3857)), tile.env, 4096, 80) AS line FROM here, tile
    ) drawn
    WHERE line IS NOT NULL
    GROUP BY level
), borders AS MATERIALIZED (
    -- Where a border of a higher level runs, the lower one is not drawn again.
    SELECT e.level, ST_LineMerge(coalesce(ST_Difference(e.line, above.line, 1), e.line)) AS geom
    FROM edges e
    CROSS JOIN LATERAL (
        SELECT ST_UnaryUnion(ST_Collect(higher.line), 1) AS line FROM edges higher WHERE higher.depth < e.depth
    ) above
), blocks AS MATERIALIZED (
    SELECT b.id, b.kind, ST_AsMVTGeom(ST_Transform(b.extent, 3857), tile.env, 4096, 32) AS geom
    FROM places_block b, tile
    WHERE b.extent && tile.box
      AND (%(blocks)s::text[] IS NULL OR b.kind = ANY (%(blocks)s)) AND b.kind <> ALL (%(without)s)
      AND (b.kind = 'building' OR ST_Area(ST_Transform(b.extent, 3857)) >= %(least_m2)s)
), streets AS MATERIALIZED (
    SELECT s.id, s.kind, nullif(s.name, '') AS name,
           ST_AsMVTGeom(ST_Transform(s.line, 3857), tile.env, 4096, 80) AS geom
    FROM places_street s, tile
    WHERE s.line && tile.box AND s.kind = ANY (%(streets)s)
), points AS MATERIALIZED (
    SELECT p.id, p.kind, p.name, ground.kind AS use, p.point,
           CASE WHEN p.kind = 'address' THEN substring(p.name FROM '([0-9]+号楼?)[^0-9]*$') END AS no
    FROM places_place p
    CROSS JOIN tile
    LEFT JOIN LATERAL (
        SELECT b.kind FROM places_block b
        WHERE p.kind = 'landmark' AND b.kind <> ALL (ARRAY['building', 'forest']) AND ST_Contains(b.extent, p.point)
        ORDER BY b.id LIMIT 1
    ) ground ON true
    WHERE p.point && tile.box AND p.kind = ANY (%(places)s)
    UNION ALL
    SELECT b.id, 'water', b.name, 'water', ST_PointOnSurface(b.extent), NULL
    FROM places_block b, tile
    WHERE b.extent && tile.box AND b.kind = 'water' AND b.name <> ''
      AND NOT EXISTS (SELECT FROM places_street s WHERE s.county = b.county AND s.name = b.name AND s.kind = 'river')
), places AS MATERIALIZED (
    SELECT id, kind, name, use, no, ST_AsMVTGeom(ST_Transform(point, 3857), tile.env, 4096, 80) AS geom
    FROM points, tile
    ORDER BY CASE kind WHEN 'landmark' THEN 0 WHEN 'estate' THEN 1 ELSE 2 END, id
)
SELECT coalesce((SELECT ST_AsMVT(blocks, 'blocks', 4096, 'geom', 'id') FROM blocks WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(streets, 'streets', 4096, 'geom', 'id') FROM streets WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(areas, 'areas', 4096, 'geom', 'id') FROM areas WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(borders, 'borders', 4096, 'geom') FROM borders WHERE NOT ST_IsEmpty(geom)), '')
    || coalesce((SELECT ST_AsMVT(names, 'names', 4096, 'geom', 'id') FROM names WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(places, 'places', 4096, 'geom', 'id') FROM places WHERE geom IS NOT NULL), '')
