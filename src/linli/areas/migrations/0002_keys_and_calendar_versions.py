"""Changes of the ground carry the key of their request; calendars count their versions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                (
                    "area_code",
                    models.CharField(max_length=18, primary_key=True, serialize=False, verbose_name="区划"),
                ),
                ("number", models.PositiveBigIntegerField(default=0, verbose_name="版本")),
            ],
            options={"verbose_name": "日历版本"},
        ),
        migrations.AddField(
            model_name="change",
            name="digest",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="请求摘要"),
        ),
        migrations.AddField(
            model_name="change",
            name="key",
            field=models.UUIDField(blank=True, null=True, verbose_name="请求键"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(condition=models.Q(("key__isnull", False)), fields=["key"], name="areas_change_key"),
        ),
    ]
