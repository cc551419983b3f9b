"""The six papers of the event loop as PDF. Values come finished; this room knows nothing of cases.

Layout after GB/T 9704-2012 as far as it concerns side margins, heads, number, seal and page number; only the
督办通知书 carries a red head. The wording stands in ``templates_typst``: a paper is Chinese whoever prints it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from linli.documents.qr import qr_svg
from linli.documents.typesetting import pictured, typeset

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_MOST_PHOTOS = 6

#: One label and its value; a row of a table holds one pair (over the width) or two.
Row = list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What every paper carries: who issues it, under which number, on which day, and where to follow the matter."""

    unit: str
    number: str  # as printed: 榆邑督〔2026〕12号, see ``document_number``
    issued_on: date
    address: str = ""  # the public page of the matter; empty: no QR code
    public_code: str = ""
    contact: str = ""  # who answers questions: name and telephone of the office


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What a paper says about the matter itself."""

    no: str
    reported_at: datetime | None
    matter: str
    place: str
    content: str
    source: str = ""
    urgency: str = ""


@dataclass(frozen=True, kw_only=True)
class ApprovalSheet:
    """网格事件批办单: goes round the office and is written on by hand; what is known already is filled in."""

    letter: Letter
    case: CaseFacts
    reporter: str = ""  # masked by the caller
    reporter_phone: str = ""  # masked by the caller
    grid: str = ""
    lead: str = ""
    assists: Sequence[str] = ()
    limit: str = ""  # 3个工作日
    due_at: datetime | None = None
    proposal: str = ""
    proposed_by: str = ""  # name and day, as printed
    approval: str = ""
    approved_by: str = ""
    result: str = ""
    handled_by: str = ""
    verdict: str = ""
    verified_by: str = ""
    photos: Sequence[bytes] = ()  # JPEG, at most six are printed


@dataclass(frozen=True, kw_only=True)
class AssignmentNotice:
    """交办通知书: hands a matter to the unit that leads; ends with a slip the unit signs and returns."""

    letter: Letter
    case: CaseFacts
    to: str
    lead: str
    assists: Sequence[str] = ()
    limit: str = ""
    due_at: datetime | None = None
    wishes: Sequence[str] = ()  # what is asked of the unit, one sentence each
    copies: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class SupervisionNotice:
    """督办通知书: red head; the desk above asks a unit to finish what is late or important."""

    letter: Letter
    case: CaseFacts
    to: str
    kind: str = "督办"  # 督办 or 挂牌督办
    due_at: datetime | None = None
    overdue: str = ""  # 2天3小时; empty when not late
    reason: str = ""
    report_by: datetime | None = None
    wishes: Sequence[str] = ()
    copies: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class UrgingNotice:
    """催办通知书: reminds a unit before the time runs out."""

    letter: Letter
    case: CaseFacts
    to: str
    due_at: datetime | None
    remaining: str = ""  # 还剩3小时20分, or 已超时2小时
    remark: str = ""
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class ClosingNotice:
    """销案通知书: says that a matter ends without or after handling, why, and who decided."""

    letter: Letter
    case: CaseFacts
    to: str
    reason: str
    result: str = ""
    decided_by: str = ""
    closed_at: datetime | None = None
    copies: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class RefusalNotice:
    """不予受理告知书: a refusal has a reason, says who is responsible instead, and names the way to contest it."""

    letter: Letter
    case: CaseFacts
    to: str
    reason: str
    contest: str  # how and until when the person can object
    basis: str = ""
    elsewhere: str = ""  # who is responsible and how to reach them


def document_number(prefix: str, *, year: int, serial: int) -> str:
    """The number in the form of GB/T 9704: 榆邑督〔2026〕12号 (six-cornered brackets, no zeros in front)."""
    return f"{prefix}〔{year}〕{serial}号"


def chinese_date(day: date) -> str:
    """2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_time(moment: datetime | None) -> str:
    """2026年3月2日 17:30 in Shanghai; empty for None."""
    if moment is None:
        return ""
    local = moment.astimezone(_SHANGHAI)
    return f"{chinese_date(local.date())} {local:%H:%M}"


def approval_sheet(sheet: ApprovalSheet) -> bytes:
    """网格事件批办单 as PDF."""
    case = sheet.case
    rows = [
        pair("办件编号", case.no) + pair("上报时间", chinese_time(case.reported_at)),
        pair("上报渠道", case.source) + pair("紧急程度", case.urgency),
        pair("上 报 人", sheet.reporter) + pair("联系电话", sheet.reporter_phone),
        pair("事　　项", case.matter) + pair("所属网格", sheet.grid),
        pair("地　　点", case.place),
        pair("主办单位", sheet.lead) + pair("协办单位", "、".join(sheet.assists)),
        pair("办理时限", sheet.limit) + pair("截止时间", chinese_time(sheet.due_at)),
    ]
    own = {
        "content": case.content,
        "proposal": sheet.proposal,
        "proposed_by": sheet.proposed_by,
        "approval": sheet.approval,
        "approved_by": sheet.approved_by,
        "result": sheet.result,
        "handled_by": sheet.handled_by,
        "verdict": sheet.verdict,
        "verified_by": sheet.verified_by,
    }
    photos = [list(photo) for photo in sheet.photos[:_MOST_PHOTOS]]  # JSON has no bytes: a list of numbers
    return set_paper("网格事件批办单", "approval_sheet.typ", sheet.letter, rows, {**own, "photos": photos})


