"""Bodies that mediate, and who is on their rosters."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Two tables; nothing is said of any unit yet."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("areas", "0002_keys_and_calendar_versions"),
        ("disputes", "0002_own_codes"),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Body",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("city", models.CharField(blank=True, default="", max_length=18, verbose_name="市")),
                ("county", models.CharField(blank=True, default="", max_length=18, verbose_name="区县")),
                ("town", models.CharField(blank=True, default="", max_length=18, verbose_name="乡镇街道")),
                ("community", models.CharField(blank=True, default="", max_length=18, verbose_name="村社区")),
                ("grid", models.CharField(blank=True, default="", max_length=18, verbose_name="网格")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("village", "村(居)人民调解委员会"),
                            ("town", "乡镇(街道)人民调解委员会"),
                            ("enterprise", "企业事业单位人民调解委员会"),
                            ("trade", "行业性、专业性人民调解委员会"),
                            ("resident", "派驻调解工作室"),
                            ("personal", "个人调解工作室"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("seat", models.CharField(blank=True, default="", max_length=100, verbose_name="调解场所")),
                ("has_woman", models.BooleanField(default=False, verbose_name="委员中有妇女")),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="组成说明")),
                ("kept_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "调解组织",
            },
        ),
        migrations.CreateModel(
            name="Mediator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=30, verbose_name="姓名")),
                ("is_member", models.BooleanField(default=True, verbose_name="委员")),
                ("from_on", models.DateField(verbose_name="起")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="止(不含)")),
                ("key", models.UUIDField(unique=True, verbose_name="请求键")),
                ("digest", models.CharField(max_length=64, verbose_name="请求摘要")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mediators",
                        to="disputes.body",
                        verbose_name="调解组织",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.posting",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "调解员",
            },
        ),
        migrations.AddIndex(
            model_name="body",
            index=models.Index(fields=["county", "kind", "id"], name="disputes_body_county"),
        ),
        migrations.AddIndex(
            model_name="body",
            index=models.Index(fields=["town", "kind", "id"], name="disputes_body_town"),
        ),
        migrations.AddConstraint(
            model_name="mediator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("to_on__isnull", True)), fields=("body", "posting"), name="disputes_mediator_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mediator",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"),
                name="disputes_mediator_period",
            ),
        ),
    ]
