# Photos and recordings that a phone sends in pieces, after the report they belong to.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_files_are_not_empty"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False, verbose_name="编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("photo", "照片"), ("voice", "语音"), ("paper", "文书")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("mime", models.CharField(max_length=100, verbose_name="类型")),
                ("sha256", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("size", models.PositiveIntegerField(verbose_name="字节数")),
                ("have", models.PositiveIntegerField(default=0, verbose_name="已到字节数")),
                ("content", models.BinaryField(default=b"", verbose_name="已到内容")),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="关联时间")),
                ("changed_at", models.DateTimeField(verbose_name="最近传输")),
                ("arrived_at", models.DateTimeField(null=True, verbose_name="传完时间")),
                ("given_up_at", models.DateTimeField(null=True, verbose_name="放弃时间")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "待传文件",
                "indexes": [
                    models.Index(
                        condition=models.Q(("arrived_at", None)), fields=["created_by"], name="documents_upload_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("arrived_at", None), ("given_up_at", None)),
                        fields=["changed_at"],
                        name="documents_upload_stale",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="documents_upload_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(("have__lte", models.F("size"))), name="documents_upload_not_more"
                    ),
                ],
            },
        ),
    ]
