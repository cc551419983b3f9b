"""Parties of disputes, sealed."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """The first table of the room."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0014_kinds_of_work")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                (
                    "side",
                    models.CharField(
                        choices=[("applicant", "申请人"), ("respondent", "被申请人")],
                        max_length=10,
                        verbose_name="一方",
                    ),
                ),
                ("name_sealed", models.BinaryField(default=b"", verbose_name="姓名(密)")),
                ("phone_sealed", models.BinaryField(default=b"", verbose_name="电话(密)")),
                ("address_sealed", models.BinaryField(default=b"", verbose_name="地址(密)")),
                ("name_masked", models.CharField(blank=True, default="", max_length=60, verbose_name="姓名")),
                ("phone_masked", models.CharField(blank=True, default="", max_length=30, verbose_name="电话")),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
            ],
            options={
                "verbose_name": "纠纷当事人",
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="disputes_party_number")],
            },
        ),
    ]
