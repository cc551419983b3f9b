"""Since when a followed server has not taken what is told back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("following", "0002_failing_since"),
    ]

    operations = [
        migrations.AddField(
            model_name="peer",
            name="tell_failing_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="从何时起回报不通"),
        ),
    ]
