-- Areas that an earlier edition ended and this one names again.
WITH restored AS (
    UPDATE areas_area a SET valid_to = NULL
    FROM edition_line e
    WHERE e.good AND a.code = e.code AND a.valid_to IS NOT NULL
    RETURNING a.code, a.name
), noted AS (
    INSERT INTO areas_change ("on", kind, code, before, after, replaced_by, source, digest)
    SELECT %(on)s, 'restored', code, '', name, '{}', %(source)s, '' FROM restored
)
SELECT count(*) FROM restored
