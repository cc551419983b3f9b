"""A command that compares what is kept with what it was counted from, and puts it right if asked to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction


class CheckCommand(BaseCommand):
    """Says what differs; ends with an error when something does and was not repaired."""

    #: The command's own name, what differences are counted in, and what is compared, for its answers.
    name = ""
    unit = ""
    kept = ""

    def compared(self, *, repair: bool) -> tuple[int, list[str]]:
        """How many differ, with a line for each that is worth one; with ``repair`` they do no more.

        Runs in a transaction of its own, which without ``repair`` is rolled back.
        """
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        """Takes --repair."""
        parser.add_argument("--repair", action="store_true", help="重算有出入的；期间不能写办件")

    def handle(self, *_: Any, repair: bool, **__: Any) -> None:
        """Compare, say, and fail if something stays wrong."""
        with transaction.atomic():
            wrong, lines = self.compared(repair=repair)
            transaction.set_rollback(not repair)
        for line in lines:
            self.stdout.write(line)
        if wrong and not repair:
            raise CommandError(f"{wrong} {self.unit}有出入；运行 {self.name} --repair 重算")
        self.stdout.write(f"{wrong} {self.unit}有出入，已重算" if wrong else f"全部{self.kept}与办件一致")
