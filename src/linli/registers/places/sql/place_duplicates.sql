-- Of lines with one code the first counts; the others are told where it stands.
UPDATE place_line e
SET good = false, reason = format(%(reason)s, d.first)
FROM (SELECT code, min(line) AS first FROM place_line WHERE good GROUP BY code HAVING count(*) > 1) d
WHERE e.good AND e.code = d.code AND e.line > d.first
