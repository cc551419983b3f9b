"""What goes with a mediation's papers when it was signed on phones or entrusted. Values come finished."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.documents.dossier import Sheet, Taken
from linli.documents.paper import Letter, Row, pair, set_paper

_INK = 'fill="none" stroke="#111" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"'
TITLE = "人民调解协议书签名页"
#: Under this name the agreement lies in the PDF that shows it.
FILE = "agreement.pdf"


@dataclass(frozen=True)
class Signed:
    """A party and its signature: ``drawn`` is the path of an SVG in a field of ``width`` × ``height``, or ``typed``.

    ``signed_at`` as printed. ``paper``: the SHA-256 it binds, empty where it was given on paper.
    """

    side: str
    name: str
    how: str
    signed_at: str
    paper: str = ""
    drawn: str = ""
    typed: str = ""


@dataclass(frozen=True, kw_only=True)
class SignaturePage:
    """人民调解协议书签名页: who has signed which paper, when and how.

    ``sealed``: who mediated, and when they have signed and sealed it; empty before. ``is_intact``: whether the paper
    is kept as it was signed.
    """

    sha256: str
    signed: Sequence[Signed]
    width: int
    height: int
    sealed: str = ""
    effective_on: str = ""
    is_intact: bool = True


def agreement_taken(pdf: bytes, pages: int, sha256: str) -> Sheet:
    """人民调解协议书 as it was signed: its own pages, and the bytes themselves beside them."""
    return Sheet(title="人民调解协议书", taken=Taken(pdf=pdf, pages=pages, sha256=sha256, file=FILE))


def signature_sheet(one: SignaturePage) -> Sheet:
    """人民调解协议书签名页."""
    rows: list[Row] = [pair("文书摘要", f"SHA-256 {one.sha256}")]
    rows += [pair("调 解 员", one.sealed)] if one.sealed else []
    rows += [pair("生效日期", one.effective_on)] if one.effective_on else []
    told = (
        "本页是上述编号的人民调解协议书的签名记录。在手机上签名的各方签的是同一份文书，其摘要如上；文书改动一个字，摘要就"
        f"不一样，签名也不再有效。附在电子版里的 {FILE} 就是各方签名的那一份，可以取出核对摘要。"
    )
    if not one.is_intact:
        told = "保存的协议书和各方签名时的不一样，摘要对不上，不能作为协议书使用，须由各方重新签名。"
    marks = [_mark(each, one) for each in one.signed]
    return Sheet(title=TITLE, rows=rows, passages=[("", told)], marks=marks, is_sealed=True)


def _mark(each: Signed, one: SignaturePage) -> dict[str, str]:
    box = f'viewBox="0 0 {one.width} {one.height}"'
    path = f'<svg xmlns="http://www.w3.org/2000/svg" {box}><path d="{each.drawn}" {_INK}/></svg>'
    return {
        "side": each.side,
        "name": each.name,
        "how": each.how,
        "signed_at": each.signed_at,
        "paper": each.paper,
        "typed": each.typed,
        "svg": path if each.drawn else "",
    }


@dataclass(frozen=True)
class ReturnReport:
    """委托调解情况回函: to whoever has entrusted a mediation, how it ended; nothing that was said in it."""

    letter: Letter
    to: str
    entrusted_no: str
    type: str
    parties: Sequence[str]
    accepted_on: str
    ended_on: str
    result: str
    details: Sequence[tuple[str, str]]


def return_report(one: ReturnReport) -> bytes:
    """委托调解情况回函 as PDF."""
    rows = [
        pair("委托文书", one.entrusted_no),
        pair("纠纷类型", one.type),
        pair("当 事 人", "、".join(one.parties)),
        pair("受理日期", one.accepted_on) + pair("办结日期", one.ended_on),
        pair("调解结果", one.result),
        *(pair(title, text) for title, text in one.details),
    ]
    return set_paper("委托调解情况回函", "mediation_returned.typ", one.letter, rows, {"to": one.to})
