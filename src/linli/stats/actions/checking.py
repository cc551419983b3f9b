"""Comparing what is kept with what the cases say, and putting it right."""

# ruff: noqa: S608 - only names of ours are put together, never what somebody typed

from dataclasses import dataclass

from django.db import connection, transaction

from linli.stats.actions import counting, filling
from linli.stats.actions.keeping import cells_of, grounds_of, refill
from linli.stats.declared import figures
from linli.stats.rules import Figure

MOST_TOLD = 20


@dataclass(frozen=True)
class Difference:
    """One cell that is not what the cases say: where it is kept, which it is, and by how much it is too high."""

    figure: str
    kept_in: str
    cell: str
    excess: int

    def __str__(self) -> str:
        return f"{self.figure} {self.kept_in} {self.cell}: {self.excess:+}"


@transaction.atomic
def differences() -> list[Difference]:
    """Where sums or facts, with what is not folded yet, are not what the cases say; at most 20 for each figure.

    Reads several times: wants a transaction that sees one state of the database, or cases that nobody writes.
    """
    with grounds_of("cases_case", "cases_case"):
        return [difference for figure in figures().figure for difference in _differences(figure)]


@transaction.atomic
def repair() -> list[Difference]:
    """What was wrong; every figure with a fault has been counted anew."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE cases_case IN SHARE ROW EXCLUSIVE MODE")
    found = differences()
    if found:
        refill({difference.figure for difference in found})
    return found


def _differences(figure: Figure) -> list[Difference]:
    sums = " UNION ALL ".join(f"({each})" for each in filling.summed(figures(), figure))
    with connection.cursor() as cursor, cells_of(figure, "cases_case"):
        cursor.execute(f"CREATE TEMPORARY TABLE stats_sums ({counting.SUM}, n) ON COMMIT DROP AS {sums}")
        kept = counting.sums_kept(figures(), figure, "stats_sums")
        wrong = _compared(kept, counting.sums_counted(figure, "stats_sums"), "stats_rollup")
        if figure.is_flow:
            counted = counting.cells_counted(filling.spelt(figure))
            wrong += _compared(counting.cells_kept(figure), counted, "stats_fact")
        cursor.execute("DROP TABLE stats_sums")
    return [Difference(figure.name, kept_in, cell, excess) for kept_in, cell, excess in wrong]


def _compared(kept: str, counted: str, kept_in: str) -> list[tuple[str, str, int]]:
    """Cells (a row of text each, the number last) that stand in one and not in the other."""
    sql = f"SELECT *, 1 FROM ({kept}) AS kept UNION ALL SELECT *, -1 FROM ({counted}) AS counted"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT array_to_string(cell, ' '), sum(n * side)::bigint FROM ({sql}) AS told (cell, n, side) "
            f"GROUP BY cell HAVING sum(n * side) <> 0 ORDER BY cell LIMIT {MOST_TOLD}"
        )
        return [(kept_in, cell, excess) for cell, excess in cursor.fetchall()]