def assignment_notice(notice: AssignmentNotice) -> bytes:
    """交办通知书 as PDF."""
    rows = [
        *_case_rows(notice.case),
        pair("主办单位", notice.lead) + pair("协办单位", "、".join(notice.assists)),
        pair("办理时限", notice.limit) + pair("截止时间", chinese_time(notice.due_at)),
    ]
    own = {"to": notice.to, "wishes": notice.wishes, "copies": "，".join(notice.copies), "case_no": notice.case.no}
    return set_paper("交办通知书", "assignment_notice.typ", notice.letter, rows, own)


def supervision_notice(notice: SupervisionNotice) -> bytes:
    """督办通知书 as PDF, with a red head."""
    rows = [
        *_case_rows(notice.case),
        pair("截止时间", chinese_time(notice.due_at)) + pair("超时时长", notice.overdue),
        pair("督办事由", notice.reason),
    ]
    own = {
        "to": notice.to,
        "kind": notice.kind,
        "due": chinese_time(notice.due_at),
        "overdue": notice.overdue,
        "report_by": chinese_time(notice.report_by),
        "wishes": notice.wishes,
        "copies": "，".join(notice.copies),
    }
    return set_paper("督办通知书", "supervision_notice.typ", notice.letter, rows, own)


def urging_notice(notice: UrgingNotice) -> bytes:
    """催办通知书 as PDF."""
    rows = [
        *_case_rows(notice.case),
        pair("截止时间", chinese_time(notice.due_at)) + pair("当前情况", notice.remaining),
        *([pair("催办说明", notice.remark)] if notice.remark else []),
    ]
    own = {"to": notice.to, "times": notice.times}
    return set_paper("催办通知书", "urging_notice.typ", notice.letter, rows, own)


def closing_notice(notice: ClosingNotice) -> bytes:
    """销案通知书 as PDF."""
    rows = [
        *_case_rows(notice.case),
        pair("销案原因", notice.reason),
        *([pair("办理结果", notice.result)] if notice.result else []),
        pair("批准单位", notice.decided_by) + pair("销案时间", chinese_time(notice.closed_at)),
    ]
    own = {"to": notice.to, "copies": "，".join(notice.copies), "case_no": notice.case.no}
    return set_paper("销案通知书", "closing_notice.typ", notice.letter, rows, own)


def refusal_notice(notice: RefusalNotice) -> bytes:
    """不予受理告知书 as PDF."""
    own = {
        "to": notice.to,
        "reported": chinese_date(notice.case.reported_at.astimezone(_SHANGHAI)) if notice.case.reported_at else "",
        "reason": notice.reason,
        "basis": notice.basis,
        "elsewhere": notice.elsewhere,
        "contest": notice.contest,
    }
    return set_paper("不予受理告知书", "refusal_notice.typ", notice.letter, _case_rows(notice.case), own)


def pair(label: str, value: str) -> Row:
    """One label and its value."""
    return [{"label": label, "value": value}]


def _case_rows(case: CaseFacts) -> list[Row]:
    """The rows every notice begins with."""
    return [
        pair("办件编号", case.no) + pair("上报时间", chinese_time(case.reported_at)),
        pair("事　　项", case.matter),
        pair("地　　点", case.place),
        pair("内　　容", case.content),
    ]


def set_paper(title: str, template: str, letter: Letter, rows: list[Row], own: Mapping[str, object]) -> bytes:
    """The PDF of one paper from what all papers carry and what is its own."""
    return typeset(template, _values(title, letter, rows, own), issued_on=letter.issued_on)


def picture_paper(title: str, template: str, letter: Letter, rows: list[Row], own: Mapping[str, object]) -> list[bytes]:
    """The same as pictures, a page each."""
    return pictured(template, _values(title, letter, rows, own))


def _values(title: str, letter: Letter, rows: list[Row], own: Mapping[str, object]) -> dict[str, object]:
    return {
        "title": f"{title} {letter.number}",
        "unit": letter.unit,
        "number": letter.number,
        "issued_on": chinese_date(letter.issued_on),
        "contact": letter.contact,
        "address": letter.address,
        "public_code": letter.public_code,
        "qr": qr_svg(letter.address) if letter.address else "",
        "rows": rows,
        **own,
    }
