"""`import_places`: a register of addresses from a CSV file."""

import resource
from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.areas.rules import SYSTEM, Refused
from linli.exchange.places import ENCODINGS, Unreadable, import_places, preview_places, write_errors
from linli.exchange.places.importing import Source
from linli.geo.coords import System
from linli.registers.places.actions import Edition, Verdict


class Command(BaseCommand):
    """Lays a register over the places; a second run changes nothing."""

    help = "导入地名地址(CSV:编码、名称、类别、区划代码、经度、纬度)。可重复运行;有误的行写入错误文件,其余照常导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may be asked for."""
        parser.add_argument("file", type=Path, help="CSV 文件,第一行是表头")
        parser.add_argument("--source", default="", help="登记册的名称,同名的下一版据此比对;默认为文件名(不含扩展名)")
        parser.add_argument("--system", choices=[str(each) for each in System], default="wgs84", help="文件所用坐标系")
        parser.add_argument("--encoding", choices=ENCODINGS, default="utf-8", help="文件编码,默认 utf-8")
        parser.add_argument("--whole", action="store_true", help="文件是完整的一版:其中没有的地名地址会去掉")
        parser.add_argument("--many-may-go", action="store_true", help="确认大量地名地址去掉属实")
        parser.add_argument("--check", action="store_true", help="只核对,不写入")
        parser.add_argument("--errors", type=Path, help="错误文件,默认在数据目录")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import and tell what happened."""
        began = monotonic()
        source = Source(options["file"], options["encoding"], System(options["system"]))
        name = (options["source"] or source.path.stem)[:40]
        edition = Edition(name, whole=options["whole"], many_may_go=options["many_may_go"])
        errors = options["errors"] or settings.STATE_DIR / "import" / "places-errors.csv"
        act = preview_places if options["check"] else import_places
        try:
            done = act(source, edition, by=SYSTEM, at=timezone.now(), report=write_errors(errors))
        except Unreadable as error:
            raise CommandError(str(error)) from error
        except Refused as refused:
            raise CommandError(refused.text) from refused
        self._tell(done, errors)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.stdout.write(f"用时 {monotonic() - began:.1f} 秒,内存峰值 {peak_mb} MB。")
        if not done.read:
            raise CommandError("表头下面没有一行。")

    def _tell(self, done: Verdict, errors: Path) -> None:
        parts = f"新增 {done.added},修改 {done.changed},不变 {done.same},去掉 {done.gone},有误 {done.bad}"
        self.stdout.write(f"读入 {done.read} 行:{parts}。")
        if done.bad:
            self.stdout.write(f"{done.bad} 行未导入,见 {errors}")
