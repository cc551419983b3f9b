"""Folding, filling and installing: each one transaction."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from linli.stats.actions import busy, counting, filling
from linli.stats.declared import figures
from linli.stats.rules import Figure

#: Of the advisory lock under which one folds at a time.
_FOLDING = 7_406_001
MOST_AT_ONCE = 20_000


@transaction.atomic
def fold(*, limit: int = MOST_AT_ONCE) -> int:
    """Move changes from the delta into facts and rollups; returns how many, 0 when there are none or another folds.

    One transaction: killed at any point, nothing has moved; whoever reads sees a change either here or there.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_FOLDING])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SET LOCAL work_mem = '64MB'")  # what 20,000 changes add to fits in it
        cursor.execute(counting.fold(figures()), {"limit": limit})
        taken, grown, *gone = cursor.fetchone()
        if gone[0]:
            cursor.execute(counting.sweep(), gone)
        if grown:
            lists = dict(zip(("figures", "areas", "starts"), map(list, zip(*grown, strict=True)), strict=True))
            cursor.execute(busy.MARK, lists)
            cursor.execute(f"INSERT INTO stats_rollup ({counting.SUM}, n) {counting.busy_sums(busy.CELLS)}", lists)
    return int(taken)


@transaction.atomic
def install() -> bool:
    """Bring the trigger to what is declared, and the figures with it; whether anything had to be done."""
    wanted = counting.mark(figures())
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regproc('stats_count'), 'pg_proc'), to_regclass('stats_rollup')")
        installed, table = cursor.fetchone()
        if installed == wanted or table is None:
            return False
        cursor.execute("LOCK TABLE cases_case IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(counting.trigger(figures()))
        cursor.execute(f"COMMENT ON FUNCTION stats_count() IS '{wanted}'")
    refill()
    return True


@transaction.atomic
def refill(only: Iterable[str] = ()) -> None:
    """Count everything (or the figures named) anew from the cases; nobody writes cases meanwhile.

    For loading many cases at once: load them with the triggers of cases_case disabled, then call this.
    """
    wanted = set(only) or {figure.name for figure in figures().figure}
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cases_case IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FOLDING])
        for table in ("stats_delta", "stats_fact", "stats_rollup", "stats_busy"):
            cursor.execute(f"DELETE FROM {table} WHERE figure = ANY(%s)", [sorted(wanted)])  # noqa: S608 - names of ours
    fill(wanted)


@transaction.atomic
def fill(names: Collection[str], *, rows: str = "cases_case", grounds: str = "") -> None:
    """Count figures into tables that hold nothing of them yet.

    For loading past the triggers, some figures on one connection and others on another; the caller sees to it that
    nobody writes cases and nobody reads figures. ``rows``: another table with those columns of all cases that are
    counted by, which is quicker to read through; ``grounds``: one with all the grounds that cases may stand on.
    """
    with connection.cursor() as cursor, grounds_of(rows, grounds or rows):
        cursor.execute("SET LOCAL work_mem = '256MB'")  # sums of millions of cases fit in it
        for figure in figures().figure:
            if figure.name in names:
                _fill(figure, rows)


def _fill(figure: Figure, rows: str) -> None:
    with connection.cursor() as cursor, cells_of(figure, rows):
        if figure.is_flow:
            # What is marked is not analysed: that would hold a lock, for which other connections wait, to the end.
            cursor.execute(busy.find(figure.name))
            cursor.execute(filling.file_away(figure))
        for sums in filling.summed(figures(), figure):
            cursor.execute(f"INSERT INTO stats_rollup ({counting.SUM}, n) {sums}")


@contextmanager
def grounds_of(rows: str, grounds: str) -> Iterator[None]:
    """The grounds that cases may stand on, and the days they count on, in tables while figures are counted anew."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE stats_ground ON COMMIT DROP AS {filling.grounds(grounds)}")
        cursor.execute(f"CREATE TEMPORARY TABLE stats_place ON COMMIT DROP AS {filling.places()}")
        # The planner expects few sums of large areas, and would go through all places for each of those there are.
        cursor.execute("CREATE UNIQUE INDEX ON stats_place (depth, no)")
        cursor.execute(f"CREATE TEMPORARY TABLE stats_day ON COMMIT DROP AS {filling.days(figures(), rows)}")
        cursor.execute("ANALYZE stats_ground, stats_place, stats_day")
        yield
        cursor.execute("DROP TABLE stats_ground, stats_place, stats_day")


@contextmanager
def cells_of(figure: Figure, rows: str) -> Iterator[None]:
    """The cases that count in a figure, and a flow as it is filed, in tables for as long as it is counted anew."""
    tables = {"stats_cells": filling.cells(figures(), figure, rows)}
    if figure.is_flow:
        tables["stats_filed"] = filling.filed()
    with connection.cursor() as cursor:
        for name, select in tables.items():
            cursor.execute(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {select}")
            cursor.execute(f"ANALYZE {name}")
        yield
        cursor.execute(f"DROP TABLE {', '.join(tables)}")
