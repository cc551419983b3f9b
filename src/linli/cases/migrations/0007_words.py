"""What cases are searched by stands in rows of its own, that change no more when the case does.

The rows are kept by triggers, like an index: whoever writes a case need not think of them. ``keys`` only grows: it
says who may look, and what is found is tested again. See docs/adr/0007-lists-read-by-key.md.
"""

from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func

BATCH = 20_000

FUNCTIONS = r"""
CREATE FUNCTION cases_words_plain(told text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(normalize(told, NFKC));

-- The number of a month since the year 2000 (UTC), as one sign.
CREATE FUNCTION cases_words_month(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN chr(256 + greatest(0, (extract(year FROM at AT TIME ZONE 'UTC')::int - 2000) * 12
                             + extract(month FROM at AT TIME ZONE 'UTC')::int - 1));

-- Pairs of characters, and keys, each marked with the month; asked for by linli.cases.rules.words. The pairs are cut
-- from the first and from the second character on: two passes of one expression cost half of what a query does.
CREATE FUNCTION cases_words_terms(body text, keys text[], opened_at timestamptz) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(array_remove(string_to_array(
    regexp_replace(translate(body, E' \t\r\n', ''), '(..?)', cases_words_month(opened_at) || E'\\1\x02', 'g')
    || regexp_replace(
        substr(translate(body, E' \t\r\n', ''), 2), '(..?)', cases_words_month(opened_at) || E'\\1\x02', 'g')
    || regexp_replace(
        array_to_string(keys, E'\x02') || E'\x02', E'([^\x02]+)', cases_words_month(opened_at) || E'\x01\\1', 'g'),
    E'\x02'), ''));

-- The keys of a case from its own row.
CREATE FUNCTION cases_words_keys(one cases_case) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_remove(array_remove(ARRAY[
        one.city, one.county, one.town, one.community, one.grid, 'u' || one.desk_unit_id, 'u' || one.lead_unit_id,
        'p' || one.reporter_posting_id, 'm' || one.matter_id, 's' || one.source
    ], NULL), '')
$$;

-- The rows of cases that have none, from one id to another; for what was loaded past the triggers.
CREATE FUNCTION cases_words_fill(first bigint, last bigint) RETURNS void LANGUAGE sql AS $$
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

CREATE FUNCTION cases_words_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_words (case_id, opened_at, body, keys)
    VALUES (NEW.id, NEW.opened_at, cases_words_plain(replace(NEW.search_text, NEW.no, '')), cases_words_keys(NEW));
    RETURN NULL;
END $$;
CREATE TRIGGER cases_words_begin AFTER INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION cases_words_begin();

CREATE FUNCTION cases_words_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_words
    SET keys = ARRAY(SELECT DISTINCT unnest(keys || cases_words_keys(NEW))),
        body = cases_words_plain(replace(NEW.search_text, NEW.no, ''))
    WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_words_grow AFTER UPDATE ON cases_case FOR EACH ROW
    WHEN (OLD.desk_unit_id IS DISTINCT FROM NEW.desk_unit_id OR OLD.lead_unit_id IS DISTINCT FROM NEW.lead_unit_id
          OR OLD.reporter_posting_id IS DISTINCT FROM NEW.reporter_posting_id OR OLD.matter_id <> NEW.matter_id
          OR OLD.search_text <> NEW.search_text)
    EXECUTE FUNCTION cases_words_grow();

CREATE FUNCTION cases_words_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_words
    SET keys = ARRAY(SELECT DISTINCT unnest(keys || helped.units))
    FROM (SELECT case_id, array_agg('u' || unit_id) AS units FROM joined GROUP BY case_id) AS helped
    WHERE cases_words.case_id = helped.case_id AND NOT helped.units <@ keys;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_words_join AFTER INSERT ON cases_assignment REFERENCING NEW TABLE AS joined
    FOR EACH STATEMENT EXECUTE FUNCTION cases_words_join();
"""

BACKWARD = """
DROP TRIGGER cases_words_join ON cases_assignment;
DROP TRIGGER cases_words_grow ON cases_case;
DROP TRIGGER cases_words_begin ON cases_case;
DROP FUNCTION cases_words_join(), cases_words_grow(), cases_words_begin(), cases_words_fill(bigint, bigint),
    cases_words_keys(cases_case), cases_words_terms(text, text[], timestamptz), cases_words_month(timestamptz),
    cases_words_plain(text);
"""


def fill(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django calls it so
    """Cut up the texts that are there, a batch at a time; may be repeated."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM cases_case")
        first, last = cursor.fetchone()
        for begin in range(first or 0, (last or -1) + 1, BATCH):
            cursor.execute("SELECT cases_words_fill(%s, %s)", [begin, begin + BATCH - 1])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0006_only_open_cases_are_due")]

    operations = [
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="上报时间")),
                ("body", models.TextField(verbose_name="文字")),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None, verbose_name="谁可以找到"
                    ),
                ),
            ],
            options={"verbose_name": "检索词"},
        ),
        migrations.RunSQL(FUNCTIONS, BACKWARD),
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently("words", models.Index(fields=["opened_at"], name="cases_words_opened")),
        AddIndexConcurrently(
            "words",
            django.contrib.postgres.indexes.GinIndex(
                Func(F("body"), F("keys"), F("opened_at"), function="cases_words_terms"),
                fastupdate=False,
                name="cases_words_terms",
            ),
        ),
        AddIndexConcurrently(
            "case",
            models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Reverse("no"), name="text_pattern_ops"
                ),
                name="cases_case_no_end",
            ),
        ),
        RemoveIndexConcurrently("case", "cases_case_search"),
    ]
