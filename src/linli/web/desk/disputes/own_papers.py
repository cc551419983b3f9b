"""The papers that no dossier names: who has signed on a phone, and what is told to whoever has entrusted a dispute."""

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.queries import NotFound, look_at
from linli.cases.rules.relations import relations
from linli.deadlines.rules import SHANGHAI
from linli.documents import dossier, signatures
from linli.documents.paper import chinese_date
from linli.web.desk.disputes import papers, signed
from linli.work.disputes import queries
from linli.work.disputes.actions import reveal_party
from linli.work.disputes.rules.course import READERS

TITLES = {"signatures": signatures.TITLE, "return-report": "委托调解情况回函"}
SHOWN: dict[str, str | Promise] = {
    "signatures": gettext_lazy("人民调解协议书签名页"),
    "return-report": gettext_lazy("委托调解情况回函"),
}
#: As papers say them, which are Chinese whoever prints them.
_ENDS = {
    "performed": "调解成功，协议已经履行完毕",
    "unperformed": "调解成功，协议没有履行，已经告知可以走的途径",
    "effective": "调解成功，协议已经生效，正在履行",
    "ended": "调解不成，已经终止并告知可以走的途径",
    "referred": "不适合调解，已经告知可以走的途径",
    "withdrawn": "申请已经撤回",
}
_CONFIRMED = {
    "applied": "法院审查中",
    "accepted": "法院审查中",
    "declined": "法院不予受理",
    "confirmed": "已确认有效",
    "dismissed": "已驳回",
}


def _names(case: Case, actor: Actor, at: datetime, title: str) -> dict[int, str]:
    purpose = f"制作《{title}》"
    return {
        one.number: reveal_party(case.pk, one.number, by=actor, at=at, purpose=purpose).name
        for one in queries.parties(case.pk)
    }


def _signatures(case: Case, actor: Actor, at: datetime) -> bytes:
    names = _names(case, actor, at, TITLES["signatures"])
    return dossier.bound(signatures.TITLE, papers.letter(case, actor, at), signed.sheets(case, names, by=actor, at=at))


def _returned(case: Case, actor: Actor, at: datetime) -> bytes:
    more, told = case.more, case.more["entrusted"]
    details = [
        ("生效日期", more.get("effective_on", "")),
        ("履行期限", more.get("perform_by", "")),
        ("司法确认", _CONFIRMED.get(more.get("confirmation", ""), "")),
    ]
    return signatures.return_report(
        signatures.ReturnReport(
            letter=papers.letter(case, actor, at),
            to=told["entruster"],
            entrusted_no=told["entrusted_no"],
            type=case.matter.title,
            parties=list(_names(case, actor, at, TITLES["return-report"]).values()),
            accepted_on=_day(case.accepted_at),
            ended_on=_day(case.closed_at),
            result=_ENDS[case.state],
            details=[(title, text) for title, text in details if text],
        )
    )


def _day(moment: datetime | None) -> str:
    return chinese_date(moment.astimezone(SHANGHAI).date()) if moment else ""


_FITS: dict[str, Callable[[Case], bool]] = {
    "signatures": signed.is_there,
    "return-report": lambda case: bool(case.more.get("entrusted")) and case.state in _ENDS,
}
_FILLS: dict[str, Callable[[Case, Actor, datetime], bytes]] = {"signatures": _signatures, "return-report": _returned}


def offered(case: Case, mine: frozenset[str]) -> list[dict[str, str]]:
    """The papers of the dossier, and these, that somebody with these relations can make of a dispute as it stands."""
    own = [
        {"title": str(SHOWN[name]), "url": reverse("desk:paper", args=[case.pk, name])}
        for name, fits in _FITS.items()
        if mine & READERS and fits(case)
    ]
    return papers.offered(case, mine) + own


def made(case: Case, name: str, actor: Actor, at: datetime) -> bytes | None:
    """One paper as PDF, ``None`` where it does not fit; raises ``NotFound`` for whoever may not open what it says."""
    if name not in _FITS:
        return papers.made(case, name, actor, at)
    if not _FITS[name](case):
        return None
    known = look_at(actor, case.pk)
    if not relations(actor, known.case, processes.get(known.process, known.version).words) & READERS:
        raise NotFound
    return _FILLS[name](case, actor, at)
