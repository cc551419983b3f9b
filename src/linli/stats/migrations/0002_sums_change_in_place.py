"""Sums change in their place, without their indexes; what folding leaves behind is cleared away soon."""

from django.db import migrations

FORWARD = """
ALTER TABLE stats_rollup SET (fillfactor = 90);
ALTER TABLE stats_fact SET (fillfactor = 80);
ALTER TABLE stats_delta SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0
);
"""
BACKWARD = """
ALTER TABLE stats_rollup RESET (fillfactor);
ALTER TABLE stats_fact RESET (fillfactor);
ALTER TABLE stats_delta RESET (
    autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_vacuum_cost_delay
);
"""


class Migration(migrations.Migration):
    dependencies = [("stats", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="rollup", name="stats_rollup_gone"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
