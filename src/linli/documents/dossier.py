"""The papers of a mediation's dossier as PDF. Values come finished; this room knows nothing of cases.

A paper is a ``Sheet``; ``bound`` sets one or several. Which papers belong to a dossier, and which of them must be
there, is the list of contents that the justice bureaus use with the forms of the Ministry of Justice (《司法部关于印发
人民调解文书格式和统计报表的通知》，2010 年 12 月); its text as a county uses it: https://bdocx.com/doc/4951888.html.
What an agreement may say is art. 29 of the 人民调解法; what a court wants with an application for confirmation is
法释〔2011〕5 号 art. 3.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linli.documents.paper import Letter, Row, chinese_date, pair, picture_paper, set_paper

#: What parties are told before mediation begins (人民调解法 art. 4, 17, 19, 23, 24, 26, 28 to 33).
RIGHTS = (
    "人民调解委员会是依法设立的调解民间纠纷的群众性组织。调解不收取任何费用。",
    (
        "当事人可以选择或者接受人民调解员；接受调解、拒绝调解或者要求终止调解；要求调解公开进行或者不公开进行；"
        "自主表达意愿、自愿达成调解协议。"
    ),
    "当事人应当如实陈述纠纷事实；遵守调解现场秩序，尊重人民调解员；尊重对方当事人行使权利。",
    (
        "调解应当在当事人自愿、平等的基础上进行，不违背法律、法规和国家政策；不得因调解而阻止当事人依法通过仲裁、行政、"
        "司法等途径维护自己的权利。"
    ),
    "调解员与当事人或者纠纷有利害关系的，应当说明，当事人可以要求更换。",
    (
        "经调解达成的协议有法律约束力，当事人应当按照约定履行。达成协议后，各方可以自协议生效之日起三十日内共同向人民法院"
        "申请司法确认；人民法院确认有效，一方拒绝履行或者未全部履行的，对方可以申请强制执行。"
    ),
    "调解不成的，可以依法通过仲裁、行政、司法等途径解决。为达成和解所作的让步，不作为以后对其不利的证据。",
    "登记的姓名、电话、地址只用于这次调解，加密保存，谁看过都有记录。",
)


@dataclass(frozen=True)
class Person:
    """A party, in clear."""

    side: str
    name: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of a paper: its heads, its lines, and how wide each column is beside the others."""

    heads: Sequence[str]
    lines: Sequence[Sequence[str]]
    widths: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A paper that was typeset long before and is taken in as it is: these bytes and no others.

    Its pages are shown, and the bytes lie in the PDF under ``file``, to be taken out and measured again.
    """

    pdf: bytes
    pages: int
    sha256: str
    file: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One paper: facts in a table, passages under headings, what stands below, who signs.

    ``to``: whom it is addressed to (此致). ``is_sealed``: office and date with room for the seal. ``is_cover``: the
    outer sheet, its title in the middle. ``marks``: signatures that were given already, as the template reads them.
    ``taken``: a paper that stands in place of all the rest.
    """

    title: str
    rows: Sequence[Row] = ()
    passages: Sequence[tuple[str, str]] = ()
    table: Table | None = None
    closing: Sequence[str] = ()
    to: str = ""
    signing: Sequence[str] = ()
    dated: str = ""
    is_sealed: bool = False
    is_cover: bool = False
    marks: Sequence[Mapping[str, str]] = ()
    taken: Taken | None = None


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What every paper of the dossier says."""

    letter: Letter
    parties: Sequence[Person]
    type: str


@dataclass(frozen=True, kw_only=True)
class Application(Dossier):
    """人民调解申请书."""

    facts: str
    claim: str
    applied_on: date


@dataclass(frozen=True)
class Session:
    """One joint session."""

    held_on: str
    is_open: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Minutes(Dossier):
    """人民调解笔录: the joint sessions, one after another; talks apart are in none."""

    mediators: str
    sessions: Sequence[Session]


@dataclass(frozen=True, kw_only=True)
class Agreement(Dossier):
    """人民调解协议书; ``effective_on`` is empty until everybody has signed."""

    facts: str
    terms: str
    perform_by: str
    mediators: str
    effective_on: str = ""
    is_oral: bool = False


def mediation_number(county: str, *, year: int, serial: int) -> str:
    """The number of a mediation: （2026）榆邑人调字第 42 号."""
    short = county[:-1] if county[-1:] in {"县", "区", "市", "旗"} else county
    return f"（{year}）{short}人调字第 {serial} 号"


def bound(title: str, letter: Letter, sheets: Sequence[Sheet]) -> bytes:
    """Papers one after another as one PDF, each beginning on a page of its own."""
    return set_paper(title, "mediation_sheets.typ", letter, [], {"sheets": [_told(sheet) for sheet in sheets]})


def application(one: Application) -> bytes:
    """人民调解申请书 as PDF."""
    return _one(one, application_sheet(one))


def application_sheet(one: Application) -> Sheet:
    """人民调解申请书."""
    return Sheet(
        title="人民调解申请书",
        rows=rows_of(one),
        passages=[("纠纷事实：", one.facts), ("申请事项：", one.claim)],
        closing=[
            (
                "申请人申请人民调解，已经知道：人民调解不收取任何费用；可以选择或者接受调解员，接受、拒绝或者要求终止调解，"
                "要求公开或者不公开进行，自主表达意愿、自愿达成协议（人民调解法第四条、第二十三条）；登记的姓名、电话、地址"
                "只用于这次调解。"
            )
        ],
        to=one.letter.unit,
        signing=["申请人"],
        dated=f"申请日期：{chinese_date(one.applied_on)}",
    )


def minutes(one: Minutes) -> bytes:
    """人民调解笔录 as PDF."""
    return _one(one, minutes_sheet(one))


def minutes_sheet(one: Minutes) -> Sheet:
    """人民调解笔录."""
    held = [
        (f"第{_counted(n)}次调解（{each.held_on}，{'公开' if each.is_open else '不公开'}进行）：", each.text)
        for n, each in enumerate(one.sessions, 1)
    ]
    return Sheet(
        title="人民调解笔录",
        rows=[*rows_of(one), pair("调 解 员", one.mediators)],
        passages=held,
        closing=["以上笔录经当事人核对无误。"],
        signing=[*(each.name for each in one.parties), "调解员", "记录人"],
    )


def agreement(one: Agreement) -> bytes:
    """人民调解协议书 as PDF."""
    return _one(one, agreement_sheet(one))


def agreement_pages(one: Agreement) -> list[bytes]:
    """The same as pictures, a page each."""
    sheet = agreement_sheet(one)
    return picture_paper(sheet.title, "mediation_sheets.typ", one.letter, [], {"sheets": [_told(sheet)]})


def agreement_sheet(one: Agreement) -> Sheet:
    """人民调解协议书; what was agreed by word of mouth is 人民调解口头协议登记表 (art. 28)."""
    passages = [
        ("纠纷的主要事实、争议事项：", one.facts),
        ("经调解，自愿达成如下协议：", one.terms),
        ("履行期限：", f"{one.perform_by} 前。"),
    ]
    if one.is_oral:
        words = f"各方认为不需要制作调解协议书，由调解员记录协议内容；协议自 {one.effective_on} 达成之日起生效"
        closing, signing = f"{words}（人民调解法第二十八条、第三十条）。", ["调解员", "记录人"]
    else:
        since = f"（{one.effective_on} 生效）" if one.effective_on else ""
        closing = (
            f"本协议一式{_counted(len(one.parties) + 1)}份，当事人各执一份，人民调解委员会留存一份；自各方当事人签名、"
            f"盖章或者按指印，调解员签名并加盖印章之日起生效{since}。自生效之日起三十日内，可以共同向人民法院申请司法确认"
            "（人民调解法第二十九条、第三十三条）。"
        )
        signing = [*(each.name for each in one.parties), f"调解员（{one.mediators}）"]
    title = "人民调解口头协议登记表" if one.is_oral else "人民调解协议书"
    return Sheet(title=title, rows=rows_of(one), passages=passages, closing=[closing], signing=signing, is_sealed=True)


def rights_sheet(one: Dossier) -> Sheet:
    """人民调解当事人权利义务告知书."""
    told = [("", f"{_counted(n)}、{text}") for n, text in enumerate(RIGHTS, 1)]
    return Sheet(
        title="人民调解当事人权利义务告知书",
        passages=[("", "依照《中华人民共和国人民调解法》，现将有关事项告知如下："), *told],
        closing=["以上内容已经向当事人出示或者宣读，当事人已经知道。"],
        signing=[each.name for each in one.parties],
        is_sealed=True,
    )


def rows_of(one: Dossier) -> list[Row]:
    """Type and parties, as papers begin with them."""
    rows = [pair("纠纷类型", one.type)]
    for each in one.parties:
        rows += [pair(each.side, each.name) + pair("电　　话", each.phone), pair("地　　址", each.address)]
    return rows


def _one(one: Dossier, sheet: Sheet) -> bytes:
    return bound(sheet.title, one.letter, [sheet])


_DIGITS = "〇一二三四五六七八九十"


def _counted(n: int) -> str:
    """The number as it is written in official papers, up to 99."""
    tens, ones = divmod(n, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _told(sheet: Sheet) -> dict[str, object]:
    """A sheet as its template reads it."""
    table = sheet.table
    return {
        "title": sheet.title,
        "rows": list(sheet.rows),
        "passages": [list(passage) for passage in sheet.passages],
        "table": list(_cells(table)) if table else [],
        "widths": list(table.widths) if table else [],
        "closing": list(sheet.closing),
        "to": sheet.to,
        "signing": list(sheet.signing),
        "dated": sheet.dated,
        "is_sealed": sheet.is_sealed,
        "is_cover": sheet.is_cover,
        "marks": list(sheet.marks),
        "taken": _measured(sheet.taken, sheet.title) if sheet.taken else None,
    }


def _measured(taken: Taken, title: str) -> dict[str, object]:
    """The bytes as numbers: values reach a template as text, and a file is none."""
    return {
        "pdf": list(taken.pdf),
        "pages": taken.pages,
        "sha256": taken.sha256,
        "file": taken.file,
        "title": title,
    }


def _cells(table: Table) -> Iterator[list[str]]:
    yield list(table.heads)
    yield from (list(line) for line in table.lines)
