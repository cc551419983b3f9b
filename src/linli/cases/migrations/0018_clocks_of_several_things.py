"""A case may have several clocks of one kind, each for one of several things."""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """A column that is there at once however many clocks there are; those that run now are for the case as a whole."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0017_done")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "clock",
            "subject",
            models.CharField(blank=True, db_default="", default="", max_length=20, verbose_name="为哪一项"),
        ),
    ]
