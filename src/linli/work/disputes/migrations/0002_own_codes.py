"""Parties have codes of their own, and agreements are kept as they were typeset."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """What parties need to follow and to sign."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("disputes", "0001_initial")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "party", "code_sealed", models.BinaryField(db_default=b"", default=b"", verbose_name="查询码(密)")
        ),
        migrations.AddField("party", "code_hash", models.BinaryField(null=True, verbose_name="查询码索引")),
        migrations.AddConstraint("party", models.UniqueConstraint(fields=("code_hash",), name="disputes_party_code")),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.PositiveIntegerField(verbose_name="起自步骤")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="内容摘要")),
                ("content_sealed", models.BinaryField(verbose_name="内容(密)")),
                ("made_at", models.DateTimeField(verbose_name="制作时间")),
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
                "verbose_name": "待签协议书",
                "constraints": [models.UniqueConstraint(fields=("case", "since"), name="disputes_agreement_once")],
            },
        ),
    ]
