"""What every report and every step wrote into indexes that nobody reads; and what is due soon is told by an index.

- A foreign key whose column begins a unique constraint or another index needs none of its own.
- Residents' reports, by far the most, have no reporter's posting; cases that were not merged have none to look for.
- Public codes are only looked up whole: an index of their beginnings is of no use. (That of numbers is, also where the
  order of texts is that of their bytes: only the collation called C lets the unique index find beginnings.)
"""

from collections.abc import Iterator
from typing import ClassVar

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q

WAYS = {
    "city": "city",
    "county": "county",
    "town": "town",
    "community": "community",
    "grid": "grid",
    "desk_unit": "desk",
    "lead_unit": "lead",
}

UNREAD = """
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT indexname FROM pg_indexes
        WHERE schemaname = current_schema() AND tablename = 'cases_case' AND indexname ~ '^cases_case_public_code_.*_like$'
    LOOP
        EXECUTE format('DROP INDEX %I', name);
    END LOOP;
END $$;
"""


def due() -> Iterator[Operation]:
    """The indexes of what is due, one after the other, each with the warning at its end."""
    for who, name in WAYS.items():
        yield RemoveIndexConcurrently("case", f"cases_case_{name}_due")
        yield AddIndexConcurrently(
            "case",
            models.Index(
                fields=[who, "due_at", "id", "warn_at"],
                name=f"cases_case_{name}_due",
                condition=Q(due_at__isnull=False),
            ),
        )


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0014_kinds_of_work")]

    operations: ClassVar[list[Operation]] = [
        *due(),
        RemoveIndexConcurrently("case", "cases_case_reporter"),
        AddIndexConcurrently(
            "case",
            models.Index(
                fields=["reporter_posting", "-opened_at", "-id"],
                name="cases_case_reporter",
                condition=Q(reporter_posting__isnull=False),
            ),
        ),
        AddIndexConcurrently(
            "case",
            models.Index(fields=["merged_into"], name="cases_case_merged", condition=Q(merged_into__isnull=False)),
        ),
        migrations.RunSQL(UNREAD, migrations.RunSQL.noop),
        migrations.AlterField(
            "case",
            "answerable_unit",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.unit",
                verbose_name="首问责任单位",
            ),
        ),
        migrations.AlterField(
            "case",
            "merged_into",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="cases.case",
                verbose_name="并入",
            ),
        ),
        migrations.AlterField(
            "clock",
            "case",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clocks",
                to="cases.case",
                verbose_name="办件",
            ),
        ),
        migrations.AlterField(
            "clock",
            "holder",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.unit",
                verbose_name="计时单位",
            ),
        ),
        migrations.AlterField(
            "follow",
            "case",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="followers",
                to="cases.case",
                verbose_name="办件",
            ),
        ),
        migrations.AlterField(
            "step",
            "case",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="cases.case",
                verbose_name="办件",
            ),
        ),
        migrations.AlterField(
            "step",
            "unit",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.unit",
                verbose_name="单位",
            ),
        ),
    ]
