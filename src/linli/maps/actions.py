"""Keeping the squares of the map: folding what has changed, and counting anew."""

from typing import Any

from django.db import connection, transaction

from linli.lib.sql import statement
from linli.maps import recounting
from linli.maps.rules import CELL_ZOOMS, FINEST

#: One fold holds its transaction for well under a second.
MOST_AT_ONCE = 20_000
_LOCK = "linli.maps.cells"
_TAKEN = """DELETE FROM maps_cellchange WHERE id IN (SELECT id FROM maps_cellchange ORDER BY id LIMIT %(most)s)
    RETURNING city, county, town, community, grid, unit, x, y, month, opened, open, red"""
_EMPTY = "DELETE FROM maps_cell WHERE open = 0 AND red = 0 AND opened = '{}'"


def fold(most: int = MOST_AT_ONCE) -> int:
    """Add the oldest notes to their squares, all or none; how many. Only one folds at a time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
        cursor.execute("SELECT count(*) FROM (SELECT FROM maps_cellchange LIMIT %s) AS waiting", [most])
        (waiting,) = cursor.fetchone()
        if waiting:
            _spread(_TAKEN, most=most)
            cursor.execute(_EMPTY)
    return int(waiting)


def rebuild() -> None:
    """Count every square anew from the cases themselves; notes made meanwhile are waited for, and none is lost."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
        cursor.execute("LOCK TABLE cases_case IN SHARE MODE")
        cursor.execute("TRUNCATE maps_cellchange, maps_cell")
        cursor.execute("SET LOCAL work_mem = '256MB'")  # sums of millions of cases fit in it
        cursor.execute(recounting.SPAN)
        first, last = cursor.fetchone()
        cursor.execute(recounting.months(first, last))
        cursor.execute("ANALYZE maps_counted")
        cursor.execute(recounting.squares(first, last))
        cursor.execute("DROP TABLE maps_counted")


def recount() -> int:
    """Count every square anew, and say how many had been wrong; nothing is written to cases meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cases_case IN SHARE MODE")
        while fold():
            pass
        cursor.execute("CREATE TEMP TABLE maps_before ON COMMIT DROP AS SELECT * FROM maps_cell")
        rebuild()
        cursor.execute(statement("linli.maps", "wrong"))
        (wrong,) = cursor.fetchone()
        cursor.execute("DROP TABLE maps_before")
    return int(wrong)


def _spread(notes: str, **more: int) -> None:
    values: dict[str, Any] = {"finest": FINEST, "ups": [FINEST - zoom for zoom in CELL_ZOOMS]} | more
    with connection.cursor() as cursor:
        cursor.execute(statement("linli.maps", "spread").replace("{notes}", notes), values)
