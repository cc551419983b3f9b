-- Of this register's places on the importer's ground: how many the file does not name, neither well nor badly, and all;
-- and of how many lines the code cannot be read.
SELECT count(*) FILTER (WHERE e.code IS NULL), count(*), (SELECT count(*) FROM place_line WHERE code = '')
FROM places_place p LEFT JOIN (SELECT DISTINCT code FROM place_line) e ON e.code = p.code
WHERE p.source = %(source)s AND (%(level)s = '' OR CASE %(level)s WHEN 'city' THEN p.city WHEN 'county' THEN p.county WHEN 'town' THEN p.town
                                       WHEN 'community' THEN p.community ELSE p.grid END = %(ground)s)
