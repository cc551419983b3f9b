"""Months of a square are running totals, so that any span of them is the difference of two, however long it is.

They begin with the first month that has any; an array knows at which place it begins.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
LOCK TABLE maps_cell IN EXCLUSIVE MODE;

CREATE OR REPLACE FUNCTION maps_put(months int[], month smallint, n bigint) RETURNS int[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    months[month] := coalesce(months[month], 0) + n;
    RETURN months;
END $$;

CREATE FUNCTION maps_running(months int[]) RETURNS int[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    totals int[] := '{}';
    total int := 0;
BEGIN
    FOR i IN coalesce(array_lower(months, 1), 1) .. coalesce(array_upper(months, 1), 0) LOOP
        total := total + coalesce(months[i], 0);
        IF total <> 0 OR totals <> '{}' THEN
            totals[i] := total;
        END IF;
    END LOOP;
    RETURN totals;
END $$;

-- Two lists of running totals added, month by month; what has ended goes on as it ended. Nothing but nothing is empty.
CREATE OR REPLACE FUNCTION maps_add(a int[], b int[]) RETURNS int[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    totals int[] := '{}';
    a_end int := array_upper(a, 1);
    b_end int := array_upper(b, 1);
BEGIN
    IF a_end IS NULL OR b_end IS NULL THEN
        RETURN a || b;
    END IF;
    FOR i IN least(array_lower(a, 1), array_lower(b, 1)) .. greatest(a_end, b_end) LOOP
        totals[i] := coalesce(a[least(i, a_end)], 0) + coalesce(b[least(i, b_end)], 0);
    END LOOP;
    RETURN CASE WHEN 0 = ALL (totals) THEN '{}' ELSE totals END;
END $$;

DROP AGGREGATE maps_months(smallint, bigint);
CREATE AGGREGATE maps_months(smallint, bigint) (
    sfunc = maps_put, stype = int[], initcond = '{}', finalfunc = maps_running
);

UPDATE maps_cell SET opened = maps_running(opened) WHERE opened <> '{}';
"""

BACKWARD = """
LOCK TABLE cases_case IN SHARE MODE;
TRUNCATE maps_cellchange, maps_cell;

CREATE OR REPLACE FUNCTION maps_put(months int[], month smallint, n bigint) RETURNS int[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    months[month] := coalesce(months[month], 0) + n;
    IF months[1] IS NULL THEN
        months[1] := 0;
    END IF;
    RETURN months;
END $$;

CREATE OR REPLACE FUNCTION maps_add(a int[], b int[]) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(coalesce(one.m, 0) + coalesce(one.n, 0) ORDER BY one.i)
    FROM unnest(a, b) WITH ORDINALITY AS one (m, n, i)
$$;

DROP AGGREGATE maps_months(smallint, bigint);
CREATE AGGREGATE maps_months(smallint, bigint) (sfunc = maps_put, stype = int[], initcond = '{}');
DROP FUNCTION maps_running(int[]);

-- The folding job adds them to the squares.
INSERT INTO maps_cellchange (city, county, town, community, grid, unit, x, y, month, opened, open, red)
SELECT city, county, town, community, grid, coalesce('u' || lead_unit_id, ''), maps_column(point), maps_row(point),
       maps_month(opened_at), 1, (NOT is_final)::int, (NOT is_final AND light = 'red')::int
FROM cases_case WHERE point IS NOT NULL;
"""


class Migration(migrations.Migration):
    """From counts to running totals."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("maps", "0005_units_follow_too")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARD, BACKWARD)]
