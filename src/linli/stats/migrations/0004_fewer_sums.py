"""Grids keep no sums by month or dimension, towns none by month and dimension: facts say it; all is counted anew.

What was kept is of no use any more. `stats.actions.install`, which runs after each migration, sees that something else
is declared to be kept, and fills the tables from the cases; empty ones take an index at once.
"""

from django.db import migrations, models

EMPTY = "TRUNCATE stats_rollup, stats_fact"


class Migration(migrations.Migration):
    dependencies = [("stats", "0003_running_totals")]

    operations = [
        migrations.RunSQL(EMPTY, EMPTY),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(fields=["figure", "town", "month"], name="stats_fact_town"),
        ),
    ]
