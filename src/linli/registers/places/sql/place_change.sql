-- Places of which the edition says something else than is kept.
WITH changed AS (
    UPDATE places_place p
    SET name = e.name, kind = e.kind, city = a.city, county = a.county, town = a.town, community = a.community,
        grid = a.grid, point = ST_SetSRID(ST_MakePoint(e.lon, e.lat), 4326), search_text = e.search
    FROM place_line e JOIN areas_area a ON a.code = e.ground
    WHERE e.good AND p.source = %(source)s AND p.code = e.code AND p.code <> ''
      AND (p.name, p.kind, p.city, p.county, p.town, p.community, p.grid, ST_X(p.point), ST_Y(p.point), p.search_text)
       <> (e.name, e.kind, a.city, a.county, a.town, a.community, a.grid, e.lon, e.lat, e.search)
    RETURNING 1
)
SELECT count(*) FROM changed
