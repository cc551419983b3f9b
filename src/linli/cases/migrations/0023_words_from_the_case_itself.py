"""What a case is searched by is told by its own columns and its matter's title; the copy of them in its row goes.

What stands in another of these texts is not said again: a title is that of the matter and the address, if nobody wrote
another. Rows of words that are there stand as they are, and tell the same more often. Whatever moment this is stopped
at, it may be started again. See docs/adr/0007-lists-read-by-key.md.
"""

from typing import Any, ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

BATCH = 20_000

#: Says the same as before of every text. Most have nothing to normalise but the comma, and nothing to make small: to
#: see that, and exchange it, takes a quarter of the time.
PLAIN = r"""
CREATE OR REPLACE FUNCTION cases_words_plain(told text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$ BEGIN
    RETURN CASE WHEN told ~ '[^\t\n\r -@\[-~、。，一-龥]' THEN lower(normalize(told, NFKC)) ELSE replace(told, '，', ',') END;
END $$;
"""
#: A row of words is told anew only when what it tells of has changed, not with every unit that comes in.
TOLD_BY_THE_CASE = r"""
CREATE OR REPLACE FUNCTION cases_words_body(one cases_case, matter text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT cases_words_plain(
        one.description
        || CASE WHEN strpos(one.description, one.title) > 0 THEN '' ELSE ' ' || one.title END
        || CASE WHEN strpos(one.description, one.address) > 0 OR strpos(one.title, one.address) > 0 THEN ''
                ELSE ' ' || one.address END
        || CASE WHEN strpos(one.description, matter) > 0 OR strpos(one.title, matter) > 0 THEN '' ELSE ' ' || matter END)
$$;

CREATE OR REPLACE FUNCTION cases_words_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_words (case_id, opened_at, body, keys)
    SELECT NEW.id, NEW.opened_at, cases_words_body(NEW, matter.title), cases_words_keys(NEW)
    FROM matters_matter AS matter WHERE matter.id = NEW.matter_id;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION cases_words_grow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_has text[] := cases_words_keys(NEW);
    told text;
BEGIN
    IF (OLD.matter_id, OLD.title, OLD.address, OLD.description)
       <> (NEW.matter_id, NEW.title, NEW.address, NEW.description) THEN
        SELECT cases_words_body(NEW, matter.title) INTO told FROM matters_matter AS matter WHERE id = NEW.matter_id;
    END IF;
    UPDATE cases_words SET keys = ARRAY(SELECT DISTINCT unnest(keys || now_has)), body = coalesce(told, body)
    WHERE case_id = NEW.id AND NOT (now_has <@ keys AND body = coalesce(told, body));
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER cases_words_grow AFTER UPDATE ON cases_case FOR EACH ROW
    WHEN (OLD.desk_unit_id IS DISTINCT FROM NEW.desk_unit_id OR OLD.lead_unit_id IS DISTINCT FROM NEW.lead_unit_id
          OR OLD.reporter_posting_id IS DISTINCT FROM NEW.reporter_posting_id
          OR (OLD.matter_id, OLD.title, OLD.address, OLD.description)
             <> (NEW.matter_id, NEW.title, NEW.address, NEW.description))
    EXECUTE FUNCTION cases_words_grow();

-- The rows of cases that have none, from one id to another; for what was loaded past the triggers.
CREATE OR REPLACE FUNCTION cases_words_fill(first bigint, last bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_words (case_id, opened_at, body, keys)
    SELECT one.id, one.opened_at, cases_words_body(one, matter.title),
           cases_words_keys(one)
           || coalesce(array_remove(array_remove(helped.units, 'u' || one.desk_unit_id), 'u' || one.lead_unit_id), '{}')
    FROM cases_case AS one
    JOIN matters_matter AS matter ON matter.id = one.matter_id
    LEFT JOIN (
        SELECT case_id, array_agg(DISTINCT 'u' || unit_id) AS units
        FROM cases_assignment WHERE case_id BETWEEN first AND last GROUP BY case_id
    ) AS helped ON helped.case_id = one.id
    WHERE one.id BETWEEN first AND last
    ON CONFLICT DO NOTHING
$$;
"""

