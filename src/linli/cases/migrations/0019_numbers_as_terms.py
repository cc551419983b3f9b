"""A number of any length is one term, so that an address is found by it; what nobody asked for is a term no more.

The new index is built beside the old one, while people work. Then both change names at once: search finds what it
found before, with the old index or the new one. Whatever moment this is stopped at, it may be started again.
See docs/adr/0007-lists-read-by-key.md.
"""

from typing import Any, ClassVar

from django.db import migrations, transaction

NAME, NEXT, BEFORE = "cases_words_terms", "cases_words_terms_next", "cases_words_terms_before"
TYPES = "text, text[], timestamptz"

#: As in 0016: pairs of characters, and keys.
PAIRS = r"""
DECLARE
    month text := chr(256 + greatest(0, (date_part('year', opened_at AT TIME ZONE 'UTC')::int - 2000) * 12
                                        + date_part('month', opened_at AT TIME ZONE 'UTC')::int - 1));
    told text := translate(body, E' \t\r\n', '');
BEGIN
    RETURN array_to_tsvector(array_remove(string_to_array(
        regexp_replace(told, '(..?)', month || E'\\1\x02', 'g')
        || regexp_replace(substr(told, 2), '(..?)', month || E'\\1\x02', 'g')
        || CASE WHEN keys = '{}' THEN ''
                ELSE month || E'\x01' || array_to_string(keys, E'\x02' || month || E'\x01') END,
        E'\x02'), ''));
END """
#: Also each number with the sign before it and a mark, of a long one its first twenty digits: all other signs are taken
#: away, and digits that nothing stands before.
NUMBERS = r"""
DECLARE
    month text := chr(256 + greatest(0, (date_part('year', opened_at AT TIME ZONE 'UTC')::int - 2000) * 12
                                        + date_part('month', opened_at AT TIME ZONE 'UTC')::int - 1));
    told text := translate(body, E' \t\r\n', '');
    numbers text := ltrim(regexp_replace(told, '[^0-9]+(?![0-9])', '', 'g'), '0123456789');
BEGIN
    IF numbers ~ '[0-9]{21}' THEN
        numbers := regexp_replace(numbers, '([0-9]{20})[0-9]+', E'\\1', 'g');
    END IF;
    RETURN array_to_tsvector(array_remove(string_to_array(
        regexp_replace(told, '..?', month || E'\\&\x02', 'g')
        || regexp_replace(substr(told, 2), '..?', month || E'\\&\x02', 'g')
        || regexp_replace(numbers, '[^0-9][0-9]+', month || E'\x03\\&\x02', 'g')
        || CASE WHEN keys = '{}' THEN ''
                ELSE month || E'\x01' || array_to_string(keys, E'\x02' || month || E'\x01') END,
        E'\x02'), ''));
END """

#: Nobody looks under a city or a matter, and a row that has the keys already need not be written again.
FEWER_KEYS = r"""
CREATE OR REPLACE FUNCTION cases_words_keys(one cases_case) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_remove(array_remove(ARRAY[
        one.county, one.town, one.community, one.grid, 'u' || one.desk_unit_id, 'u' || one.lead_unit_id,
        'p' || one.reporter_posting_id, 's' || one.source
    ], NULL), '')
$$;
CREATE OR REPLACE FUNCTION cases_words_grow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_has text[] := cases_words_keys(NEW);
    told text := cases_words_plain(replace(NEW.search_text, NEW.no, ''));
BEGIN
    UPDATE cases_words SET keys = ARRAY(SELECT DISTINCT unnest(keys || now_has)), body = told
    WHERE case_id = NEW.id AND NOT (now_has <@ keys AND body = told);
    RETURN NULL;
END $$;
"""
ALL_KEYS = r"""
CREATE OR REPLACE FUNCTION cases_words_keys(one cases_case) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_remove(array_remove(ARRAY[
        one.city, one.county, one.town, one.community, one.grid, 'u' || one.desk_unit_id, 'u' || one.lead_unit_id,
        'p' || one.reporter_posting_id, 'm' || one.matter_id, 's' || one.source
    ], NULL), '')
$$;
CREATE OR REPLACE FUNCTION cases_words_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_words
    SET keys = ARRAY(SELECT DISTINCT unnest(keys || cases_words_keys(NEW))),
        body = cases_words_plain(replace(NEW.search_text, NEW.no, ''))
    WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
"""


def switch(editor: Any, cut: str) -> None:
    """Let the function, and the index on it, be another that cuts so."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")  # nothing here makes anybody else wait
        try:
            if _cuts(cursor) != cut:
                _build(cursor, cut)
                with transaction.atomic(using=editor.connection.alias):
                    _rename(cursor, NAME, BEFORE)
                    _rename(cursor, NEXT, NAME)
            _drop(cursor, BEFORE)
        finally:
            cursor.execute("RESET lock_timeout")


def _cuts(cursor: Any) -> str:
    cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = to_regprocedure(%s)", [f"{NAME}({TYPES})"])
    return str(cursor.fetchone()[0])


def _build(cursor: Any, cut: str) -> None:
    _drop(cursor, NEXT)  # half done when it was stopped
    cursor.execute(
        f"CREATE FUNCTION {NEXT}(body text, keys text[], opened_at timestamptz) RETURNS tsvector"
        f" LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $${cut}$$"
    )
    cursor.execute(
        f"CREATE INDEX CONCURRENTLY {NEXT} ON cases_words USING gin ({NEXT}(body, keys, opened_at))"
        " WITH (fastupdate = off)"
    )


def _rename(cursor: Any, old: str, new: str) -> None:
    cursor.execute(f"ALTER FUNCTION {old}({TYPES}) RENAME TO {new}")
    cursor.execute(f"ALTER INDEX {old} RENAME TO {new}")


def _drop(cursor: Any, name: str) -> None:
    cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    cursor.execute(f"DROP FUNCTION IF EXISTS {name}({TYPES})")


def forward(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django calls it so
    """Numbers as terms."""
    switch(schema_editor, NUMBERS)


def backward(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django calls it so
    """Pairs alone."""
    switch(schema_editor, PAIRS)


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0018_clocks_of_several_things")]
    operations: ClassVar[list[Any]] = [
        migrations.RunSQL(FEWER_KEYS, ALL_KEYS),
        migrations.RunPython(forward, backward),
    ]
