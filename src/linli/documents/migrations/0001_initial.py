# Files and their bytes.

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="File",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name="编号"
                    ),
                ),
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
                ("upload_sha256", models.CharField(max_length=64, verbose_name="来件摘要")),
                ("size", models.PositiveIntegerField(verbose_name="字节数")),
                ("width", models.PositiveIntegerField(null=True, verbose_name="宽(像素)")),
                ("height", models.PositiveIntegerField(null=True, verbose_name="高(像素)")),
                ("duration_s", models.FloatField(null=True, verbose_name="时长(秒)")),
                ("original_name", models.CharField(blank=True, default="", max_length=120, verbose_name="原文件名")),
                ("created_at", models.DateTimeField(verbose_name="存入时间")),
                ("attached_at", models.DateTimeField(null=True, verbose_name="关联时间")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="存入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "文件",
            },
        ),
        migrations.CreateModel(
            name="Blob",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="documents.file",
                        verbose_name="文件",
                    ),
                ),
                ("content", models.BinaryField(verbose_name="内容")),
                ("thumbnail", models.BinaryField(null=True, verbose_name="缩略图")),
            ],
            options={
                "verbose_name": "文件内容",
            },
        ),
        migrations.AddIndex(
            model_name="file",
            index=models.Index(
                condition=models.Q(("attached_at", None)), fields=["created_at"], name="documents_file_orphans"
            ),
        ),
        migrations.AddConstraint(
            model_name="file",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "photo"), _negated=True),
                    models.Q(("width__gt", 0), ("height__gt", 0)),
                    _connector="OR",
                ),
                name="documents_file_photo_has_size",
            ),
        ),
        migrations.RunSQL(
            # Photos and sound are compressed already: PostgreSQL need not try, and reads a part without the whole.
            "ALTER TABLE documents_blob ALTER COLUMN content SET STORAGE EXTERNAL,"
            " ALTER COLUMN thumbnail SET STORAGE EXTERNAL",
            "ALTER TABLE documents_blob ALTER COLUMN content SET STORAGE EXTENDED,"
            " ALTER COLUMN thumbnail SET STORAGE EXTENDED",
        ),
    ]
