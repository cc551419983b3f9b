-- A line whose code cannot be read may be any area of its level: as long as there is one, none of that level ends.
WITH doubted AS (
    DELETE FROM edition_missing m
    USING (
        SELECT DISTINCT level FROM edition_line
        WHERE NOT good AND (code ~ '[^0-9]' OR length(code) <> CASE level WHEN 'province' THEN 2 WHEN 'city' THEN 4
                                                               WHEN 'county' THEN 6 WHEN 'town' THEN 9 ELSE 12 END)
    ) unreadable
    WHERE m.level = unreadable.level
    RETURNING m.level, m.code, m.name
)
INSERT INTO edition_line (file, line, level, code, name, parent, good, reason)
SELECT '', 0, level, code, name, '', true, %(reason)s FROM doubted
