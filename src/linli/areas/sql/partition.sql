-- Where the areas in force directly below one parent overlap, leave a gap or leave the parent, on one day.
-- Areas are square metres on the ellipsoid. An area whose boundary was never dated counts with its present extent.
-- Parameters: parent (id), day, tolerance (m²), codes (only problems that touch one of these; null: all).
WITH dated AS (
    SELECT a.id, a.code, a.parent_id, coalesce(b.extent, CASE WHEN undated.is_so THEN a.extent END) AS extent
    FROM areas_area a
    LEFT JOIN areas_boundary b ON b.area_id = a.id AND daterange(b.valid_from, b.valid_to, '[)') @> %(day)s::date
    CROSS JOIN LATERAL (SELECT NOT EXISTS (SELECT FROM areas_boundary x WHERE x.area_id = a.id) AS is_so) undated
    WHERE (a.parent_id = %(parent)s AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s))
       OR a.id = %(parent)s
), piece AS MATERIALIZED (
    SELECT id, code, extent FROM dated WHERE id <> %(parent)s AND extent IS NOT NULL
), whole AS MATERIALIZED (
    SELECT extent FROM dated WHERE id = %(parent)s AND extent IS NOT NULL
), overlap AS (
    SELECT 'overlap' AS kind, ARRAY[a.code, b.code]::text[] AS codes,
           ST_CollectionExtract(ST_Intersection(a.extent, b.extent), 3) AS shape
    FROM piece a JOIN piece b ON a.code < b.code AND a.extent && b.extent AND ST_Intersects(a.extent, b.extent)
    WHERE %(codes)s::text[] IS NULL OR a.code = ANY (%(codes)s) OR b.code = ANY (%(codes)s)
), outside AS (
    SELECT 'outside' AS kind, ARRAY[p.code]::text[] AS codes,
           ST_CollectionExtract(ST_Difference(p.extent, w.extent), 3) AS shape
    FROM piece p CROSS JOIN whole w
    WHERE (%(codes)s::text[] IS NULL OR p.code = ANY (%(codes)s)) AND NOT ST_CoveredBy(p.extent, w.extent)
), hole AS (
    SELECT (ST_Dump(ST_CollectionExtract(
               coalesce(ST_Difference(w.extent, (SELECT ST_Union(extent) FROM piece)), w.extent), 3))).geom AS shape
    FROM whole w
    WHERE %(codes)s::text[] IS NULL
), gap AS (
    SELECT 'gap' AS kind,
           coalesce((SELECT array_agg(p.code::text ORDER BY p.code) FROM piece p
                     WHERE ST_DWithin(p.extent, hole.shape, 1e-9)), '{}') AS codes,
           hole.shape
    FROM hole
), problem AS (
    SELECT * FROM overlap UNION ALL SELECT * FROM outside UNION ALL SELECT * FROM gap
)
SELECT kind, codes, area_m2, ST_AsGeoJSON(shape, 8)
FROM problem CROSS JOIN LATERAL (SELECT ST_Area(shape::geography) AS area_m2) measured
WHERE area_m2 > %(tolerance)s
ORDER BY area_m2 DESC, kind, codes
