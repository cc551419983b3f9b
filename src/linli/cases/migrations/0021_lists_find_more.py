"""已办 is read from rows of its own, what is rare is told by the indexes of lists, and what is owed has its own.

Nobody waits while this goes on, and whatever moment it is stopped at, it may be started again.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q

from linli.lib.migrating import DropIndex, MakeIndex

BATCH = 100_000
UNITS = {"desk_unit": "desk", "lead_unit": "lead"}
RARE = ("source", "urgency")

#: The few cases that ended before this was kept, and whose clock has not been stopped; done again, it changes nothing.
OWED = """
UPDATE cases_case SET owed_at = open_clock.due_at
FROM (SELECT case_id, min(due_at) AS due_at FROM cases_clock WHERE stopped_at IS NULL GROUP BY case_id) AS open_clock
WHERE cases_case.id = open_clock.case_id AND is_final AND owed_at IS NULL
"""


def note_what_was_done(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - Django calls it so
    """So far, a batch of cases at a time; what is noted already stays."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM cases_case")
        first, last = cursor.fetchone()
        for begin in range(first or 0, (last or -1) + 1, BATCH):
            cursor.execute("SELECT cases_done_fill(%s, %s)", [begin, begin + BATCH - 1])


def indexes() -> Iterator[Operation]:
    """Each new one before the one that it takes the place of goes."""
    for unit, name in UNITS.items():
        ended = models.Index(
            fields=[unit, "-closed_at", "-id", *RARE],
            name=f"cases_case_{name}_ended",
            condition=Q(is_final=True, closed_at__isnull=False),
        )
        owed = models.Index(
            fields=[unit, "-opened_at", "-id"], name=f"cases_case_{name}_owed", condition=Q(owed_at__isnull=False)
        )
        yield MakeIndex("case", ended)
        yield DropIndex("case", f"cases_case_{name}_closed")
        yield MakeIndex("case", owed)
    reported_by = models.Index(
        fields=["reporter_posting", "-opened_at", "-id", *RARE],
        name="cases_case_reported_by",
        condition=Q(reporter_posting__isnull=False),
    )
    yield MakeIndex("case", reported_by)
    yield DropIndex("case", "cases_case_reporter")
    yield DropIndex("step", "cases_step_done")


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0020_what_is_owed")]
    operations: ClassVar[list[Operation]] = [
        migrations.RunPython(note_what_was_done, migrations.RunPython.noop),
        migrations.RunSQL(OWED, migrations.RunSQL.noop),
        ValidateConstraint("case", "cases_case_only_ended_owe"),
        *indexes(),
    ]
