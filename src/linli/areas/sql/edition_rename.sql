-- Areas with another name in the edition; a name given here by an administrator on a later day stands.
WITH renamed AS (
    UPDATE areas_area a SET name = e.name
    FROM edition_line e JOIN areas_area old ON old.code = e.code
    WHERE e.good AND a.id = old.id AND old.name <> e.name
      AND NOT EXISTS (SELECT FROM areas_change c WHERE c.code = e.code AND c.kind = 'renamed' AND c.on > %(on)s)
    RETURNING a.code, old.name AS before, a.name AS after
), noted AS (
    INSERT INTO areas_change ("on", kind, code, before, after, replaced_by, source, digest)
    SELECT %(on)s, 'renamed', code, before, after, '{}', %(source)s, '' FROM renamed
)
SELECT count(*) FROM renamed
