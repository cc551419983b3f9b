"""Compares the squares of the map with the cases, and repairs them if asked to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from linli.maps.actions import recount


class Command(BaseCommand):
    """Says how many differ; ends with an error when some do and were not repaired."""

    help = "核对图格：与逐件计数比较，--repair 按办件重算；期间不能写办件"

    def add_arguments(self, parser: CommandParser) -> None:
        """Takes --repair."""
        parser.add_argument("--repair", action="store_true", help="重算有出入的图格")

    def handle(self, *_: Any, repair: bool, **__: Any) -> None:
        """Count anew; without --repair everything stays as it was."""
        with transaction.atomic():
            wrong = recount()
            if not repair:
                transaction.set_rollback(True)
        if wrong and not repair:
            raise CommandError(f"{wrong} 个图格有出入；运行 maps_check --repair 重算")
        self.stdout.write(f"{wrong} 个图格有出入，已重算" if wrong else "全部图格与办件一致")
