"""Workbooks out, row by row: a hundred thousand rows need no more memory than ten."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from linli.documents.excel.cells import Pen, Value, width_of
from linli.documents.excel.reading import ERROR_COLUMNS, Original, Problem, Reading

_NARROWEST, _WIDEST = 8, 48
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31
_HEAD = {"bold": True, "bg_color": "#E8EEF7", "border": 1, "align": "center", "text_wrap": True}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a sheet: its heading, and its width in narrow signs when the content should not decide."""

    title: str
    width: float | None = None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: its name, its columns and its rows, each row as long as the columns."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """An xlsx with a frozen, filterable heading on every sheet; rows are read once and may come from a cursor."""
    out = io.BytesIO()
    with _open(out) as book:
        body, head = Pen(book, {"text_wrap": True}), Pen(book, _HEAD)
        for name, sheet in _named(sheets):
            _fill(book.add_worksheet(name), sheet, body, head)
    return out.getvalue()


def error_workbook(reading: Reading, problems: Sequence[Problem]) -> bytes:
    """The rows as they came, the wrong cells marked, with 行, 列 and 原因 in front; rows without fault stay white.

    The sheet can be corrected and sent in again as it is: the three columns are not asked for and so are passed over.
    """
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        by_row.setdefault(problem.row, []).append(problem)
    out = io.BytesIO()
    with _open(out) as book:
        page = book.add_worksheet("需要更正的数据")
        head, body = Pen(book, _HEAD), Pen(book, {"text_wrap": True, "border": 1})
        widths = _Widths([*ERROR_COLUMNS, *reading.header])
        for column, title in enumerate(widths.titles):
            head.write(page, 0, column, title)
        for line, row in enumerate(reading.originals, start=1):
            cells, wrong = _with_reasons(row, by_row.get(row.number, []), reading.places)
            for column, value in enumerate(cells):
                body.write(page, line, column, value, marked=column in wrong)
            widths.see(cells)
        page.freeze_panes(1, len(ERROR_COLUMNS))
        widths.set(page)
    return out.getvalue()


def _with_reasons(row: Original, found: Sequence[Problem], places: Mapping[str, int]) -> tuple[list[Value], set[int]]:
    """The row with number, columns and reasons in front, and which of its cells to mark."""
    names = list(dict.fromkeys(problem.column for problem in found if problem.column))
    reasons = list(dict.fromkeys(problem.reason for problem in found))
    cells: list[Value] = [row.number, "、".join(names), "；".join(reasons), *row.cells]
    front = len(ERROR_COLUMNS)
    marked = {*range(front), *(front + places[name] for name in names if name in places)} if found else set()
    return cells, marked


def _open(out: io.BytesIO) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(out, {"constant_memory": True})


def _named(sheets: Iterable[Sheet]) -> Iterator[tuple[str, Sheet]]:
    """Sheets with names that Excel takes: without its forbidden signs, at most 31 long, none twice."""
    taken: set[str] = set()
    for number, sheet in enumerate(sheets, start=1):
        name = _FORBIDDEN_IN_NAMES.sub(" ", sheet.name).strip(" '")[:_LONGEST_NAME] or f"表{number}"
        if name.casefold() in taken:
            name = f"{name[: _LONGEST_NAME - 5]} ({number})"
        taken.add(name.casefold())
        yield name, sheet


def _fill(page: Worksheet, sheet: Sheet, body: Pen, head: Pen) -> None:
    widths = _Widths([column.title for column in sheet.columns])
    page.set_row(0, 24)
    for column, title in enumerate(widths.titles):
        head.write(page, 0, column, title)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            body.write(page, last, column, value)
        widths.see(row)
    page.freeze_panes(1, 0)
    if sheet.columns:
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
    widths.set(page, [column.width for column in sheet.columns])


class _Widths:
    """Remembers the widest value of each column among the first rows."""

    _LOOK_AT = 500

    def __init__(self, titles: Sequence[str]) -> None:
        self.titles = list(titles)
        self._widest = [width_of(title) + 4 for title in titles]  # the filter's arrow needs room
        self._seen = 0

    def see(self, row: Sequence[Value]) -> None:
        """Take the row into account."""
        self._seen += 1
        if self._seen > self._LOOK_AT:
            return
        self._widest.extend([0] * (len(row) - len(self._widest)))
        for column, value in enumerate(row):
            self._widest[column] = max(self._widest[column], width_of(value) + 2)

    def set(self, page: Worksheet, wished: Sequence[float | None] = ()) -> None:
        """Give every column its wished width, or one that fits, within reason."""
        for column, widest in enumerate(self._widest):
            own = wished[column] if column < len(wished) else None
            page.set_column(column, column, own or min(max(widest, _NARROWEST), _WIDEST))
