"""Sums of a whole city by unit, which nobody asks for, are no longer kept.

What else is kept stays as it is: so the mark of what is declared is brought forward here, where it is the last one, and
nothing is counted anew. Where it is another, `stats.actions.install` does that after migrating, as always.
"""

from django.db import migrations

DROP = """
DO $$
BEGIN
    IF obj_description(to_regproc('stats_count'), 'pg_proc') = 'f6d4512346be984ef82d7bd033dfb380d1dfa95a0632f7eda7b8f66255916b40' THEN
        DELETE FROM stats_rollup
        WHERE dimension = 'unit' AND area IN (SELECT code FROM areas_area WHERE level = 'city');
        COMMENT ON FUNCTION stats_count() IS 'f21186513ce8fbcebb613a8bed820ea9345a0f923466f121942eca6ee92a9a25';
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("stats", "0004_fewer_sums")]

    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
