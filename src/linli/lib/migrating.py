"""Indexes of large tables in migrations: made while people work, and made again wherever that was stopped."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently


@contextmanager
def patient(schema_editor: Any) -> Iterator[None]:
    """Wait for others however long they take: making an index concurrently keeps nobody else waiting."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()[0]
        cursor.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])


class MakeIndex(AddIndexConcurrently):
    """Make an index unless it is there; one that is half made is thrown away first."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """As Django calls it, outside a transaction."""
        with patient(schema_editor):
            if not self._is_there(schema_editor):
                super().database_forwards(app_label, schema_editor, from_state, to_state)

    def _is_there(self, schema_editor: Any) -> bool:
        name = self.index.name
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name])
            found = cursor.fetchone()
            if found == (False,):
                cursor.execute(f"DROP INDEX CONCURRENTLY {schema_editor.quote_name(name)}")
        return bool(found == (True,))


class DropIndex(RemoveIndexConcurrently):
    """Take an index away while people work, if it is there still."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """As Django calls it, outside a transaction."""
        with patient(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
