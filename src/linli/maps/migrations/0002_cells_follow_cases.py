"""Every change of a case that moves a square's count is noted in the same transaction, as an insert."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION maps_column(place geometry) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(greatest(floor((ST_X(place) + 180) / 360 * 131072), 0), 131071)::int
$$;
CREATE FUNCTION maps_row(place geometry) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(greatest(floor(
        (1 - asinh(tan(radians(least(greatest(ST_Y(place), -85.05), 85.05)))) / pi()) / 2 * 131072), 0), 131071)::int
$$;
CREATE FUNCTION maps_month(at timestamptz) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT greatest(
        (date_part('year', at AT TIME ZONE 'Asia/Shanghai') - 2020) * 12
        + date_part('month', at AT TIME ZONE 'Asia/Shanghai'), 1)::smallint
$$;

-- Months added to months, position by position; and an aggregate that puts numbers into their months.
CREATE FUNCTION maps_add(a int[], b int[]) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(coalesce(one.m, 0) + coalesce(one.n, 0) ORDER BY one.i)
    FROM unnest(a, b) WITH ORDINALITY AS one (m, n, i)
$$;
CREATE FUNCTION maps_put(months int[], month smallint, n bigint) RETURNS int[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    months[month] := coalesce(months[month], 0) + n;
    IF months[1] IS NULL THEN
        months[1] := 0;  -- so that the first place is January 2020 whatever came first
    END IF;
    RETURN months;
END $$;
CREATE AGGREGATE maps_months(smallint, bigint) (sfunc = maps_put, stype = int[], initcond = '{}');

CREATE FUNCTION maps_note_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO maps_cellchange (city, county, town, community, grid, x, y, month, opened, open, red)
    VALUES (NEW.city, NEW.county, NEW.town, NEW.community, NEW.grid, maps_column(NEW.point), maps_row(NEW.point),
            maps_month(NEW.opened_at), 1, (NOT NEW.is_final)::int, (NOT NEW.is_final AND NEW.light = 'red')::int);
    RETURN NULL;
END $$;

-- What was is taken away and what is is put in its place; where only the count changes, one note says both.
CREATE FUNCTION maps_note_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO maps_cellchange (city, county, town, community, grid, x, y, month, opened, open, red)
    SELECT city, county, town, community, grid, x, y, month, sum(opened), sum(open), sum(red)
    FROM (
        SELECT OLD.city, OLD.county, OLD.town, OLD.community, OLD.grid, maps_column(OLD.point) AS x,
               maps_row(OLD.point) AS y, maps_month(OLD.opened_at) AS month, -1 AS opened,
               -(NOT OLD.is_final)::int AS open, -(NOT OLD.is_final AND OLD.light = 'red')::int AS red
        WHERE OLD.point IS NOT NULL
        UNION ALL
        SELECT NEW.city, NEW.county, NEW.town, NEW.community, NEW.grid, maps_column(NEW.point),
               maps_row(NEW.point), maps_month(NEW.opened_at), 1,
               (NOT NEW.is_final)::int, (NOT NEW.is_final AND NEW.light = 'red')::int
        WHERE NEW.point IS NOT NULL
    ) AS part (city, county, town, community, grid, x, y, month, opened, open, red)
    GROUP BY city, county, town, community, grid, x, y, month
    HAVING (sum(opened), sum(open), sum(red)) <> (0, 0, 0);
    RETURN NULL;
END $$;

CREATE TRIGGER maps_opened AFTER INSERT ON cases_case
    FOR EACH ROW WHEN (NEW.point IS NOT NULL) EXECUTE FUNCTION maps_note_opened();
CREATE TRIGGER maps_changed AFTER UPDATE ON cases_case
    FOR EACH ROW WHEN (
        OLD.is_final <> NEW.is_final OR (OLD.light = 'red') <> (NEW.light = 'red') OR OLD.opened_at <> NEW.opened_at
        OR ST_AsEWKB(OLD.point) IS DISTINCT FROM ST_AsEWKB(NEW.point)
        OR (OLD.city, OLD.county, OLD.town, OLD.community, OLD.grid)
           <> (NEW.city, NEW.county, NEW.town, NEW.community, NEW.grid)
    ) EXECUTE FUNCTION maps_note_changed();
"""

BACKWARD = """
DROP TRIGGER maps_changed ON cases_case;
DROP TRIGGER maps_opened ON cases_case;
DROP FUNCTION maps_note_changed();
DROP FUNCTION maps_note_opened();
DROP AGGREGATE maps_months(smallint, bigint);
DROP FUNCTION maps_put(int[], smallint, bigint);
DROP FUNCTION maps_add(int[], int[]);
DROP FUNCTION maps_month(timestamptz);
DROP FUNCTION maps_row(geometry);
DROP FUNCTION maps_column(geometry);
TRUNCATE maps_cellchange, maps_cell;
"""


class Migration(migrations.Migration):
    """Cells follow cases; those that were there before are noted in 0005, once for all these migrations."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("maps", "0001_cells"), ("cases", "0003_light_and_time_used")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(FORWARD, BACKWARD)]
