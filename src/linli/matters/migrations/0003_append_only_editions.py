"""Editions are history: the database refuses to change or delete them."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION matters_edition_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'editions are append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER matters_edition_append_only BEFORE UPDATE OR DELETE ON matters_edition
    FOR EACH STATEMENT EXECUTE FUNCTION matters_edition_refuse();
"""

BACKWARD = """
DROP TRIGGER matters_edition_append_only ON matters_edition;
DROP FUNCTION matters_edition_refuse();
"""


class Migration(migrations.Migration):
    """What a matter said stays known."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("matters", "0002_synonyms")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARD, BACKWARD)]
