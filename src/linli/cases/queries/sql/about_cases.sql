-- Cases as rules see them, with everything that acting on one must know, in one look: the step already taken under the
-- key, the desks over the place, those of the named units that serve it, the calendar's version, who follows it, and
-- the postings that may hear of it. Parameters: cases (ids), key (or null), units (ids), on (the day; null: nobody is to
-- hear), duties and work (permissions that count on a ground, and at a unit).
-- The columns of the value are put in for {…}, and the part that finds the postings.
WITH asked AS (
    SELECT %(cases)s::text[]::bigint[] AS cases, %(key)s::uuid AS key, %(units)s::text[]::bigint[] AS units,
           %(on)s::date AS day, %(duties)s::text[] AS duties, %(work)s::text[] AS work
), found AS (
    SELECT found.*, m.code AS matter, p.user_id AS reporter_user,
           ARRAY[found.city, found.county, found.town, found.community, found.grid] AS ground
    FROM asked
    JOIN cases_case found ON found.id = ANY (asked.cases)
    JOIN matters_matter m ON m.id = found.matter_id
    LEFT JOIN areas_posting p ON p.id = found.reporter_posting_id
)
SELECT coalesce(json_agg(json_build_object(
    'id', found.id, 'no', found.no, 'title', found.title, 'process', found.process, 'version', found.version,
    'row_version', found.row_version,
    'case', (
        SELECT to_json(value) FROM (
            SELECT {case}, found.ground, found.matter, found.reporter_user,
                   (SELECT coalesce(json_agg(one), '[]') FROM (
                        SELECT {assignment} FROM cases_assignment AS part WHERE part.case_id = found.id ORDER BY part.id
                    ) AS one) AS assignments,
                   (SELECT coalesce(json_agg(one), '[]') FROM (
                        SELECT {clock} FROM cases_clock AS part WHERE part.case_id = found.id ORDER BY part.number
                    ) AS one) AS clocks,
                   (SELECT coalesce(json_agg(one), '[]') FROM (
                        SELECT {request}, asker.user_id AS asked_user
                        FROM cases_request AS part LEFT JOIN areas_posting AS asker ON asker.id = part.asked_by_id
                        WHERE part.case_id = found.id ORDER BY part.number
                    ) AS one) AS requests
        ) AS value),
    'assignments', ARRAY(SELECT part.id FROM cases_assignment AS part WHERE part.case_id = found.id ORDER BY part.id),
    'step', (SELECT json_build_object('id', s.id, 'digest', s.digest) FROM cases_step AS s, asked
             WHERE s.key = asked.key),
    'units', (SELECT coalesce(json_agg(json_build_object(
                  'id', u.id, 'kind', u.kind, 'functions', u.functions, 'area_code', a.code, 'area_level', a.level)), '[]')
              FROM asked, areas_area AS a JOIN areas_unit AS u ON u.area_id = a.id
              WHERE a.code = ANY (array_remove(found.ground, '')) AND u.is_active
              AND (u.kind = 'desk' OR u.id = ANY (asked.units))),
    'calendar', (SELECT coalesce(json_agg(v.number ORDER BY v.area_code), '[]') FROM areas_calendarversion AS v
                 WHERE v.number > 0 AND v.area_code IN ('', found.county)),
    'followers', ARRAY(SELECT f.posting_id FROM cases_follow AS f WHERE f.case_id = found.id),
    'postings', (
        WITH chain AS (
            SELECT array_remove(found.ground, '') AS codes
        ), concerned AS (
            SELECT u.id FROM chain JOIN areas_area a ON a.code = ANY (chain.codes)
            JOIN areas_unit u ON u.area_id = a.id WHERE u.kind = 'desk' AND u.is_active
            UNION SELECT unnest(units) FROM asked
            UNION SELECT found.desk_unit_id
            UNION SELECT found.lead_unit_id
            UNION SELECT part.unit_id FROM cases_assignment AS part WHERE part.case_id = found.id
            UNION SELECT part.holder_id FROM cases_clock AS part WHERE part.case_id = found.id
        ), heard AS (
            SELECT f.posting_id AS id FROM cases_follow AS f WHERE f.case_id = found.id
            UNION SELECT found.reporter_posting_id
        ),
        {postings}
        SELECT coalesce(json_agg(posting), '[]') FROM posting
    )
)), '[]')::text
FROM found
