"""What a search index holds is cut without calling another function of ours.

A restore, and the server's own gathering of statistics, run with an empty ``search_path``, and found none.
"""

from typing import ClassVar

from django.db import migrations

#: Says the same as before of every row, so that the index stands as it is.
TERMS = r"""
CREATE OR REPLACE FUNCTION cases_words_terms(body text, keys text[], opened_at timestamptz) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    month text := {month};
    told text := translate(body, E' \t\r\n', '');
BEGIN
    RETURN array_to_tsvector(array_remove(string_to_array(
        regexp_replace(told, '(..?)', month || E'\\1\x02', 'g')
        || regexp_replace(substr(told, 2), '(..?)', month || E'\\1\x02', 'g')
        || CASE WHEN keys = '{{}}' THEN ''
                ELSE month || E'\x01' || array_to_string(keys, E'\x02' || month || E'\x01') END,
        E'\x02'), ''));
END $$;
"""
#: What ``cases_words_month`` says.
MONTH = (
    "chr(256 + greatest(0, (date_part('year', opened_at AT TIME ZONE 'UTC')::int - 2000) * 12"
    " + date_part('month', opened_at AT TIME ZONE 'UTC')::int - 1))"
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0015_fewer_indexes")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(TERMS.format(month=MONTH), TERMS.format(month="cases_words_month(opened_at)"))
    ]
