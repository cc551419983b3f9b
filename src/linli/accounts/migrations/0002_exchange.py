"""Administrators of an installation that exists may look after what leaves it and what is fetched, too."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
UPDATE accounts_role SET permissions = array_append(permissions, 'exchange.edit')
WHERE code = 'administrator' AND NOT 'exchange.edit' = ANY (permissions);
"""
BACKWARD = "UPDATE accounts_role SET permissions = array_remove(permissions, 'exchange.edit');"


class Migration(migrations.Migration):
    """One permission more."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARD, BACKWARD)]
