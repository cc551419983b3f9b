"""Six papers: what is said on them, how they bear bad input, and that they come out the same twice."""

import dataclasses
import io
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import numpy as np
import pytest
import segno
from PIL import Image

from linli.documents import paper, typesetting
from linli.documents.tests.pictures import as_bytes, scene

Pixels = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

LETTER = paper.Letter(
    unit="榆邑县社会治理综合服务中心",
    number=paper.document_number("榆邑督", year=2026, serial=12),
    issued_on=date(2026, 11, 22),
    address="https://linli.example.cn/c/7KQF-2M9X",
    public_code="7KQF-2M9X",
    contact="指挥调度科 0917-5550123",
)
CASE = paper.CaseFacts(
    no="YY202611200017",
    reported_at=datetime(2026, 11, 20, 1, 12, tzinfo=UTC),  # 09:12 in Shanghai
    matter="市政设施 · 井盖破损",
    place="青石镇柳河东路28号门前",
    content="雨水井盖破裂下沉约10厘米，请尽快更换。",
    source="居民上报",
    urgency="紧急",
)
DUE = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
HOUSING = "县住房和城乡建设局"

APPROVAL = paper.ApprovalSheet(
    letter=LETTER,
    case=CASE,
    reporter="李**",
    reporter_phone="138****5678",
    grid="柳河社区第三网格",
    lead=HOUSING,
    assists=("青石镇人民政府", "县自来水公司"),
    limit="3个工作日",
    due_at=DUE,
    proposal="拟由住建局主办。",
)
ASSIGNMENT = paper.AssignmentNotice(
    letter=LETTER, case=CASE, to=HOUSING, lead=HOUSING, due_at=DUE, wishes=("先设围挡。",), copies=("青石镇人民政府",)
)
SUPERVISION = paper.SupervisionNotice(
    letter=LETTER, case=CASE, to=HOUSING, due_at=DUE, overdue="2天3小时", reason="居民再次来电。", report_by=DUE
)
URGING = paper.UrgingNotice(letter=LETTER, case=CASE, to=HOUSING, due_at=DUE, remaining="还剩3小时20分", times=2)
CLOSING = paper.ClosingNotice(letter=LETTER, case=CASE, to=HOUSING, reason="与另一件重复。", closed_at=DUE)
REFUSAL = paper.RefusalNotice(
    letter=LETTER,
    case=CASE,
    to="李女士",
    reason="法院已经立案。",
    contest="5个工作日内可申请复核。",
    elsewhere="县人民法院",
)


class Sample(NamedTuple):
    make: Callable[[Any], bytes]
    values: Any
    title: str
    said: list[str]

    def changed(self, **changes: object) -> bytes:
        return self.make(dataclasses.replace(self.values, **changes))


SAMPLES = [
    Sample(paper.approval_sheet, APPROVAL, "网格事件批办单", ["李**", "138****5678", "县自来水", "3个工作日"]),
    Sample(paper.assignment_notice, ASSIGNMENT, "交办通知书", ["一、先设围挡。", "抄送：", "回执", "签收人"]),
    Sample(paper.supervision_notice, SUPERVISION, "督办通知书", ["2天3小时", "予以督办", "居民再次来电。"]),
    Sample(paper.urging_notice, URGING, "催办通知书", ["还剩3小时20分", "第2次"]),
    Sample(paper.closing_notice, CLOSING, "销案通知书", ["与另一件重复。", "2026年11月25日18:00"]),
    Sample(paper.refusal_notice, REFUSAL, "不予受理告知书", ["法院已经立案。", "5个工作日内可申请", "县人民法院"]),
]
each_paper = pytest.mark.parametrize("sample", SAMPLES, ids=[sample.title for sample in SAMPLES])

NASTY = '#panic("x") $x^2$ [a] {b} \\ "引号" <label> @ref *粗* _斜_ `code` // 注释 /* */ 😀'


