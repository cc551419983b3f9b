"""Codes sent to a party's telephone, of which only a keyed hash is kept."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Signing with a code."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("disputes", "0003_bodies_and_rosters")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="SigningCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paper", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("code_hash", models.BinaryField(verbose_name="验证码索引")),
                ("key", models.UUIDField(unique=True, verbose_name="请求键")),
                ("made_at", models.DateTimeField(db_index=True, verbose_name="发送时间")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="输错次数")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="网关应答")),
                ("problem", models.CharField(blank=True, default="", max_length=200, verbose_name="没有发出的原因")),
                ("used_at", models.DateTimeField(null=True, verbose_name="使用时间")),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disputes.party",
                        verbose_name="当事人",
                    ),
                ),
            ],
            options={
                "verbose_name": "签名验证码",
                "indexes": [models.Index(fields=["party", "-made_at"], name="disputes_signing_code_party")],
            },
        ),
    ]
