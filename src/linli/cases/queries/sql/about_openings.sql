-- Everything that opening cases must know, in one look, for each of them: the id and the number it may take, the case
-- already opened under the key, the place, the matter with one criterion, the rules and units that route it, the desks,
-- the published process, the calendar's version, and the postings that may hear of it. Parameters: reports (a list of
-- key, matter (code), criterion (id or null), lon and lat (WGS 84, or null: then code names the area), code, process
-- (null: the matter's own) and day), duties and work (permissions that count on a ground, and at a unit). The part that
-- finds the postings is put in for {…}. The list is JSON, of whose length the planner thinks nothing: so one plan serves.
SELECT json_agg(about.known ORDER BY report.nth)::text
FROM ROWS FROM (jsonb_to_recordset(%(reports)s::jsonb) AS (
    key uuid, matter text, criterion bigint, lon float8, lat float8, code text, process text, day date
)) WITH ORDINALITY AS report (key, matter, criterion, lon, lat, code, process, day, nth)
CROSS JOIN LATERAL (
WITH asked AS (
    SELECT report.key, report.matter, report.criterion,
           ST_SetSRID(ST_MakePoint(report.lon, report.lat), 4326) AS point, report.code, report.day,
           coalesce(report.process, (SELECT m.process FROM matters_matter m WHERE m.code = report.matter)) AS process,
           %(duties)s::text[] AS duties, %(work)s::text[] AS work
), place AS MATERIALIZED (
    -- The deepest area comes first, and what comes first ends the search: most points lie in a grid.
    (SELECT a.city, a.county, a.town, a.community, a.grid FROM asked
     JOIN areas_area a ON a.extent && asked.point
     WHERE a.level = 'grid' AND a.valid_to IS NULL AND ST_Intersects(a.extent, asked.point)
     ORDER BY a.code DESC LIMIT 1)
    UNION ALL
    (SELECT a.city, a.county, a.town, a.community, a.grid FROM asked
     JOIN areas_area a ON a.extent && asked.point
     WHERE a.level <> 'grid' AND a.valid_to IS NULL AND ST_Intersects(a.extent, asked.point)
     ORDER BY array_position(ARRAY['micro_grid', 'community', 'town', 'county', 'city', 'province'], a.level::text),
              a.code DESC LIMIT 1)
    UNION ALL
    SELECT a.city, a.county, a.town, a.community, a.grid FROM asked
    JOIN areas_area a ON a.code = asked.code AND asked.point IS NULL AND a.valid_to IS NULL
    LIMIT 1
), chain AS MATERIALIZED (
    SELECT ARRAY(SELECT code FROM unnest(ARRAY[city, county, town, community, grid]) AS code WHERE code <> '') AS codes,
           place.*
    FROM place
), matter AS MATERIALIZED (
    SELECT m.*, g.code AS class_code, g.title AS class_title
    FROM asked JOIN matters_matter m ON m.code = asked.matter AND m.is_active
    JOIN matters_matterclass g ON g.id = m.group_id
), rule AS MATERIALIZED (
    SELECT r.*, a.code AS area_code, a.name AS area_name, u.name AS lead_unit_name,
           CASE WHEN r.matter_id IS NOT NULL THEN matter.code ELSE '' END AS matter_code,
           CASE WHEN r.group_id IS NOT NULL THEN matter.class_code ELSE '' END AS class_code,
           CASE WHEN r.matter_id IS NOT NULL THEN matter.title
                WHEN r.group_id IS NOT NULL THEN matter.class_title ELSE '' END AS title
    FROM matter, chain
    JOIN areas_area a ON a.code = ANY (chain.codes)
    JOIN matters_responsibility r ON r.area_id = a.id
    LEFT JOIN areas_unit u ON u.id = r.lead_unit_id
    WHERE r.matter_id = matter.id OR r.group_id = matter.group_id OR (r.matter_id IS NULL AND r.group_id IS NULL)
), unit AS MATERIALIZED (
    SELECT u.id, u.kind, u.functions, a.code AS area_code, a.level AS area_level
    FROM chain
    JOIN areas_area a ON a.code = ANY (chain.codes)
    JOIN areas_unit u ON u.area_id = a.id
    WHERE u.is_active AND (
        u.kind = 'desk' OR u.id IN (SELECT lead_unit_id FROM rule)
        OR u.functions && ((SELECT array_agg(default_function) FROM matter)
                           || ARRAY(SELECT lead_function FROM rule)
                           || ARRAY(SELECT unnest(assist_functions) FROM rule)))
), concerned AS (
    SELECT id FROM unit WHERE kind = 'desk'
), heard AS (
    -- Nobody follows it yet.
    SELECT NULL::bigint AS id WHERE false
),
{postings}
SELECT json_build_object(
    'case_id', nextval('cases_case_id_seq'),
    'serial', nextval('cases_case_number'),
    'opened', (SELECT c.id FROM cases_case c JOIN asked ON c.open_key = asked.key),
    'ground', (SELECT json_build_array(city, county, town, community, grid) FROM place),
    'process', (SELECT process FROM asked),
    'matter', (SELECT json_build_object('id', id, 'code', code, 'title', title, 'is_public', is_public,
                                        'class_code', class_code, 'urgency', urgency, 'edition', edition,
                                        'accept_limit', accept_limit::text, 'accept_unit', accept_unit,
                                        'first_level', first_level, 'default_function', default_function) FROM matter),
    'criterion', (SELECT json_build_object('id', c.id, 'limit', c."limit"::text, 'unit', c.unit)
                  FROM asked, matter JOIN matters_criterion c ON c.matter_id = matter.id
                  WHERE asked.criterion IS NULL OR c.id = asked.criterion ORDER BY c."order" LIMIT 1),
    'rules', (SELECT coalesce(json_agg(json_build_object(
                  'id', id, 'area_code', area_code, 'area_name', area_name, 'matter_code', matter_code,
                  'class_code', class_code, 'title', title, 'lead_function', lead_function,
                  'lead_unit_id', lead_unit_id, 'lead_unit_name', coalesce(lead_unit_name, ''),
                  'assist_functions', assist_functions, 'level', level, 'duty_type', duty_type)), '[]') FROM rule),
    'units', (SELECT coalesce(json_agg(unit), '[]') FROM unit),
    'published', (SELECT max(v.version) FROM asked
                  JOIN cases_processversion v ON v.process = asked.process
                  AND v.area_code IN ('', coalesce((SELECT county FROM place), ''))),
    'calendar', (SELECT coalesce(json_agg(v.number ORDER BY v.area_code), '[]') FROM areas_calendarversion v
                 WHERE v.number > 0 AND v.area_code IN ('', coalesce((SELECT county FROM place), ''))),
    'postings', (SELECT coalesce(json_agg(posting), '[]') FROM posting)
) AS known
) AS about
