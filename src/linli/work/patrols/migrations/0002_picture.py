"""Photos of what a patrol found."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_uploads"),
        ("patrols", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False, verbose_name="编号")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几张")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pictures",
                        to="patrols.answer",
                        verbose_name="结果",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.file",
                        verbose_name="文件",
                    ),
                ),
            ],
            options={"verbose_name": "巡查照片"},
        ),
    ]
