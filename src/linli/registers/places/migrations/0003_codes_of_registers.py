"""Places that came from a register are known by its name and their code there."""

from django.db import migrations, models
from django.db.models import Q

CODED = ~Q(code="")


class Migration(migrations.Migration):
    dependencies = [("places", "0002_county_index")]

    operations = [
        migrations.AddField(
            "place",
            "source",
            models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="来源"),
        ),
        migrations.AddField(
            "place",
            "code",
            models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="外部编码"),
        ),
        migrations.AddConstraint(
            "place", models.UniqueConstraint(condition=CODED, fields=("source", "code"), name="places_place_code")
        ),
        migrations.AddConstraint(
            "place",
            models.CheckConstraint(
                condition=Q(code="", source="") | ~(Q(code="") | Q(source="")), name="places_place_code_of_a_source"
            ),
        ),
    ]
