-- The faces into which a line cuts an extent, west first.
-- Parameters: extent (EWKB), line (EWKB).
SELECT ST_AsEWKB(face.geom)
FROM (SELECT %(extent)s::geometry AS extent, %(line)s::geometry AS line) given
CROSS JOIN LATERAL ST_Dump(ST_Polygonize(ARRAY[ST_Union(ST_Boundary(given.extent), given.line)])) face
WHERE ST_Contains(given.extent, ST_PointOnSurface(face.geom))
ORDER BY ST_XMin(face.geom), ST_YMin(face.geom)
