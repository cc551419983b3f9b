"""A case shows the light its clocks last told, and the time its handling used up; both are read back from the clocks."""

from django.db import migrations, models

BACKFILL = """
UPDATE cases_case SET light = told.light
FROM (
    SELECT case_id, CASE WHEN bool_or(overdue) THEN 'red' ELSE 'yellow' END AS light
    FROM cases_clock
    WHERE stopped_at IS NULL AND paused_at IS NULL AND (warned OR overdue)
    GROUP BY case_id
) AS told
WHERE told.case_id = cases_case.id;

UPDATE cases_case SET handled_seconds = used.seconds
FROM (
    SELECT case_id, sum(used_seconds) AS seconds
    FROM cases_clock
    WHERE kind = 'handle' AND met IS NOT NULL
    GROUP BY case_id
) AS used
WHERE used.case_id = cases_case.id;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_append_only_steps")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="light",
            field=models.CharField(
                choices=[("green", "正常"), ("yellow", "临期"), ("red", "超期")],
                db_default="green",
                default="green",
                max_length=6,
                verbose_name="时限",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="handled_seconds",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="办理用时"),
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
