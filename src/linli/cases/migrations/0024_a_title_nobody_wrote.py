"""A title that nobody wrote is that of the matter and the address: what it says, they say.

Before, it was searched beside a description that holds both. Rows of words that are there stand as they are, and tell the
same more often. See docs/adr/0007-lists-read-by-key.md.
"""

from typing import ClassVar

from django.db import migrations

ONCE = r"""
CREATE OR REPLACE FUNCTION cases_words_body(one cases_case, matter text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT cases_words_plain(CASE
        WHEN one.title = matter || ' ' || one.address OR strpos(one.description, one.title) > 0 THEN
            one.description
            || CASE WHEN strpos(one.description, one.address) > 0 THEN '' ELSE ' ' || one.address END
            || CASE WHEN strpos(one.description, matter) > 0 THEN '' ELSE ' ' || matter END
        ELSE
            one.description || ' ' || one.title
            || CASE WHEN strpos(one.description, one.address) > 0 OR strpos(one.title, one.address) > 0 THEN ''
                    ELSE ' ' || one.address END
            || CASE WHEN strpos(one.description, matter) > 0 OR strpos(one.title, matter) > 0 THEN ''
                    ELSE ' ' || matter END
        END)
$$;
"""
TWICE = r"""
CREATE OR REPLACE FUNCTION cases_words_body(one cases_case, matter text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT cases_words_plain(
        one.description
        || CASE WHEN strpos(one.description, one.title) > 0 THEN '' ELSE ' ' || one.title END
        || CASE WHEN strpos(one.description, one.address) > 0 OR strpos(one.title, one.address) > 0 THEN ''
                ELSE ' ' || one.address END
        || CASE WHEN strpos(one.description, matter) > 0 OR strpos(one.title, matter) > 0 THEN '' ELSE ' ' || matter END)
$$;
"""


class Migration(migrations.Migration):
    """The function of the text is replaced; nothing that is kept changes."""

    dependencies: ClassVar = [("cases", "0023_words_from_the_case_itself")]

    operations: ClassVar = [migrations.RunSQL(ONCE, TWICE)]
