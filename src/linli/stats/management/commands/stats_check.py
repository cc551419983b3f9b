"""Compares the kept figures with the cases, and repairs them if asked to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from linli.stats import actions


class Command(BaseCommand):
    """Says what differs; ends with an error when something does and was not repaired."""

    help = "核对统计：与逐件计数比较，--repair 按办件重算有出入的指标"

    def add_arguments(self, parser: CommandParser) -> None:
        """Takes --repair."""
        parser.add_argument("--repair", action="store_true", help="重算有出入的指标；期间不能写办件")

    def handle(self, *_: Any, repair: bool, **__: Any) -> None:
        """Compare in one snapshot."""
        with transaction.atomic():
            if not repair:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            found = actions.repair() if repair else actions.differences()
        for difference in found:
            self.stdout.write(str(difference))
        if found and not repair:
            raise CommandError(f"{len(found)} 处有出入；运行 stats_check --repair 重算")
        self.stdout.write(f"{len(found)} 处有出入，已重算" if found else "全部指标与办件一致")
