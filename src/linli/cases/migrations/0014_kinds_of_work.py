"""What only one kind of work keeps, and the case that another came from."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q


class Migration(migrations.Migration):
    """Two columns that are there at once however many cases there are; the index only holds cases with an origin."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0013_longer_descriptions")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "case",
            "more",
            models.JSONField(blank=True, db_default={}, default=dict, verbose_name="专有内容"),
        ),
        migrations.AddField(
            "case",
            "origin",
            models.ForeignKey(
                to="cases.case",
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offspring",
                verbose_name="由来",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(fields=["origin", "id"], name="cases_case_origin", condition=Q(origin__isnull=False)),
        ),
    ]
