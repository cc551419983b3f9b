-- What the whole edition does not name is no longer there. Nothing points to a place.
WITH gone AS (
    DELETE FROM places_place p
    WHERE p.source = %(source)s AND (%(level)s = '' OR CASE %(level)s WHEN 'city' THEN p.city WHEN 'county' THEN p.county WHEN 'town' THEN p.town
                                       WHEN 'community' THEN p.community ELSE p.grid END = %(ground)s)
      AND NOT EXISTS (SELECT FROM place_line e WHERE e.code = p.code)
    RETURNING 1
)
SELECT count(*) FROM gone
