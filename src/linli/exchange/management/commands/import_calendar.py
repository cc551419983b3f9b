"""`import_calendar`: the country's working days, as the installed library of holidays knows them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.areas.actions.calendar import seed_calendar
from linli.areas.rules import SYSTEM, Refused
from linli.cases.actions import with_calendar
from linli.deadlines.rules import SHANGHAI
from linli.deadlines.seed import known_years


class Command(BaseCommand):
    """Lays down every day of the years asked for; days already there stay as they are."""

    help = "导入全国工作日历(法定节假日与调休)。已有的日子不改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may be asked for."""
        parser.add_argument("years", nargs="*", type=int, help="年份;不写则为去年至明年中已公布的年份")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import and tell how many days were added."""
        at = timezone.now()
        this = at.astimezone(SHANGHAI).year
        years = options["years"] or sorted({this - 1, this, this + 1} & known_years())
        try:
            added = with_calendar(lambda: seed_calendar(years, by=SYSTEM, at=at), county="", at=at)
        except Refused as refused:
            raise CommandError(refused.text) from refused
        named = "、".join(map(str, years)) or "无"
        self.stdout.write(
            f"工作日历 {named} 年:新增 {added} 天。" if added else f"工作日历 {named} 年已经齐全,写入 0 天。"
        )
        if this + 1 not in known_years():
            self.stdout.write(f"{this + 1} 年的节假日安排尚未收录:公布后更新节假日软件包,再运行一次。")
