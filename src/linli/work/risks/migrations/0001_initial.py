"""Answers to questionnaires, without names."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

STANCES = [("favour", "赞成"), ("conditional", "有条件赞成"), ("against", "反对"), ("unsure", "说不准")]


class Migration(migrations.Migration):
    """The first table of the room."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = [("cases", "0014_kinds_of_work")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="第几次评估")),
                ("group", models.PositiveSmallIntegerField(verbose_name="哪一类群体")),
                ("stance", models.CharField(choices=STANCES, max_length=12, verbose_name="态度")),
                ("text", models.CharField(blank=True, default="", max_length=500, verbose_name="担心什么")),
                ("answered_on", models.DateField(verbose_name="哪一天")),
                ("key", models.UUIDField(unique=True, verbose_name="问卷编号")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
            ],
            options={"verbose_name": "问卷答复"},
        ),
    ]
