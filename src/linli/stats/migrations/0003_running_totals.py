"""Sums are kept as running totals, so that any days are the difference of two; they are counted anew after migrating.

What was kept is of no use any more. `stats.actions.install`, which runs after each migration, sees that something else
is declared to be kept, and fills the table from the cases.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

EMPTY = "TRUNCATE stats_rollup"


class Migration(migrations.Migration):
    dependencies = [("stats", "0002_sums_change_in_place")]

    operations = [
        migrations.RunSQL(EMPTY, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="rollup", name="n"),
        migrations.AddField(
            model_name="rollup",
            name="n",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), default=list, size=None, verbose_name="累计数量"
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(migrations.RunSQL.noop, EMPTY),
        migrations.RemoveIndex(model_name="fact", name="stats_fact_town"),
    ]
