"""Places are searched within a county; words of two signs have no trigram to be found by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["county"], name="places_place_county"),
        ),
    ]