def run(*command: str, stdin: bytes) -> bytes:
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout  # noqa: S603 - written above


def text_of(pdf: bytes) -> str:
    """The text without the spaces that justification makes."""
    return re.sub(r"[\s\u200b]", "", run("pdftotext", "-layout", "-", "-", stdin=pdf).decode())


def pages_of(pdf: bytes) -> int:
    return int(re.search(rb"Pages:\s+(\d+)", run("pdfinfo", "-", stdin=pdf)).group(1))  # type: ignore[union-attr]


def picture_of(pdf: bytes, dpi: int) -> Image.Image:
    return Image.open(io.BytesIO(run("pdftoppm", "-r", str(dpi), "-png", "-f", "1", "-l", "1", "-", stdin=pdf)))


@each_paper
def test_a_paper_says_what_it_was_given(sample):
    text = text_of(sample.make(sample.values))
    common = [
        sample.title,
        LETTER.unit,
        "榆邑督〔2026〕12号",
        "2026年11月22日",
        CASE.no,
        "2026年11月20日09:12",
        "7KQF-2M9X",
    ]
    facts = ["市政设施·井盖破损", CASE.place, CASE.content]
    for expected in (*common, *facts, *sample.said):
        assert expected in text, expected


@each_paper
def test_a_paper_of_one_page_has_no_page_number(sample):
    pdf = sample.make(sample.values)
    assert pages_of(pdf) == 1
    assert "—1—" not in text_of(pdf)


@each_paper
def test_long_text_runs_on_over_numbered_pages(sample):
    long = "".join(f"第{number}处积水，需要疏通并更换管道。" for number in range(1, 200))
    pdf = sample.changed(case=dataclasses.replace(CASE, content=long))
    text = text_of(pdf)
    assert pages_of(pdf) >= 3
    assert "—1—" in text
    assert "—3—" in text
    assert "第199处积水" in text


@each_paper
def test_the_same_values_give_the_same_bytes(sample):
    assert sample.make(sample.values) == sample.make(sample.values)


@each_paper
def test_what_people_type_is_text_and_never_markup(sample):
    case = dataclasses.replace(CASE, matter=NASTY, place=NASTY, content=f"{NASTY}\n\n第二段\x00\x07")
    text = text_of(sample.changed(case=case))
    for sign in ('#panic("x")$x^2$[a]{b}\\"引号"<label>@ref*粗*_斜_`code`//注释/**/', "第二段"):
        assert sign in text


@each_paper
def test_a_paper_with_nothing_filled_in_still_prints(sample):
    letter = paper.Letter(unit="", number="", issued_on=date(2026, 1, 2))
    case = paper.CaseFacts(no="", reported_at=None, matter="", place="", content="")
    empty = {
        spec.name: type(getattr(sample.values, spec.name))()
        for spec in dataclasses.fields(sample.values)
        if isinstance(getattr(sample.values, spec.name), str | tuple)
    }
    pdf = sample.changed(**empty, letter=letter, case=case)
    assert sample.title in text_of(pdf)
    assert "2026年1月2日" in text_of(pdf)


@each_paper
def test_a_word_without_a_place_to_break_stays_on_the_page(sample):
    pdf = sample.changed(case=dataclasses.replace(CASE, place="w" * 300))
    right_margin = picture_of(pdf, 50).convert("L").crop((int(190 / 25.4 * 50), 0, 413, 584))
    assert right_margin.getextrema() == (255, 255)
    assert "w" * 300 in text_of(pdf).replace("地点", "")


@each_paper
def test_only_the_supervision_notice_has_a_red_head(sample):
    pixels = np.asarray(picture_of(sample.make(sample.values), 50).convert("RGB")).astype(int)
    red = (pixels[..., 0] > 150) & (pixels[..., 1] < 80) & (pixels[..., 2] < 80)
    assert bool(red.any()) == (sample.title == "督办通知书")


