"""Tables as people send them: read where they can be, refused with a reason where not, sent back marked."""

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.documents.excel import Column, Expected, Problem, Sheet, error_workbook, read_rows, workbook
from linli.documents.refusals import Refused

NAME = Expected(key="name", title="单位名称", aliases=["名称", "单位"], filled=True)
PHONE = Expected(key="phone", title="联系电话", required=False)
COUNT = Expected(key="count", title="户数", required=False, kind="integer")
SHARE = Expected(key="share", title="占比", required=False, kind="number")
DAY = Expected(key="day", title="启用日期", required=False, kind="date")
COLUMNS = [NAME, PHONE, COUNT, SHARE, DAY]


def xlsx(*rows: list[object]) -> bytes:
    """A file as Excel writes it, with whatever stands in the cells."""
    out = io.BytesIO()
    options = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def refused(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read_rows(data, COLUMNS)
    return caught.value


def test_cells_become_what_the_column_is():
    reading = read_rows(
        xlsx(
            ["单位名称", "联系电话", "户数", "占比", "启用日期"],
            ["住建局", 13812345678, "320", "1,234.5", date(2026, 3, 1)],
        ),
        COLUMNS,
    )
    assert reading.problems == []
    assert reading.rows[0].number == 2
    assert reading.rows[0].values == {
        "name": "住建局",
        "phone": "13812345678",
        "count": 320,
        "share": Decimal("1234.5"),
        "day": date(2026, 3, 1),
    }


@pytest.mark.parametrize(
    "heading",
    ["单位名称", " 单位 名称 ", "单位名称*", "* 单位名称（必填）", "单位名称(全称):", "单位\n名称", "名称", "单位"],
)
def test_a_heading_is_known_however_it_is_dressed(heading):
    assert read_rows(xlsx([heading], ["住建局"]), COLUMNS).rows[0].values["name"] == "住建局"


def test_the_heading_may_stand_below_a_title_and_columns_in_any_order():
    above: list[list[object]] = [["榆邑县单位名册"], ["说明：带*为必填"], []]
    data = xlsx(*above, ["户数", "备注", "单位名称"], [5, "新", "住建局"], [], [6, "", "水务局"])
    reading = read_rows(data, COLUMNS)
    assert [(row.number, row.values["name"], row.values["count"]) for row in reading.rows] == [
        (5, "住建局", 5),
        (7, "水务局", 6),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026.3.1", date(2026, 3, 1)),
        ("2026年3月1日", date(2026, 3, 1)),
        ("２０２６－０３－０１", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        (20260301, date(2026, 3, 1)),
        ("2026-03-01 08:30", date(2026, 3, 1)),
    ],
)
def test_a_date_is_read_in_every_way_it_is_written(text, day):
    reading = read_rows(xlsx(["单位名称", "启用日期"], ["住建局", text]), COLUMNS)
    assert [row.values["day"] for row in reading.rows] == [day]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("户数", "很多", "“很多”不是数字"),
        ("户数", 3.5, "“3.5”不是整数"),
        ("占比", "1/3", "“1/3”不是数字"),
        ("占比", "NaN", "“NaN”不是数字"),
        ("启用日期", "2026-02-30", "“2026-02-30”不是日期，请写成 2026-03-01 的样子"),
        ("启用日期", 453211, "“453211”不是日期，请写成 2026-03-01 的样子"),
    ],
)
def test_a_wrong_cell_is_named_with_row_column_and_reason(column, cell, reason):
    reading = read_rows(xlsx(["单位名称", column], ["水务局"], ["住建局", cell]), COLUMNS)
    assert reading.problems == [Problem(3, column, reason)]
    assert [row.number for row in reading.rows] == [2]


def test_a_cell_that_must_be_filled_is_asked_for():
    reading = read_rows(xlsx(["单位名称", "联系电话"], ["", "110"]), COLUMNS)
    assert reading.problems == [Problem(2, "单位名称", "不能为空")]


def test_a_missing_heading_is_named():
    error = refused(xlsx(["电话", "户数"], ["110", 1]))
    assert error.code == "no_header"
    assert error.messages == ["表头缺少：单位名称。请下载模板，按模板的表头填写。"]


def test_a_heading_that_stands_twice_is_named():
    error = refused(xlsx(["单位名称", "名称"], ["住建局", "水务局"]))
    assert error.messages == ["表头重复：单位名称。"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n ,, \n", "empty"),
        (b"PK\x03\x04 broken", "unreadable"),
        (b"\xd0\xcf\x11\xe0 broken", "unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "unreadable"),
        ("一段文字，没有表格".encode(), "no_header"),
    ],
    ids=["nothing", "only separators", "broken xlsx", "broken xls", "picture", "text"],
)
def test_what_is_no_table_is_refused(data, code):
    assert refused(data).code == code


def test_a_workbook_that_unpacks_too_far_is_refused():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("sheet1.xml", "w") as entry,
    ):
        for _ in range(401):
            entry.write(bytes(1024 * 1024))
    assert refused(out.getvalue()).code == "too_many_rows"


