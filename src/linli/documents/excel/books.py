"""Register books (登记本) as offices keep and print them: title, period, ground, numbered lines, A4 across."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from linli.documents.excel.cells import Pen, Value

_A4 = 9
_TITLE_ROW, _ABOUT_ROW, _HEAD_ROW = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class Header:
    """What stands above the lines: whose book it is, for which time and ground."""

    title: str
    unit: str
    ground: str
    begins_on: date
    ends_on: date
    printed_on: date

    def about(self) -> str:
        """The line under the title."""
        period = f"{_day(self.begins_on)}至{_day(self.ends_on)}"
        return f"登记单位：{self.unit}　　区域：{self.ground}　　期间：{period}　　制表日期：{_day(self.printed_on)}"


@dataclass(frozen=True, kw_only=True)
class IntakeLine:
    """One line of the 受理事项总登记本."""

    registered_at: datetime
    no: str
    source: str
    reporter: str  # masked by the caller
    category: str
    matter: str
    place: str
    content: str
    lead: str
    assists: str
    due_at: datetime | None
    closed_at: datetime | None
    result: str
    rating: str
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class HazardLine:
    """One line of the 排查整治登记本: a hazard of a place, never of a person."""

    found_at: datetime
    no: str
    grid: str
    place: str
    category: str
    description: str
    measure: str
    unit: str
    responsible: str
    due_at: datetime | None
    finished_at: datetime | None
    result: str
    review: str
    remark: str = ""


#: Heading and width (narrow signs) of each column, in the order of the fields; 序号 comes in front.
_INTAKE = (
    ("登记时间", 15.5),
    ("办件编号", 16),
    ("来源渠道", 9),
    ("上报人", 8),
    ("事项类别", 11),
    ("事项", 13),
    ("地点", 18),
    ("主要内容", 32),
    ("主办单位", 14),
    ("协办单位", 12),
    ("办理时限", 15.5),
    ("办结时间", 15.5),
    ("办理结果", 18),
    ("评价", 8),
    ("备注", 9),
)
_HAZARD = (
    ("排查时间", 15.5),
    ("办件编号", 16),
    ("所属网格", 13),
    ("地点", 18),
    ("隐患类别", 12),
    ("问题描述", 32),
    ("整治措施", 22),
    ("责任单位", 14),
    ("责任人", 8),
    ("整治期限", 15.5),
    ("完成时间", 15.5),
    ("整治结果", 18),
    ("复查情况", 14),
    ("备注", 9),
)


def intake_book(header: Header, lines: Iterable[IntakeLine]) -> bytes:
    """受理事项总登记本 as xlsx; lines are numbered in the order they come."""
    return _book(header, _INTAKE, (_values(line) for line in lines))


def hazard_book(header: Header, lines: Iterable[HazardLine]) -> bytes:
    """排查整治登记本 as xlsx; lines are numbered in the order they come."""
    return _book(header, _HAZARD, (_values(line) for line in lines))


def _values(line: IntakeLine | HazardLine) -> list[Value]:
    return [getattr(line, spec.name) for spec in fields(line)]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _book(header: Header, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[Value]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"title": header.title, "author": header.unit, "created": _midnight(header.printed_on)})
        page = book.add_worksheet(header.title[:31])
        _set_up_print(page, header)
        _head(book, page, header, columns)
        small = {"font_size": 10, "border": 1, "text_wrap": True}
        centred, body = Pen(book, {**small, "align": "center"}), Pen(book, small)
        last = _HEAD_ROW
        for number, row in enumerate(rows, start=1):
            last = _HEAD_ROW + number
            centred.write(page, last, 0, number)
            for column, value in enumerate(row, start=1):
                (centred if isinstance(value, date) else body).write(page, last, column, value)
        page.autofilter(_HEAD_ROW, 0, last, len(columns))
    return out.getvalue()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a property of the file, without a zone


def _set_up_print(page: Worksheet, header: Header) -> None:
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_TITLE_ROW, _HEAD_ROW)
    page.center_horizontally()
    page.set_footer(f"&L&9{header.unit.replace('&', '&&')}&C&9第 &P 页 共 &N 页")
    page.freeze_panes(_HEAD_ROW + 1, 3)


def _head(book: xlsxwriter.Workbook, page: Worksheet, header: Header, columns: Sequence[tuple[str, float]]) -> None:
    page.set_column(0, 0, 5.5)
    for column, (_title, width) in enumerate(columns, start=1):
        page.set_column(column, column, width)
    title = book.add_format({"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"})
    about = book.add_format({"font_name": "宋体", "font_size": 11, "align": "left", "valign": "vcenter"})
    for row, height, text, look in ((_TITLE_ROW, 36, header.title, title), (_ABOUT_ROW, 22, header.about(), about)):
        page.set_row(row, height)
        page.merge_range(row, 0, row, len(columns), "", look)
        page.write_string(row, 0, text, look)
    page.set_row(_HEAD_ROW, 30)
    head = Pen(book, {"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"})
    for column, name in enumerate(["序号", *(name for name, _width in columns)]):
        head.write(page, _HEAD_ROW, column, name)
