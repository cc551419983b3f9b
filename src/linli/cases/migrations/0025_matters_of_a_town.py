"""A town's cases of one matter are found by one index, the newest first.

Nobody waits while this goes on, and whatever moment it is stopped at, it may be started again.
"""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from linli.lib.migrating import DropIndex, MakeIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0024_a_title_nobody_wrote")]
    operations: ClassVar[list[Operation]] = [
        MakeIndex(
            "case",
            models.Index(fields=["matter", "-opened_at", "-id"], include=["town"], name="cases_case_matter_town"),
        ),
        DropIndex("case", "cases_case_matter"),
    ]
