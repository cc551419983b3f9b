-- What the edition no longer names ends, with what replaced it where somebody said so.
WITH said AS (
    SELECT * FROM jsonb_to_recordset(%(successors)s::jsonb) AS s(code text, kind text, replaced_by text[], source text)
), ended AS (
    UPDATE areas_area a SET valid_to = %(on)s
    FROM edition_missing m
    WHERE a.id = m.id
    RETURNING a.id, a.code, a.name
), dated AS (
    UPDATE areas_boundary b SET valid_to = %(on)s FROM ended WHERE b.area_id = ended.id AND b.valid_to IS NULL
), noted AS (
    INSERT INTO areas_change ("on", kind, code, before, after, replaced_by, source, digest)
    SELECT %(on)s, coalesce(said.kind, 'ended'), ended.code, ended.name, '', coalesce(said.replaced_by, '{}'),
           left(trim(%(source)s || ' ' || coalesce(said.source, '')), 120), ''
    FROM ended LEFT JOIN said USING (code)
    ORDER BY ended.code
)
SELECT code FROM ended ORDER BY code
