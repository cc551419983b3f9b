"""The lines that were not taken, as a table somebody opens in a spreadsheet."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from linli.registers.places.actions import Reported

_COLUMNS = ("行", "编码", "名称", "原因")
#: A cell that begins so would be a formula.
_FORMULA = ("=", "+", "-", "@", "\t")


def write_errors(path: Path) -> Callable[[Iterator[Reported]], None]:
    """Writes the lines to a file as they come, UTF-8 with a mark, as spreadsheets expect it; nothing for no lines."""

    def written(lines: Iterator[Reported]) -> None:
        first = next(lines, None)
        if first is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8-sig", newline="") as content:
            table = csv.writer(content)
            table.writerow(_COLUMNS)
            table.writerow(_cells(first))
            table.writerows(map(_cells, lines))

    return written


def _cells(line: Reported) -> tuple[int, str, str, str]:
    return line.line, _text(line.code), _text(line.name), line.reason


def _text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
