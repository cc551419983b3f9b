-- A shape without what lies outside the parent's present extent or on its other children in force.
-- Parameters: shape (EWKB), parent (id), but (codes that do not count).
SELECT ST_AsEWKB(ST_Multi(ST_CollectionExtract(ST_Difference(inside.shape, coalesce(taken.shape, inside.nothing)), 3)))
FROM (
    SELECT CASE WHEN p.extent IS NULL THEN drawn.shape ELSE ST_Intersection(drawn.shape, p.extent) END AS shape,
           ST_GeomFromText('POLYGON EMPTY', 4326) AS nothing
    FROM areas_area p CROSS JOIN (SELECT %(shape)s::geometry AS shape) drawn
    WHERE p.id = %(parent)s
) inside
CROSS JOIN (
    SELECT ST_Union(a.extent) AS shape
    FROM areas_area a
    WHERE a.parent_id = %(parent)s AND a.valid_to IS NULL AND a.code <> ALL (%(but)s)
      AND a.extent && %(shape)s::geometry
) taken
