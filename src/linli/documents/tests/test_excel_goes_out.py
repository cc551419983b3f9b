"""Workbooks as Excel opens them: values of their kind, nothing taken for a formula, ready to print."""

import io
import re
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.documents.excel import (
    Column,
    HazardLine,
    Header,
    IntakeLine,
    Sheet,
    hazard_book,
    intake_book,
    workbook,
)


def rows_of(data: bytes, sheet: int = 0) -> list[list[object]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [list(row) for row in book.get_sheet_by_index(sheet).to_python()]


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def one_column(*values: object) -> bytes:
    return workbook([Sheet(name="表", columns=[Column(title="值")], rows=[[value] for value in values])])  # type: ignore[list-item]


def test_values_come_back_as_what_they_are():
    when = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai
    values: list[object] = ["井盖", 12, 3.5, Decimal("0.25"), True, None, date(2026, 3, 1), when]
    data = one_column(*values)
    assert [row[0] for row in rows_of(data)] == [
        "值",
        "井盖",
        12,
        3.5,
        0.25,
        "是",
        "",
        date(2026, 3, 1),
        datetime(2026, 3, 2, 0, 30),  # noqa: DTZ001 - Excel knows no zone
    ]


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-5", "@SUM(A1)", '=HYPERLINK("http://x","y")', "{=1}", "\t=1"])
def test_a_text_is_never_a_formula_or_a_link(text):
    data = one_column(text)
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert rows_of(data)[1] == [text]


@pytest.mark.parametrize("code", ["012345", "110101199003078515", "1E5", "https://example.cn/a"])
def test_a_code_keeps_its_digits(code):
    assert rows_of(one_column(code))[1] == [code]


def test_a_number_too_long_for_excel_keeps_its_digits():
    assert rows_of(one_column(1234567890123456789))[1] == ["1234567890123456789"]


def test_what_no_cell_can_hold_is_cut_or_dropped():
    data = one_column("坏\x00了\x0b\ud800", "很长" * 20_000, float("nan"))
    first, second, third = (row[0] for row in rows_of(data)[1:])
    assert first == "坏了"
    assert len(str(second)) == 32_767
    assert str(second).endswith("…")
    assert third == "nan"


@settings(max_examples=60)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=20))
def test_any_text_makes_a_file_that_opens(texts):
    back = [row[0] for row in rows_of(one_column(*texts, "末行"))][1:]
    assert back[-1] == "末行"


def test_the_heading_is_frozen_and_filterable():
    sheet = part(one_column("a", "b"), "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:A3"/>' in sheet


def test_columns_are_as_wide_as_their_content_within_reason():
    sheet = Sheet(
        name="表",
        columns=[Column(title="短"), Column(title="长"), Column(title="定", width=20)],
        rows=[["一", "很长的一段说明" * 20, "x"]],
    )
    widths = re.findall(r'width="([\d.]+)"', part(workbook([sheet]), "xl/worksheets/sheet1.xml"))
    assert [round(float(width)) for width in widths] == [9, 49, 21]  # Excel adds its own margin


def test_sheets_get_names_that_excel_takes():
    names = ["2026/03: 受理[一]", "", "重复", "重复", "长" * 40]
    data = workbook(Sheet(name=name, columns=[Column(title="a")], rows=[]) for name in names)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["2026 03  受理 一", "表2", "重复", "重复 (4)", "长" * 31]


def test_many_rows_come_from_a_cursor_without_filling_memory():
    rows = ((number, f"第{number}行", "说明" * 20) for number in range(20_000))
    columns = [Column(title="序号"), Column(title="名称"), Column(title="说明")]
    tracemalloc.start()
    data = workbook([Sheet(name="大表", columns=columns, rows=rows)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024
    assert len(rows_of(data)) == 20_001


HEADER = Header(
    title="受理事项总登记本",
    unit="榆邑县社会治理综合服务中心 & 指挥科",
    ground="青石镇",
    begins_on=date(2026, 3, 1),
    ends_on=date(2026, 3, 31),
    printed_on=date(2026, 4, 1),
)
WHEN = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
INTAKE = IntakeLine(
    registered_at=WHEN,
    no="YY202603020001",
    source="居民上报",
    reporter="李**",
    category="市政设施",
    matter="井盖破损",
    place="柳河东路28号",
    content="=1+1 井盖破裂",
    lead="县住建局",
    assists="青石镇",
    due_at=WHEN,
    closed_at=None,
    result="",
    rating="满意",
)
HAZARD = HazardLine(
    found_at=WHEN,
    no="YY202603020002",
    grid="柳河第三网格",
    place="老粮站",
    category="房屋安全",
    description="墙体开裂",
    measure="立警示牌",
    unit="县住建局",
    responsible="王工",
    due_at=WHEN,
    finished_at=WHEN,
    result="已加固",
    review="合格",
)


@pytest.mark.parametrize(
    ("make", "line", "titles"),
    [
        (
            intake_book,
            INTAKE,
            ["序号", "登记时间", "办件编号", "来源渠道", "上报人", "事项类别", "事项", "地点", "主要内容"],
        ),
        (hazard_book, HAZARD, ["序号", "排查时间", "办件编号", "所属网格", "地点", "隐患类别", "问题描述", "整治措施"]),
    ],
    ids=["intake", "hazard"],
)
def test_a_register_book_has_title_period_ground_and_numbered_lines(make, line, titles):
    data = make(HEADER, [line] * 3)
    title, about, heading, first, _second, third = rows_of(data)
    assert title[0] == "受理事项总登记本"
    assert about[0] == (
        "登记单位：榆邑县社会治理综合服务中心 & 指挥科　　区域：青石镇　　"
        "期间：2026年3月1日至2026年3月31日　　制表日期：2026年4月1日"
    )
    assert heading[: len(titles)] == titles
    assert (first[0], third[0]) == (1, 3)
    assert first[1] == datetime(2026, 3, 2, 9, 12)  # noqa: DTZ001 - Excel knows no zone
    assert len(first) == len(heading)


@pytest.mark.parametrize(("make", "line"), [(intake_book, INTAKE), (hazard_book, HAZARD)], ids=["intake", "hazard"])
def test_a_register_book_prints_on_a4_across_with_its_heading_on_every_page(make, line):
    data = make(HEADER, [line])
    sheet = part(data, "xl/worksheets/sheet1.xml")
    for setting in ('paperSize="9"', 'orientation="landscape"', 'fitToHeight="0"'):
        assert setting in sheet

    assert "第 &amp;P 页 共 &amp;N 页" in sheet
    assert "&amp;&amp; 指挥科" in sheet
    assert "$1:$3" in part(data, "xl/workbook.xml")
    assert "<f>" not in sheet


def test_a_register_book_without_lines_is_still_a_book():
    assert len(rows_of(intake_book(HEADER, []))) == 3
