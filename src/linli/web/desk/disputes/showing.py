"""What the page of a dispute shows beside what every case has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.rules.process import Field
from linli.deadlines.rules import SHANGHAI
from linli.web.desk.disputes import papers
from linli.web.desk.fields import Option
from linli.web.parts.words import told
from linli.work.disputes import queries
from linli.work.disputes.models import Party
from linli.work.disputes.rules import course, lines
from linli.work.disputes.rules.meetings import PLANNED

CONSENTS = {
    "": gettext_lazy("还没有问"),
    "agreed": gettext_lazy("同意调解"),
    "refused": gettext_lazy("拒绝调解"),
    "unanswered": gettext_lazy("没有答复"),
}
SIDES = {side: gettext_lazy(title) for side, title in Party.SIDES}
ON_MEDIATORS = {"accepted": gettext_lazy("认可调解员"), "objected": gettext_lazy("要求换调解员")}
ENTRUSTERS = {
    "court": gettext_lazy("人民法院"),
    "police": gettext_lazy("公安机关"),
    "hotline": gettext_lazy("12345 热线"),
    "unit": gettext_lazy("其他单位"),
}
AGREEMENTS = {"written": gettext_lazy("书面"), "oral": gettext_lazy("口头")}
CONFIRMATIONS = {
    "": gettext_lazy("未申请"),
    "applied": gettext_lazy("已送法院"),
    "accepted": gettext_lazy("法院已受理，审查中"),
    "declined": gettext_lazy("法院不予受理"),
    "confirmed": gettext_lazy("已确认有效"),
    "dismissed": gettext_lazy("已驳回"),
    "lapsed": gettext_lazy("三十日内没有申请"),
}


@dataclass(frozen=True)
class PartyLine:
    """A party: masked, with what it answered and whether it has signed."""

    number: int
    side: str
    name: str
    phone: str
    consent: str
    signed_on: date | None
    signed_here: bool
    door: str
    mediators: str
    asked_on: date | None
    chose: str
    url: str
    code_url: str


def more(case: Case, _actor: Actor, _at: datetime) -> dict[str, Any]:
    """Parties and agreement as the page shows them; one query, and one more where parties have chosen mediators."""
    chosen = queries.chosen_names(case.more)
    said = {one["n"]: one for one in case.more.get("parties", [])}
    return {
        "kind_template": "desk/disputes/aside.html",
        "parties": [
            _line(one, said.get(one.number, {}), chosen.get(one.number, "")) for one in queries.parties(case.pk)
        ],
        "agreement": _agreement(case.more),
        "entrusted": _entrusted(case.more),
        "tier": _tier(case),
        "meetings": [_meeting(one) for one in case.more.get("meetings", [])],
        "instalments": _instalments(case.more),
        "dossier": papers.missing(case),
        "has_dossier": case.accepted_at is not None,
    }


def _line(party: Party, said: dict[str, Any], chose: str) -> PartyLine:
    return PartyLine(
        number=party.number,
        side=str(SIDES[party.side]),
        name=party.name_masked,
        phone=party.phone_masked,
        consent=str(CONSENTS[said.get("consent", "")]),
        signed_on=_day(said.get("signed_on")),
        signed_here=bool(said.get("paper")),
        door=told(queries.door_title(said.get("door", ""))),
        mediators=str(ON_MEDIATORS.get(said.get("mediators", ""), "")),
        asked_on=_day(said.get("asked_on")),
        chose=chose,
        url=reverse("desk:disputes:party", args=[party.case_id, party.number]),
        code_url=reverse("desk:disputes:code", args=[party.case_id, party.number]),
    )


def _tier(case: Case) -> dict[str, Any]:
    """Which tier mediates: its line, its place among those that this type passes, until when it is its turn."""
    ladder = lines.ladder(processes.get(case.process, case.version), case.matter.code)
    names = [tier.name for tier in ladder]
    if case.more.get("tier") not in names:
        return {}
    place = names.index(case.more["tier"])
    return {
        "line": _(lines.LINES[ladder[place].line]),
        "title": _(ladder[place].title),
        "place": place + 1,
        "all": len(ladder),
        "until": "" if case.is_final else case.more.get("tier_by", ""),
        "following": _(ladder[place + 1].title) if place + 1 < len(ladder) else "",
    }


MEETINGS = {"planned": gettext_lazy("约好"), "held": gettext_lazy("已调解"), "off": gettext_lazy("已取消")}
SITTINGS = {"joint": gettext_lazy("联合调解"), "separate": gettext_lazy("单独谈话")}
HOW = {
    "visit": gettext_lazy("当面"),
    "phone": gettext_lazy("电话"),
    "paper": gettext_lazy("书面"),
    "online": gettext_lazy("网上"),
    "helper": gettext_lazy("由亲友或社区协助"),
}


@dataclass(frozen=True)
class MeetingLine:
    """An appointment: when, how and where, with whom by number, and what became of it."""

    number: int
    on: date
    time: str
    where: str
    kind: str
    parties: str
    state: str
    state_title: str


def _meeting(one: dict[str, Any]) -> MeetingLine:
    return MeetingLine(
        number=one["n"],
        on=date.fromisoformat(one["on"]),
        time=one["at"],
        where=" · ".join(filter(None, [str(HOW.get(one["how"], "")), one["place"]])),
        kind=str(SITTINGS[one["kind"]]),
        parties="、".join(map(str, one["parties"])),
        state=one["state"],
        state_title=str(MEETINGS[one["state"]]),
    )


def meetings_of(cases: Iterable[Case], today: date) -> list[tuple[MeetingLine, Case]]:
    """What is planned from a day on, the next one first."""
    found = [(_meeting(one), case) for case in cases for one in case.more["meetings"] if one["state"] == PLANNED]
    return sorted(
        ((line, case) for line, case in found if line.on >= today), key=lambda pair: (pair[0].on, pair[0].time)
    )


def _instalments(more: dict[str, Any]) -> list[tuple[int, str, bool]]:
    """The days on which instalments are due, by number, and whether each was performed."""
    plan, paid = more.get("plan", []), more.get("paid", 0)
    return [(one["n"], one["due_on"], one["n"] <= paid) for one in plan] if len(plan) > 1 else []


def _agreement(more: dict[str, Any]) -> list[tuple[str, str]]:
    """The agreement in plain facts; none before there is one."""
    if "agreement" not in more:
        return []
    paid = _("%(paid)s / %(all)s 期") % {"paid": more.get("paid", 0), "all": more.get("instalments", 1)}
    lines = [
        (_("形式"), str(AGREEMENTS[more["agreement"]])),
        (_("谈成"), _("全部") if more.get("scope") == "all" else _("部分")),
        (_("生效日期"), more.get("effective_on", "")),
        (_("履行期限"), more.get("perform_by", "")),
        (_("已履行"), paid),
        (_("司法确认"), str(CONFIRMATIONS[more.get("confirmation", "")])),
        (_("法院"), areas.unit_names([more["court"]]).get(more["court"], "") if more.get("court") else ""),
        (_("法院案号"), more.get("court_no", "")),
        (_("最迟申请"), more.get("confirm_by", "") if not more.get("confirmation") else ""),
    ]
    return [(label, value) for label, value in lines if value]


def _entrusted(more: dict[str, Any]) -> list[tuple[str, str]]:
    """Who has entrusted it, and whether they have heard; none for what nobody entrusted."""
    told = more.get("entrusted")
    if not told:
        return []
    lines = [
        (_("委托单位"), f"{ENTRUSTERS.get(told['entruster_kind'], '')} {told['entruster']}".strip()),
        (_("委托文书编号"), told["entrusted_no"]),
        (_("最迟回报"), "" if told.get("returned_on") else more.get("report_by", "")),
        (_("已经回报"), told.get("returned_on", "")),
    ]
    return [(label, value) for label, value in lines if value]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def options(case: Case, field: Field, at: datetime) -> Sequence[Option] | None:
    """The parties of the dispute, those who may mediate it, its courts, or what is arranged in it."""
    if field.name == "meeting":
        planned = [_meeting(one) for one in case.more.get("meetings", []) if one["state"] == PLANNED]
        return [Option(str(one.number), f"{one.on} {one.time} {one.where}") for one in planned]
    if field.name == "party":
        return [
            Option(str(one.number), f"{_(SIDES_PLAIN[one.side])} {one.name_masked}") for one in queries.parties(case.pk)
        ]
    if field.name == "court":
        return [Option(str(unit.pk), unit.name, unit.area.name) for unit in queries.courts(case.ground)]
    if field.type == "people":
        there = queries.mediators_at(case.lead_unit_id, at.astimezone(SHANGHAI).date())
        off = course.not_offered(case.more)
        return [Option(str(one.pk), one.user.full_name, one.title) for one in there if one.pk not in off]
    return None


SIDES_PLAIN = dict(Party.SIDES)
