"""The papers of a mediation's dossier as PDF. Values come finished; this room knows nothing of cases.

What an agreement may say is art. 29 of the 人民调解法.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.documents.paper import Letter, Row, chinese_date, pair, picture_paper, set_paper


@dataclass(frozen=True)
class Person:
    """A party, in clear."""

    side: str
    name: str
    phone: str = ""
    address: str = ""


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


def mediation_number(county: str, *, year: int, serial: int) -> str:
    """The number of a mediation: （2026）榆邑人调字第 42 号."""
    short = county[:-1] if county[-1:] in {"县", "区", "市", "旗"} else county
    return f"（{year}）{short}人调字第 {serial} 号"


def application(one: Application) -> bytes:
    """人民调解申请书 as PDF."""
    own = {"facts": one.facts, "claim": one.claim, "applied_on": chinese_date(one.applied_on)}
    return set_paper("人民调解申请书", "mediation_application.typ", one.letter, _rows(one), own)


def minutes(one: Minutes) -> bytes:
    """人民调解笔录 as PDF."""
    sessions = [
        {"held_on": each.held_on, "openness": "公开" if each.is_open else "不公开", "text": each.text}
        for each in one.sessions
    ]
    own = {"mediators": one.mediators, "sessions": sessions, "parties": [each.name for each in one.parties]}
    return set_paper("人民调解笔录", "mediation_minutes.typ", one.letter, _rows(one), own)


def agreement(one: Agreement) -> bytes:
    """人民调解协议书 as PDF."""
    return set_paper("人民调解协议书", "mediation_agreement.typ", one.letter, _rows(one), _agreement(one))


def agreement_pages(one: Agreement) -> list[bytes]:
    """The same as pictures, a page each."""
    return picture_paper("人民调解协议书", "mediation_agreement.typ", one.letter, _rows(one), _agreement(one))


def _agreement(one: Agreement) -> dict[str, object]:
    return {
        "facts": one.facts,
        "terms": one.terms,
        "perform_by": one.perform_by,
        "mediators": one.mediators,
        "effective_on": one.effective_on,
        "parties": [each.name for each in one.parties],
        "copies": len(one.parties) + 1,
    }


def _rows(one: Dossier) -> list[Row]:
    rows = [pair("纠纷类型", one.type)]
    for each in one.parties:
        rows += [pair(each.side, each.name) + pair("电　　话", each.phone), pair("地　　址", each.address)]
    return rows
