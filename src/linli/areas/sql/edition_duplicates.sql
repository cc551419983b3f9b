-- Of lines with one code the first counts; the others are told where it stands.
UPDATE edition_line e
SET good = false, reason = format(%(reason)s, d.first_file, d.first_line)
FROM (
    SELECT file, line,
           first_value(file) OVER same AS first_file, first_value(line) OVER same AS first_line,
           row_number() OVER same AS number
    FROM edition_line WHERE good
    WINDOW same AS (PARTITION BY code ORDER BY file, line)
) d
WHERE d.number > 1 AND e.file = d.file AND e.line = d.line
