"""What is still owed by a case that has ended stands in its row, and is found by whoever owes it."""

from typing import ClassVar

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q


class Migration(migrations.Migration):
    """A column that is there at once; it is looked at, and found by an index, in 0021."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0019_numbers_as_terms")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "case",
            "owed_at",
            models.DateTimeField(blank=True, null=True, verbose_name="结案后仍欠至"),
        ),
        AddConstraintNotValid(
            "case",
            models.CheckConstraint(
                condition=~Q(is_final=False) | ~Q(owed_at__isnull=False), name="cases_case_only_ended_owe"
            ),
        ),
    ]
