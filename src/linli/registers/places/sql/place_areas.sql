-- The pairs of an area that lines name and the one their points lie in: few, where lines are many.
CREATE TEMP TABLE place_area ON COMMIT DROP AS
SELECT area, found, NULL::text AS ground, NULL::text AS reason, false AS beside
FROM place_line WHERE good GROUP BY area, found
