"""The agreement as it was signed on phones, as papers carry it: those very bytes, and who has signed them and how.

Set anew it would be another paper with another hash: no signature binds that one.
"""

from collections.abc import Mapping
from datetime import date, datetime

from linli.areas.rules import Actor
from linli.cases.models import Case
from linli.deadlines.rules import SHANGHAI
from linli.documents.dossier import Sheet
from linli.documents.paper import chinese_date
from linli.documents.signatures import SignaturePage, Signed, agreement_taken, signature_sheet
from linli.work.disputes import queries
from linli.work.disputes.actions import Signature, open_signatures, open_signed
from linli.work.disputes.models import Party
from linli.work.disputes.rules import drawing
from linli.work.disputes.rules.confirming import SMS
from linli.work.disputes.rules.course import ONLINE

#: As papers say them, which are Chinese whoever prints them.
_HOW = {
    ONLINE: "本人在手机上签名，凭本人的查询码进入",
    "visit": "当面签名",
    "paper": "在纸质协议书上签名",
    "helper": "由亲友或社区协助签名",
}


def is_there(case: Case) -> bool:
    """Whether a party has signed on a phone, so that there are bytes which signatures bind."""
    return bool(case.more.get("paper"))


def sheets(case: Case, names: Mapping[int, str], *, by: Actor, at: datetime) -> list[Sheet]:
    """The agreement that was signed and the sheet of its signatures; that sheet alone where it was changed since."""
    kept = open_signed(case.pk, by=by, at=at)
    page = _page(case, names, open_signatures(case.pk, by=by, at=at), is_intact=kept is not None)
    taken = [agreement_taken(kept.pdf, len(kept.pages), kept.sha256)] if kept else []
    return [*taken, signature_sheet(page)]


def _page(case: Case, names: Mapping[int, str], given: list[Signature], *, is_intact: bool) -> SignaturePage:
    more, parties = case.more, {one.number: one for one in queries.parties(case.pk)}
    asked = {number: queries.is_asked_for_digits(queries.party(case.pk, number)) for number in parties}
    mediators, sealed_on = "、".join(queries.mediator_names(more)), more.get("sealed_on", "")
    return SignaturePage(
        sha256=more["paper"],
        signed=[_signed(one, parties[one.number], names, has_digits=asked[one.number]) for one in given],
        width=drawing.WIDTH,
        height=drawing.HEIGHT,
        sealed=f"{mediators}，{_day(sealed_on)}签名并盖章" if sealed_on else "",
        effective_on=_day(more["effective_on"]) if more.get("effective_on") else "",
        is_intact=is_intact,
    )


def _signed(one: Signature, party: Party, names: Mapping[int, str], *, has_digits: bool) -> Signed:
    is_here, is_drawn = one.how == ONLINE, drawing.is_drawn(one.text)
    beside = "，核对了登记电话的末 4 位" if is_here and has_digits else ""
    beside += "，输对了发到登记手机的验证码" if one.door == SMS else ""
    return Signed(
        side=dict(Party.SIDES)[party.side],
        name=names[one.number],
        how=_HOW.get(one.how, one.how) + beside,
        signed_at=f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if is_here else one.signed_on,
        paper=one.paper,
        drawn=one.text if is_drawn else "",
        typed="" if is_drawn else one.text,
    )


def _day(text: str) -> str:
    return chinese_date(date.fromisoformat(text))
