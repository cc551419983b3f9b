"""Another program may tell more than a person types; the column itself has no bound."""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Only what forms are told."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0012_steps_by_time")]
    operations: ClassVar[list[Operation]] = [
        migrations.AlterField(
            "case", "description", models.TextField(blank=True, default="", max_length=6100, verbose_name="描述")
        ),
    ]
