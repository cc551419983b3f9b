-- New areas of one level, with their ancestors' codes. Run from the top down. An addition to a ground that was
-- imported on an earlier day is a change and noted; the first import of a ground is not.
WITH made AS (
    INSERT INTO areas_area (code, scheme, external_codes, level, name, parent_id, city, county, town, community, grid,
                            kind, public_phone, valid_from)
    SELECT e.code, %(scheme)s, '{}', e.level, e.name, p.id,
           CASE e.level WHEN 'city' THEN e.code ELSE coalesce(p.city, '') END,
           CASE e.level WHEN 'county' THEN e.code ELSE coalesce(p.county, '') END,
           CASE e.level WHEN 'town' THEN e.code ELSE coalesce(p.town, '') END,
           CASE e.level WHEN 'community' THEN e.code ELSE '' END,
           '',
           CASE WHEN e.level = 'city' AND e.name = ANY (%(groupings)s) THEN 'grouping'
                WHEN e.level = 'county' AND e.name = p.name THEN 'whole_city'
                ELSE '' END,
           '', %(on)s
    FROM edition_line e
    LEFT JOIN areas_area p ON p.code = e.parent
    LEFT JOIN areas_area a ON a.code = e.code
    WHERE e.level = %(level)s AND e.good AND a.id IS NULL
    ORDER BY e.code
    RETURNING code, name, parent_id
), noted AS (
    INSERT INTO areas_change ("on", kind, code, before, after, replaced_by, source, digest)
    SELECT %(on)s, 'added', made.code, '', made.name, '{}', %(source)s, ''
    FROM made JOIN areas_area p ON p.id = made.parent_id
    WHERE p.valid_from < %(on)s
    ORDER BY made.code
)
SELECT count(*) FROM made
