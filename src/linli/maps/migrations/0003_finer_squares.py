"""Squares of zoom 19 (some 60 metres) carry clusters to where single cases can be drawn; all are counted anew in 0005."""

from typing import ClassVar

from django.db import migrations

COLUMNS = """
CREATE OR REPLACE FUNCTION maps_column(place geometry) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(greatest(floor((ST_X(place) + 180) / 360 * {size}), 0), {size} - 1)::int
$$;
CREATE OR REPLACE FUNCTION maps_row(place geometry) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(greatest(floor(
        (1 - asinh(tan(radians(least(greatest(ST_Y(place), -85.05), 85.05)))) / pi()) / 2 * {size}), 0), {size} - 1)::int
$$;
"""

#: The folding job adds them to the squares. Only on the way back: on the way here, 0005 does it once.
NOTE_ALL = """
TRUNCATE maps_cellchange, maps_cell;
INSERT INTO maps_cellchange (city, county, town, community, grid, x, y, month, opened, open, red)
SELECT city, county, town, community, grid, maps_column(point), maps_row(point), maps_month(opened_at), 1,
       (NOT is_final)::int, (NOT is_final AND light = 'red')::int
FROM cases_case WHERE point IS NOT NULL;
"""


class Migration(migrations.Migration):
    """From zoom 17 to zoom 19."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("maps", "0002_cells_follow_cases")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(COLUMNS.format(size=1 << 19), COLUMNS.format(size=1 << 17)),
        migrations.RunSQL(migrations.RunSQL.noop, NOTE_ALL),
    ]