@each_paper
def test_the_code_on_the_paper_is_that_of_the_address(sample):
    page = picture_of(sample.make(sample.values), 300).convert("L")
    modules = np.array(
        [[cell != 0 for cell in row] for row in segno.make_qr(LETTER.address, error="q", boost_error=False).matrix]
    )
    assert modules_on(page, len(modules)).tolist() == modules.tolist()


def modules_on(page: Image.Image, count: int) -> Pixels:
    """The dark and light fields of the one QR code on a page, read from where its upper left corner stands."""
    dark = np.asarray(page) < 128
    left, top, rough = finder(dark)
    right = left + int(np.flatnonzero(dark[top + 2, left : left + round(rough * (count + 2))]).max())
    field = (right - left + 1) / count  # the upper right corner is dark too: measured over the whole width
    at = [int(field * (number + 0.5)) for number in range(count)]
    return dark[np.ix_([top + y for y in at], [left + x for x in at])]


def finder(dark: Pixels) -> tuple[int, int, float]:
    """Left and top edge of the first finder pattern (dark and light as 1:1:3:1:1), and about the width of a field."""
    for y in range(dark.shape[0]):
        edges = np.flatnonzero(np.diff(dark[y].astype(np.int8))) + 1
        for start in range(0, len(edges) - 5, 2):
            runs = np.diff(edges[start : start + 6])
            field = runs.sum() / 7
            if 4 < field < 12 and np.allclose(runs / field, [1, 1, 3, 1, 1], atol=0.25):
                left, right = int(edges[start]), int(edges[start + 5])
                top = y - int(np.argmin(dark[:y, left + 2][::-1]))
                if dark[top + 2, left:right].all() and abs(y - top - 2 * field) < 2:
                    return left, top, field
    raise AssertionError("no QR code on the page")


def test_photos_are_printed_below_the_approval_sheet():
    photo = as_bytes(scene((400, 300)))
    pdf = paper.approval_sheet(dataclasses.replace(APPROVAL, photos=[photo] * 8))
    text = text_of(pdf)
    assert "图6" in text
    assert "图7" not in text
    assert run("pdfimages", "-list", "-", stdin=pdf).count(b"jpeg") >= 1


def test_a_paper_without_an_address_has_no_code():
    letter = dataclasses.replace(LETTER, address="")
    assert "扫码" not in text_of(paper.urging_notice(dataclasses.replace(URGING, letter=letter)))


def test_the_seal_never_stands_on_a_page_without_text():
    for lines in range(1, 40):
        pdf = paper.supervision_notice(dataclasses.replace(SUPERVISION, wishes=["立即办理。"] * lines))
        last = run("pdftotext", "-f", str(pages_of(pdf)), "-", "-", stdin=pdf).decode()
        assert "印" in last, lines
        assert "特此督办" in last, lines


def test_the_number_has_six_cornered_brackets_and_no_zeros():
    assert paper.document_number("榆邑督", year=2026, serial=3) == "榆邑督〔2026〕3号"


def test_without_chinese_fonts_the_error_names_the_package():
    with pytest.raises(typesetting.FontsMissing, match="apt-get install fonts-noto-cjk"):
        typesetting.font_choice(frozenset({"dejavu sans", "liberation serif"}))


def test_the_fonts_of_an_office_come_before_the_common_ones():
    families = frozenset({"fangsong", "simhei", "noto serif cjk sc", "noto sans cjk sc", "liberation serif"})
    choice = typesetting.font_choice(families)
    assert choice["body"] == [
        {"name": "Liberation Serif", "covers": "latin-in-cjk"},
        "FangSong",
        "Noto Serif CJK SC",
    ]
    assert choice["hei"] == ["SimHei", "Noto Sans CJK SC"]
    assert (choice["title"], choice["title_weight"]) == (["Noto Serif CJK SC"], "bold")


def test_this_machine_has_chinese_fonts():
    assert typesetting.font_choice(typesetting.available_families())["body"]
