"""Putting one value into one cell, and how wide it will look."""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

#: What a cell may hold. Everything else is for the caller to turn into one of these.
Value = str | int | float | Decimal | bool | date | datetime | None

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_LONGEST = 32_767  # UTF-16 units that Excel takes in a cell
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_EXACT_DIGITS = 15  # what Excel keeps of a number; longer ones are codes, not quantities
_DATE, _TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}


@dataclass
class Pen:
    """Writes values into a sheet in one look; text is never taken for a formula, whatever it begins with."""

    book: xlsxwriter.Workbook
    look: dict[str, Any] = field(default_factory=dict)
    _formats: dict[tuple[str, bool], Format] = field(default_factory=dict)

    def write(self, sheet: Worksheet, row: int, column: int, value: Value, *, marked: bool = False) -> None:
        """Put the value there: dates as dates in Shanghai, numbers as numbers, everything else as text."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self._format("", marked))
        elif isinstance(value, bool):
            sheet.write_string(row, column, "是" if value else "否", self._format("", marked))
        elif isinstance(value, datetime):
            local = value.astimezone(_SHANGHAI).replace(tzinfo=None) if value.tzinfo else value
            sheet.write_datetime(row, column, local, self._format(_TIME, marked))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._format(_DATE, marked))
        elif isinstance(value, str) or not _is_quantity(value):
            sheet.write_string(row, column, plain(str(value)), self._format("@", marked))
        else:
            sheet.write_number(row, column, float(value), self._format("", marked))

    def _format(self, number: str, marked: bool) -> Format:  # noqa: FBT001 - a key of the cache
        key = (number, marked)
        if key not in self._formats:
            mark = {"bg_color": "#FFC7CE", "font_color": "#9C0006"} if marked else {}
            look = {**_FONT, **self.look, **mark, **({"num_format": number} if number else {})}
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]


def _is_quantity(number: float | Decimal) -> bool:
    """Whether Excel can hold the number without losing a digit before the point."""
    return math.isfinite(number) and abs(number) < 10**_EXACT_DIGITS


def plain(text: str) -> str:
    """The text without signs that XML cannot carry, cut to what a cell holds."""
    kept = _UNPRINTABLE.sub("", text.replace("\r\n", "\n"))
    units = kept.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST:
        return kept
    return units[: 2 * (_LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def width_of(value: Value) -> int:
    """How many narrow signs wide the value looks: a Chinese sign counts two, a line break starts again."""
    if isinstance(value, datetime):
        return len(_TIME)
    if isinstance(value, date):
        return len(_DATE)
    lines = ("" if value is None else str(value)).split("\n")
    return max(sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line) for line in lines)
