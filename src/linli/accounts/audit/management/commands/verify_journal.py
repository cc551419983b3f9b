"""`manage.py verify_journal`: the independent verifier."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linli.accounts.audit import queries
from linli.accounts.audit.heads import BrokenHeads, file_of_heads, published


class Command(BaseCommand):
    """Checks every chain of the journal, and that every published head still stands in it."""

    help = "校验日志：逐条重算摘要，并与公布在数据库以外的链头核对。有问题时以状态 1 结束。"

    def add_arguments(self, parser: CommandParser) -> None:
        """``--heads``: another file of heads than the server's own, say the copy in a safe place."""
        parser.add_argument("--heads", type=Path, default=None, help="公布的链头文件，默认用数据目录里的那份")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print every fault; end with status 1 when there is one."""
        known = self._published(options["heads"])
        faults = list(queries.verify(known))
        for fault in faults:
            self.stderr.write(f"链 {fault.chain} 第 {fault.position} 条：{fault.reason}")
        total = sum(head.position for head in queries.heads())
        if faults:
            raise CommandError(f"日志有 {len(faults)} 处不对")
        self.stdout.write(f"日志完好：{total} 条，核对了 {len(known)} 个公布的链头")

    def _published(self, path: Path | None) -> list[queries.Head]:
        if path is None and not file_of_heads().exists():
            self.stdout.write("还没有公布过链头，只校验数据库里的内容")
            return []
        try:
            return published(path or file_of_heads())
        except (OSError, BrokenHeads) as error:
            raise CommandError(f"链头文件读不出来：{error}") from error
