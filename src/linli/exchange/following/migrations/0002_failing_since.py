"""Since when a followed server has not answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("following", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="peer",
            name="failing_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="从何时起不通"),
        ),
    ]
