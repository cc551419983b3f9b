"""What goes with a mediation's papers when it was signed on phones or entrusted. Values come finished."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.documents.paper import Letter, pair, set_paper

_INK = 'fill="none" stroke="#111" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"'


@dataclass(frozen=True)
class Signed:
    """A party and its signature: ``drawn`` is the path of an SVG in a field of ``width`` × ``height``, or ``typed``."""

    side: str
    name: str
    how: str
    signed_on: str
    drawn: str = ""
    typed: str = ""


@dataclass(frozen=True)
class SignaturePage:
    """人民调解协议书签名页: who has signed which paper, and how."""

    letter: Letter
    sha256: str
    signed: Sequence[Signed]
    width: int
    height: int


def signature_page(one: SignaturePage) -> bytes:
    """人民调解协议书签名页 as PDF."""
    box = f'viewBox="0 0 {one.width} {one.height}"'
    signed = [
        {
            "side": each.side,
            "name": each.name,
            "how": each.how,
            "signed_on": each.signed_on,
            "typed": each.typed,
            "svg": f'<svg xmlns="http://www.w3.org/2000/svg" {box}><path d="{each.drawn}" {_INK}/></svg>'
            if each.drawn
            else "",
        }
        for each in one.signed
    ]
    own = {"signed": signed, "sha256": one.sha256}
    return set_paper("人民调解协议书签名页", "mediation_signatures.typ", one.letter, [], own)


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
