"""Open cases are counted for the unit that leads as well; all are noted anew."""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION maps_note_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO maps_cellchange (city, county, town, community, grid, unit, x, y, month, opened, open, red)
    VALUES (NEW.city, NEW.county, NEW.town, NEW.community, NEW.grid, coalesce('u' || NEW.lead_unit_id, ''),
            maps_column(NEW.point), maps_row(NEW.point), maps_month(NEW.opened_at), 1,
            (NOT NEW.is_final)::int, (NOT NEW.is_final AND NEW.light = 'red')::int);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION maps_note_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO maps_cellchange (city, county, town, community, grid, unit, x, y, month, opened, open, red)
    SELECT city, county, town, community, grid, unit, x, y, month, sum(opened), sum(open), sum(red)
    FROM (
        SELECT OLD.city, OLD.county, OLD.town, OLD.community, OLD.grid, coalesce('u' || OLD.lead_unit_id, ''),
               maps_column(OLD.point), maps_row(OLD.point), maps_month(OLD.opened_at), -1,
               -(NOT OLD.is_final)::int, -(NOT OLD.is_final AND OLD.light = 'red')::int
        WHERE OLD.point IS NOT NULL
        UNION ALL
        SELECT NEW.city, NEW.county, NEW.town, NEW.community, NEW.grid, coalesce('u' || NEW.lead_unit_id, ''),
               maps_column(NEW.point), maps_row(NEW.point), maps_month(NEW.opened_at), 1,
               (NOT NEW.is_final)::int, (NOT NEW.is_final AND NEW.light = 'red')::int
        WHERE NEW.point IS NOT NULL
    ) AS part (city, county, town, community, grid, unit, x, y, month, opened, open, red)
    GROUP BY city, county, town, community, grid, unit, x, y, month
    HAVING (sum(opened), sum(open), sum(red)) <> (0, 0, 0);
    RETURN NULL;
END $$;

DROP TRIGGER maps_changed ON cases_case;
CREATE TRIGGER maps_changed AFTER UPDATE ON cases_case
    FOR EACH ROW WHEN (
        OLD.is_final <> NEW.is_final OR (OLD.light = 'red') <> (NEW.light = 'red') OR OLD.opened_at <> NEW.opened_at
        OR ST_AsEWKB(OLD.point) IS DISTINCT FROM ST_AsEWKB(NEW.point)
        OR OLD.lead_unit_id IS DISTINCT FROM NEW.lead_unit_id
        OR (OLD.city, OLD.county, OLD.town, OLD.community, OLD.grid)
           <> (NEW.city, NEW.county, NEW.town, NEW.community, NEW.grid)
    ) EXECUTE FUNCTION maps_note_changed();
"""

#: The folding job adds them to the squares. Once for 0002, 0003 and this one.
NOTE_ALL = """
TRUNCATE maps_cellchange, maps_cell;
INSERT INTO maps_cellchange (city, county, town, community, grid, unit, x, y, month, opened, open, red)
SELECT city, county, town, community, grid, coalesce('u' || lead_unit_id, ''), maps_column(point), maps_row(point),
       maps_month(opened_at), 1, (NOT is_final)::int, (NOT is_final AND light = 'red')::int
FROM cases_case WHERE point IS NOT NULL;
"""


class Migration(migrations.Migration):
    """Units follow cases too."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("maps", "0004_units")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.RunSQL(NOTE_ALL, migrations.RunSQL.noop),
    ]
