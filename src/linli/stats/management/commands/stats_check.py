"""Compares the kept figures with the cases, and repairs them if asked to."""

from django.db import connection

from linli.lib.checks import CheckCommand
from linli.stats import actions


class Command(CheckCommand):
    """Says which figures differ."""

    help = "核对统计：与逐件计数比较，--repair 按办件重算有出入的指标"
    name, unit, kept = "stats_check", "处", "指标"

    def compared(self, *, repair: bool) -> tuple[int, list[str]]:
        """Each difference has its line; what is only compared is read as it is at one moment."""
        if not repair:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = actions.repair() if repair else actions.differences()
        return len(found), [str(difference) for difference in found]
