"""What an import has to say afterwards, as tables somebody opens in a spreadsheet."""

import csv
from collections.abc import Sequence
from pathlib import Path

from linli.areas.actions.edition import Line
from linli.areas.queries import Hanging

_COLUMNS = ("文件", "行", "代码", "名称", "处理", "原因")


def write_lines(path: Path, lines: Sequence[Line]) -> None:
    """A table of lines to look at, bad ones first; UTF-8 with a mark, as spreadsheets expect it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as content:
        table = csv.writer(content)
        table.writerow(_COLUMNS)
        for line in sorted(lines, key=lambda each: each.good):
            number = line.line or ""
            table.writerow(
                [line.file, number, line.code, line.name, "已导入或保留" if line.good else "未导入", line.reason]
            )


def write_hanging(path: Path, rows: Sequence[tuple[Hanging, int]]) -> None:
    """A table of ended areas on which something still hangs, with the number of open cases of each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as content:
        table = csv.writer(content)
        table.writerow(("代码", "名称", "停用日期", "下级区划", "单位", "岗位", "未结办件"))
        for row, cases in rows:
            table.writerow((row.code, row.name, row.ended_on, row.areas, row.units, row.postings, cases))
