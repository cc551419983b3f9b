"""What happened since a moment is found by the time of the steps."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Steps are only added, nearly in the order of time: such an index is small, and costs an insert nothing."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0011_slowly_accepted")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddIndex("step", BrinIndex(fields=["at"], name="cases_step_at", autosummarize=True)),
    ]
