"""Which case a row of 已办 is about stands in its index, so that the row itself is not read.

Nobody waits while this goes on, and whatever moment it is stopped at, it may be started again.
"""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from linli.lib.migrating import DropIndex, MakeIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0021_lists_find_more")]
    operations: ClassVar[list[Operation]] = [
        MakeIndex(
            "done",
            models.Index(
                fields=["posting", "-at", "-step", "source", "urgency"], include=["case"], name="cases_done_told"
            ),
        ),
        DropIndex("done", "cases_done_listed"),
    ]
