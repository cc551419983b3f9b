-- Missing areas of one level that still have a named area below them are kept, and reported. Run from the bottom up.
WITH kept AS (
    DELETE FROM edition_missing m
    WHERE m.level = %(level)s AND EXISTS (
        SELECT FROM areas_area child
        WHERE child.parent_id = m.id AND child.valid_to IS NULL AND starts_with(child.scheme, %(family)s)
          AND NOT EXISTS (SELECT FROM edition_missing x WHERE x.id = child.id)
    )
    RETURNING m.level, m.code, m.name
)
INSERT INTO edition_line (file, line, level, code, name, parent, good, reason)
SELECT '', 0, level, code, name, '', true, %(reason)s FROM kept
