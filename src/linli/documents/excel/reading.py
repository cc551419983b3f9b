"""Tables in: Excel (xlsx, xls, ods) and CSV as people really send them."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

import python_calamine
from django.utils.translation import gettext as _

from linli.documents.excel.cells import Value
from linli.documents.refusals import Refused

Kind = Literal["text", "integer", "number", "date", "datetime"]
Cell = str | int | float | bool | date | datetime | time | timedelta

#: What an error workbook puts in front; when it is corrected and comes back, they are not part of the data.
ERROR_COLUMNS = ["行", "列", "原因"]
_HEADER_WITHIN = 20  # a title, a note and an empty line often stand above the heading
_MOST_ROWS = 700_000
_MOST_UNPACKED = 400 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A column that is asked for: its key in the code, its heading, and other headings that mean the same."""

    key: str
    title: str
    aliases: Sequence[str] = ()
    required: bool = True  # the column must be there
    filled: bool = False  # and no cell of it empty
    kind: Kind = "text"

    def names(self) -> list[str]:
        """Every heading that this column may stand under, in the form headings are compared in."""
        return [_heading(name) for name in (self.title, *self.aliases)]


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell, or in the row when no column is named; ``row`` counts as Excel does, from 1."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Row:
    """A row with its number in the file: the values asked for, by key; absent and empty cells are None."""

    number: int
    values: dict[str, Value]


@dataclass(frozen=True)
class Original:
    """A row as it came, for the error workbook."""

    number: int
    cells: Sequence[Value]


@dataclass(frozen=True)
class Reading:
    """What was read: good rows, the faults of the others, and everything as it came."""

    header: list[str]
    rows: list[Row]
    problems: list[Problem]
    originals: list[Original] = field(repr=False)
    places: dict[str, int] = field(default_factory=dict)  # where the column of an expected title stands

    def only(self, numbers: set[int]) -> "Reading":
        """The same reading with only these rows among the originals: what an error workbook should show."""
        kept = [original for original in self.originals if original.number in numbers]
        return replace(self, originals=kept)


def read_rows(data: bytes, columns: Sequence[Expected]) -> Reading:
    """Read the first sheet, or a CSV in UTF-8, UTF-16 or GB18030, below the row that carries the headings.

    A row with a fault is left out of ``rows`` and named in ``problems``; empty rows are passed over; columns that
    were not asked for are ignored. Raises ``Refused`` with code ``empty``, ``unreadable``, ``too_many_rows``,
    ``no_header`` or ``double_header`` when nothing can be read at all.
    """
    table = [(number, [_tidy(cell) for cell in cells]) for number, cells in _table(data)]
    table = [(number, cells) for number, cells in table if any(cell is not None for cell in cells)]
    if not table:
        raise Refused(_("文件里没有数据。"), code="empty")
    start, places = _find_header(table, columns)
    header = ["" if cell is None else str(cell) for cell in table[start][1]]
    ours = len(ERROR_COLUMNS) if header[: len(ERROR_COLUMNS)] == ERROR_COLUMNS else 0
    rows, problems, originals = [], [], []
    for number, cells in table[start + 1 :]:
        values, faults = _values(number, cells, places)
        problems.extend(faults)
        originals.append(Original(number, cells[ours:]))
        if not faults:
            rows.append(Row(number, {**dict.fromkeys((column.key for column in columns), None), **values}))
    stands = {column.title: place - ours for place, column in places.items()}
    return Reading(header[ours:], rows, problems, originals, stands)


# --- cells of any file ----------------------------------------------------------------------------


