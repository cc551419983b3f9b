# A step can name a photo that is still on a phone: what waits for it.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_open_cases_by_place"),
        ("documents", "0003_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Awaited",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=10, verbose_name="用途")),
                ("is_public", models.BooleanField(default=False, verbose_name="居民可见")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awaited",
                        to="cases.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awaited",
                        to="cases.step",
                        verbose_name="步骤",
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.upload",
                        verbose_name="待传文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "待传附件",
            },
        ),
    ]
