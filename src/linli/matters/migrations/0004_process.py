"""On which process a matter runs."""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Every matter so far is an event."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("matters", "0003_append_only_editions")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "matter",
            "process",
            models.CharField(db_default="event", default="event", max_length=40, verbose_name="流程"),
        ),
    ]