TABLE = "单位名称,联系电话\n住建局,0917-5550123\n“水务”局,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_encoding_excel_writes(encoding):
    reading = read_rows(TABLE.encode(encoding), COLUMNS)
    assert [row.values["name"] for row in reading.rows] == ["住建局", "“水务”局"]
    assert [row.number for row in reading.rows] == [2, 3]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_may_be_divided_otherwise(delimiter):
    assert len(read_rows(TABLE.replace(",", delimiter).encode(), COLUMNS).rows) == 2


def test_a_quoted_cell_may_run_over_lines_and_rows_keep_their_line():
    text = '单位名称,联系电话\r\n"住建局,\n城建科",1\r\n水务局,2\r\n'
    assert [(row.number, row.values["name"]) for row in read_rows(text.encode(), COLUMNS).rows] == [
        (2, "住建局,\n城建科"),
        (4, "水务局"),
    ]


def test_what_we_write_we_can_read():
    sheet = Sheet(
        name="名册",
        columns=[Column(title=column.title) for column in COLUMNS],
        rows=[["=住建局", "013812345678", 3, Decimal("0.5"), date(2026, 3, 1)]],
    )
    reading = read_rows(workbook([sheet]), COLUMNS)
    assert reading.rows[0].values == {
        "name": "=住建局",
        "phone": "013812345678",
        "count": 3,
        "share": Decimal("0.5"),
        "day": date(2026, 3, 1),
    }


BAD = xlsx(
    ["名册"],
    ["名称", "户数", "备注"],
    ["住建局", "很多", "=1"],
    ["水务局", 5, "好"],
    ["", "x", 45],
)


def test_the_error_workbook_shows_rows_as_they_came_with_the_reason_in_front():
    reading = read_rows(BAD, COLUMNS)
    again = read_rows(error_workbook(reading, [*reading.problems, Problem(4, "", "单位不存在")]), COLUMNS)
    assert again.header == ["名称", "户数", "备注"]
    data = error_workbook(reading, reading.problems)
    raw = read_rows(data, [Expected(key=key, title=key) for key in ("行", "列", "原因", "名称", "备注")])
    assert [list(row.values.values()) for row in raw.rows] == [
        ["3", "户数", "“很多”不是数字", "住建局", "=1"],
        ["4", None, None, "水务局", "好"],
        ["5", "单位名称、户数", "不能为空；“x”不是数字", None, "45"],
    ]


def test_wrong_cells_are_marked_and_good_rows_stay_white():
    reading = read_rows(BAD, COLUMNS)
    marked, plain = error_workbook(reading, reading.problems), error_workbook(reading, [])
    assert styles_of(marked, row=2) == [True, True, True, False, True, False]
    assert styles_of(marked, row=3) == [False] * 6
    assert styles_of(plain, row=2) == [False] * 6


def styles_of(data: bytes, *, row: int) -> list[bool]:
    """Which cells of the row have the red ground."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    style_sheet = archive.read("xl/styles.xml").decode()
    fills = re.findall(r"<fill>.*?</fill>", style_sheet)
    red = {number for number, fill in enumerate(fills) if "FFFFC7CE" in fill}
    formats = re.findall(r'<xf [^>]*fillId="(\d+)"', style_sheet.split("<cellXfs")[1])
    line = re.search(rf'<row r="{row}".*?</row>', archive.read("xl/worksheets/sheet1.xml").decode())
    assert line
    return [int(formats[int(style)]) in red for style in re.findall(r'<c r="[A-Z]+\d+" s="(\d+)"', line.group())]


def test_only_the_rows_in_question_can_be_sent_back():
    reading = read_rows(BAD, COLUMNS)
    sent = read_rows(error_workbook(reading.only({5}), reading.problems), [Expected(key="n", title="行")])
    assert [row.values["n"] for row in sent.rows] == ["5"]


def test_a_corrected_error_workbook_is_read_like_the_first_file():
    reading = read_rows(BAD, COLUMNS)
    corrected = read_rows(error_workbook(reading, []), COLUMNS)
    assert corrected.header == reading.header
    assert [original.cells for original in corrected.originals] == [list(row.cells) for row in reading.originals]


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    try:
        read_rows(data, COLUMNS)
    except Refused:
        return


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=1, max_size=8))
def test_text_written_and_read_again_is_the_same(texts):
    sheet = Sheet(name="表", columns=[Column(title="单位名称")], rows=[[text] for text in texts])
    assert [row.values["name"] for row in read_rows(workbook([sheet]), [NAME]).rows] == texts


def test_a_moment_is_read_with_its_clock():
    column = Expected(key="at", title="时间", kind="datetime")
    reading = read_rows(xlsx(["时间"], ["2026年3月1日 08:30"], [datetime(2026, 3, 1)]), [column])  # noqa: DTZ001 - Excel knows no zone
    assert [str(row.values["at"]) for row in reading.rows] == ["2026-03-01 08:30:00", "2026-03-01 00:00:00"]