def _table(data: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Every row of the file with its number."""
    if not data:
        raise Refused(_("文件是空的。"), code="empty")
    if data[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        return _workbook_rows(data)
    return _csv_rows(_decoded(data))


def _workbook_rows(data: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    try:
        _refuse_bomb(data)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError, IndexError) as error:
        raise _unreadable() from error
    if sheet.total_height > _MOST_ROWS:
        raise _too_many_rows()
    first = sheet.start[0] + 1 if sheet.start else 1
    return enumerate(sheet.to_python(), start=first)


def _refuse_bomb(data: bytes) -> None:
    """Raise when a zipped workbook would unpack to more than any table that people send."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_UNPACKED:
                raise _too_many_rows()


def _unreadable() -> Refused:
    return Refused(_("无法读取这个文件。请上传未加密的 Excel（.xlsx、.xls）或 CSV 文件。"), code="unreadable")


def _too_many_rows() -> Refused:
    return Refused(_("表格太大，最多 %(rows)d 行。"), code="too_many_rows", params={"rows": _MOST_ROWS})


def _decoded(data: bytes) -> str:
    """The text in the encoding it is written in: what Excel marks, then UTF-8, then what Chinese Windows writes."""
    encodings = ["utf-16"] if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _unreadable()


def _csv_rows(text: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Rows numbered by the line they begin on; a quoted cell may run over several lines."""
    head = text[:4096].split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in lines:
            yield begins, cells
            begins = lines.line_num + 1
            if begins > _MOST_ROWS:
                raise _too_many_rows()
    except csv.Error as error:
        raise _unreadable() from error


def _tidy(cell: Cell) -> Value:
    """Text without the spaces around it, None for nothing; a number stays a number, a clock time becomes text."""
    if isinstance(cell, str):
        return cell.strip(" \t\r\n\u3000\xa0\ufeff") or None
    if isinstance(cell, time | timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell


# --- the heading ----------------------------------------------------------------------------------


def _heading(name: object) -> str:
    """A heading without spaces, marks of duty and remarks in brackets, in one width and case."""
    text = unicodedata.normalize("NFKC", "" if name is None else str(name))
    return re.sub(r"\([^)]*\)|[\s*:：]", "", text).casefold()


def _find_header(
    table: Sequence[tuple[int, Sequence[Value]]], columns: Sequence[Expected]
) -> tuple[int, dict[int, Expected]]:
    """Which row is the heading, and which column stands where."""
    best, best_places = 0, _places(table[0][1], columns)
    for index, (_number, cells) in enumerate(table[:_HEADER_WITHIN]):
        places = _places(cells, columns)
        if len(places) > len(best_places):
            best, best_places = index, places
    found = list(best_places.values())
    missing = [column.title for column in columns if column.required and column not in found]
    if missing:
        raise Refused(
            _("表头缺少：%(titles)s。请下载模板，按模板的表头填写。"),
            code="no_header",
            params={"titles": "、".join(missing)},
        )
    double = [column.title for column in columns if found.count(column) > 1]
    if double:
        raise Refused(_("表头重复：%(titles)s。"), code="double_header", params={"titles": "、".join(double)})
    return best, best_places


def _places(cells: Sequence[Value], columns: Sequence[Expected]) -> dict[int, Expected]:
    meant = {name: column for column in reversed(columns) for name in column.names()}
    headings = [_heading(cell) for cell in cells]
    return {place: meant[heading] for place, heading in enumerate(headings) if heading in meant}


# --- values ---------------------------------------------------------------------------------------


def _values(number: int, cells: Sequence[Value], places: dict[int, Expected]) -> tuple[dict[str, Value], list[Problem]]:
    """The values of one row by key, and what is wrong with it."""
    values: dict[str, Value] = {}
    faults = []
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else None
        try:
            values[column.key] = _value(cell, column)
        except ValueError as fault:
            faults.append(Problem(number, column.title, str(fault)))
    return values, faults


def _value(cell: Value, column: Expected) -> Value:
    """The cell as the kind of value asked for; raises ``ValueError`` with the reason."""
    if cell is None:
        if column.filled:
            raise ValueError(_("不能为空"))
        return None
    return _READERS[column.kind](cell)


def _text(cell: Value) -> str:
    """Text as it is read; a telephone number that Excel made a number comes back without ``.0`` and exponent."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}" if cell.time() != time() else f"{cell:%Y-%m-%d}"
    if isinstance(cell, float):
        return format(Decimal(repr(cell)), "f")
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(cell)


def _number(cell: Value) -> Decimal:
    text = unicodedata.normalize("NFKC", _text(cell)).replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(_("“%(value)s”不是数字") % {"value": _text(cell)}) from None
    if not number.is_finite():
        raise ValueError(_("“%(value)s”不是数字") % {"value": _text(cell)})
    return number


def _integer(cell: Value) -> int:
    number = _number(cell)
    if number != number.to_integral_value():
        raise ValueError(_("“%(value)s”不是整数") % {"value": _text(cell)})
    return int(number)


_DATE_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_YEARS = range(1900, 2200)
_TIME_FORMS = ("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S")


def _moment(cell: Value) -> datetime:
    """A date and time as it stands there, without a time zone: the file does not say one."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    text = unicodedata.normalize("NFKC", _text(cell))
    for day in _DATE_FORMS:
        for clock in _TIME_FORMS:
            try:
                moment = datetime.strptime(text, day + clock)  # noqa: DTZ007 - see the docstring
            except ValueError:
                continue
            if moment.year in _YEARS:
                return moment
    raise ValueError(_("“%(value)s”不是日期，请写成 2026-03-01 的样子") % {"value": _text(cell)})


def _date(cell: Value) -> date:
    return _moment(cell).date()


_READERS: dict[Kind, Callable[[Value], Value]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "datetime": _moment,
}
