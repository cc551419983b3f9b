-- A city of rectangles: counties in rows of five, 4 × 3 towns in each, communities as strips of a town, grids as
-- bands of a strip. Borders carry as many points as drawn ones do (grids 80, communities 230, towns 560).
-- Parameters: counties, towns (of each county).
INSERT INTO areas_area (code, scheme, external_codes, level, name, kind, public_phone, valid_from,
                        city, county, town, community, grid, households, extent)
WITH county AS (
    SELECT '9801' || lpad(c::text, 2, '0') AS code, c AS number,
           108 + (c - 1) %% 5 * 0.5 AS x, 34 + (c - 1) / 5 * 0.4 AS y
    FROM generate_series(1, %(counties)s) c
), town AS (
    SELECT county.code AS county, county.code || lpad(t::text, 3, '0') AS code, (county.number - 1) * 12 + t AS number,
           x + (t - 1) %% 4 * 0.125 AS x, y + (t - 1) / 4 * 0.4 / 3 AS y
    FROM county, generate_series(1, %(towns)s) t
), community AS (
    SELECT county, town.code AS town, town.code || lpad(m::text, 3, '0') AS code, town.number * 40 + m AS number,
           x + (m - 1) * 0.125 / strips AS x, y, 0.125 / strips AS w
    FROM (SELECT *, 8 + (bench.chance(number, 1) * 10)::int AS strips FROM town) town, generate_series(1, strips) m
), grid AS (
    SELECT county, town, community.code AS community, community.code || lpad(g::text, 3, '0') AS code,
           number * 40 + g AS number, x, y + (g - 1) * 0.4 / 3 / bands AS y, w, 0.4 / 3 / bands AS h
    FROM (SELECT *, 6 + (bench.chance(number, 2) * 8)::int AS bands FROM community) community,
         generate_series(1, bands) g
), every AS (
    SELECT 'city' AS level, '9801' AS code, '' AS county, '' AS town, '' AS community,
           108::float8 AS x, 34::float8 AS y, 2.5::float8 AS w, 0.8::float8 AS h, 1499 AS points, 0 AS number
    UNION ALL SELECT 'county', code, code, '', '', x, y, 0.5, 0.4, 1499, number FROM county
    UNION ALL SELECT 'town', code, county, code, '', x, y, 0.125, 0.4 / 3, 560, number FROM town
    UNION ALL SELECT 'community', code, county, town, code, x, y, w, 0.4 / 3, 230, number FROM community
    UNION ALL SELECT 'grid', code, county, town, community, x, y, w, h, 80, number FROM grid
)
SELECT code, 'bench', '{}', level,
       CASE level WHEN 'city' THEN '测试市' WHEN 'county' THEN '测试县' || number WHEN 'town' THEN '第' || number || '街道'
                  WHEN 'community' THEN '第' || number || '社区' ELSE '第' || number || '网格' END,
       '', '', current_date - 2000,
       '9801', county, town, community, CASE level WHEN 'grid' THEN code ELSE '' END,
       CASE level WHEN 'grid' THEN 150 + (bench.chance(number, 3) * 300)::int END,
       ST_Multi(ST_Segmentize(box, ST_Perimeter(box) / points))
FROM (SELECT *, ST_MakeEnvelope(x, y, x + w, y + h, 4326) AS box FROM every) drawn;

UPDATE areas_area child SET parent_id = parent.id
FROM areas_area parent
WHERE child.scheme = 'bench'
  AND parent.code = CASE child.level WHEN 'county' THEN child.city WHEN 'town' THEN child.county
                                     WHEN 'community' THEN child.town WHEN 'grid' THEN child.community END;