NORMALISED = r"""
CREATE OR REPLACE FUNCTION cases_words_plain(told text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(normalize(told, NFKC));
"""
TOLD_BY_A_COPY = r"""
CREATE OR REPLACE FUNCTION cases_words_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_words (case_id, opened_at, body, keys)
    VALUES (NEW.id, NEW.opened_at, cases_words_plain(replace(NEW.search_text, NEW.no, '')), cases_words_keys(NEW));
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION cases_words_grow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_has text[] := cases_words_keys(NEW);
    told text := cases_words_plain(replace(NEW.search_text, NEW.no, ''));
BEGIN
    UPDATE cases_words SET keys = ARRAY(SELECT DISTINCT unnest(keys || now_has)), body = told
    WHERE case_id = NEW.id AND NOT (now_has <@ keys AND body = told);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER cases_words_grow AFTER UPDATE ON cases_case FOR EACH ROW
    WHEN (OLD.desk_unit_id IS DISTINCT FROM NEW.desk_unit_id OR OLD.lead_unit_id IS DISTINCT FROM NEW.lead_unit_id
          OR OLD.reporter_posting_id IS DISTINCT FROM NEW.reporter_posting_id OR OLD.matter_id <> NEW.matter_id
          OR OLD.search_text <> NEW.search_text)
    EXECUTE FUNCTION cases_words_grow();

-- The rows of cases that have none, from one id to another; for what was loaded past the triggers.
CREATE OR REPLACE FUNCTION cases_words_fill(first bigint, last bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO cases_words (case_id, opened_at, body, keys)
    SELECT one.id, one.opened_at, cases_words_plain(replace(one.search_text, one.no, '')),
           cases_words_keys(one) || coalesce(helped.units, '{}')
    FROM cases_case AS one
    LEFT JOIN (
        SELECT case_id, array_agg(DISTINCT 'u' || unit_id) AS units
        FROM cases_assignment WHERE case_id BETWEEN first AND last GROUP BY case_id
    ) AS helped ON helped.case_id = one.id
    WHERE one.id BETWEEN first AND last
    ON CONFLICT DO NOTHING
$$;
DROP FUNCTION IF EXISTS cases_words_body(cases_case, text);
"""

WITHOUT_A_COPY = "ALTER TABLE cases_case DROP COLUMN IF EXISTS search_text"
WITH_A_COPY = """
ALTER TABLE cases_case ADD COLUMN IF NOT EXISTS search_text text NOT NULL DEFAULT '';
ALTER TABLE cases_case ALTER COLUMN search_text DROP DEFAULT;
"""
COPY = """
UPDATE cases_case AS one SET search_text = concat_ws(' ', no, one.title, description, address, matter.title)
FROM matters_matter AS matter
WHERE matter.id = one.matter_id AND one.id BETWEEN %s AND %s AND one.search_text = ''
"""


def copy(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django calls it so
    """On the way back: the texts as they are now, a batch at a time."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM cases_case")
        first, last = cursor.fetchone()
        for begin in range(first or 0, (last or -1) + 1, BATCH):
            cursor.execute(COPY, [begin, begin + BATCH - 1])


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("cases", "0022_done_is_told_by_its_index"),
        ("matters", "0001_initial"),
    ]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(PLAIN, NORMALISED),
        migrations.RunSQL(TOLD_BY_THE_CASE, TOLD_BY_A_COPY),
        migrations.RunPython(migrations.RunPython.noop, copy),
        migrations.RunSQL(
            WITHOUT_A_COPY, WITH_A_COPY, state_operations=[migrations.RemoveField("case", "search_text")]
        ),
    ]
