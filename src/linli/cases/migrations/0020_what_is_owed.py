"""What is still owed by a case that has ended stands in its row, and is found by whoever owes it."""

from typing import ClassVar

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q

NAME = "cases_case_only_ended_owe"
#: The few cases that ended before this was kept, and whose clock has not been stopped; done again, it changes nothing.
OWED = """
UPDATE cases_case SET owed_at = open_clock.due_at
FROM (SELECT case_id, min(due_at) AS due_at FROM cases_clock WHERE stopped_at IS NULL GROUP BY case_id) AS open_clock
WHERE cases_case.id = open_clock.case_id AND is_final AND owed_at IS NULL
"""


class Migration(migrations.Migration):
    """A column that is there at once; the indexes hold next to nothing, and are made without keeping anybody waiting."""

    atomic = False

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0019_numbers_as_terms")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "case",
            "owed_at",
            models.DateTimeField(blank=True, null=True, verbose_name="结案后仍欠至"),
        ),
        migrations.RunSQL(OWED, migrations.RunSQL.noop),
        AddConstraintNotValid(
            "case", models.CheckConstraint(condition=~Q(is_final=False) | ~Q(owed_at__isnull=False), name=NAME)
        ),
        ValidateConstraint("case", NAME),
        *(
            AddIndexConcurrently(
                "case",
                models.Index(
                    fields=[f"{name}_unit", "-opened_at", "-id"],
                    name=f"cases_case_{name}_owed",
                    condition=Q(owed_at__isnull=False),
                ),
            )
            for name in ("desk", "lead")
        ),
    ]
