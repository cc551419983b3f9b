-- Places that were not there.
WITH added AS (
    INSERT INTO places_place (city, county, town, community, grid, kind, name, search_text, point, source, code)
    SELECT a.city, a.county, a.town, a.community, a.grid, e.kind, e.name, e.search,
           ST_SetSRID(ST_MakePoint(e.lon, e.lat), 4326), %(source)s, e.code
    FROM place_line e JOIN areas_area a ON a.code = e.ground
    LEFT JOIN places_place p ON p.source = %(source)s AND p.code = e.code AND p.code <> ''
    WHERE e.good AND p.id IS NULL
    ORDER BY e.line
    RETURNING 1
)
SELECT count(*) FROM added
