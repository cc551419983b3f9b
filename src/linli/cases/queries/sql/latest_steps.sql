-- Ids of the newest steps on one ground, looked for among the newest of all: a quiet ground shows few, at no cost.
SELECT step.id
FROM (SELECT id, case_id FROM cases_step ORDER BY id DESC LIMIT %(among)s) AS step
JOIN cases_case AS matter ON matter.id = step.case_id
WHERE CASE %(level)s
    WHEN 'city' THEN matter.city WHEN 'county' THEN matter.county WHEN 'town' THEN matter.town
    WHEN 'community' THEN matter.community WHEN 'grid' THEN matter.grid END = %(code)s
ORDER BY step.id DESC
LIMIT %(most)s;
