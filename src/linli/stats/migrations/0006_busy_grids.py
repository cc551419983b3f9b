"""The busiest grids keep sums by dimension too, made here from the facts that are there.

What else is kept stays as it is: so the mark of what is declared is brought forward here, where it is the last one, and
nothing is counted anew. Where it is another, `stats.actions.install` does that after migrating, as always.
"""

from django.db import migrations, models

FILL = """
DO $$
BEGIN
    IF obj_description(to_regproc('stats_count'), 'pg_proc') = 'f21186513ce8fbcebb613a8bed820ea9345a0f923466f121942eca6ee92a9a25' THEN
        PERFORM pg_advisory_xact_lock(7406001);  -- nobody folds meanwhile
        INSERT INTO stats_busy (figure, area, start)
        SELECT figure, area, start FROM stats_rollup JOIN areas_area ON code = area
        WHERE dimension = '' AND value = '' AND span = 'year' AND level = 'grid' AND n[12] >= 1000;
        ANALYZE stats_busy;
        INSERT INTO stats_rollup (figure, dimension, area, span, start, value, n)
        SELECT figure, dimension, area, 'year', start, value,
            ARRAY(SELECT coalesce(sum(n) FILTER (WHERE place <= upto), 0)::integer
                FROM unnest(array_agg(place), array_agg(n)) AS counted (place, n), generate_series(1, 12) AS upto
                GROUP BY upto ORDER BY upto)
        FROM (
            SELECT busy.figure, apart.dimension, busy.area, busy.start, apart.value,
                extract(month FROM fact.month)::integer AS place, sum(cell.n) AS n
            FROM stats_busy AS busy
            JOIN stats_fact AS fact ON fact.figure = busy.figure AND fact.grid = busy.area
                AND fact.month >= busy.start AND fact.month < (busy.start + interval '1 year')::date
            CROSS JOIN LATERAL unnest(matters, sources, units, ns) AS cell (matter, source, unit, n)
            CROSS JOIN LATERAL (VALUES ('matter', matter::text), ('source', source), ('unit', unit::text))
                AS apart (dimension, value)
            WHERE apart.value IS NOT NULL
            GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(cell.n) <> 0
        ) AS placed
        GROUP BY 1, 2, 3, 4, 5, 6;
        COMMENT ON FUNCTION stats_count() IS 'b2359e4e25c20aa2f12c26ae5d48f57cdbc7582caea8ab8bc691c72a4aa0c42e';
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("stats", "0005_no_units_of_a_city")]

    operations = [
        migrations.CreateModel(
            name="Busy",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "figure", "area", "start", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("figure", models.CharField(max_length=20, verbose_name="指标")),
                ("area", models.CharField(max_length=18, verbose_name="网格")),
                ("start", models.DateField(verbose_name="起")),
            ],
            options={"verbose_name": "繁忙网格"},
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
