"""What the page of a dispute shows beside what every case has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.rules import Actor
from linli.cases.models import Case
from linli.cases.rules.process import Field
from linli.deadlines.rules import SHANGHAI
from linli.web.desk.fields import Option
from linli.work.disputes import queries
from linli.work.disputes.models import Party

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
    "applied": gettext_lazy("法院审查中"),
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
    mediators: str
    url: str
    code_url: str


def more(case: Case, _actor: Actor) -> dict[str, Any]:
    """Parties and agreement as the page shows them; one query."""
    said = {one["n"]: one for one in case.more.get("parties", [])}
    return {
        "kind_template": "desk/disputes/aside.html",
        "parties": [_line(one, said.get(one.number, {})) for one in queries.parties(case.pk)],
        "agreement": _agreement(case.more),
        "entrusted": _entrusted(case.more.get("entrusted", {})),
    }


def _line(party: Party, said: dict[str, Any]) -> PartyLine:
    return PartyLine(
        number=party.number,
        side=str(SIDES[party.side]),
        name=party.name_masked,
        phone=party.phone_masked,
        consent=str(CONSENTS[said.get("consent", "")]),
        signed_on=_day(said.get("signed_on")),
        signed_here=bool(said.get("paper")),
        mediators=str(ON_MEDIATORS.get(said.get("mediators", ""), "")),
        url=reverse("desk:disputes:party", args=[party.case_id, party.number]),
        code_url=reverse("desk:disputes:code", args=[party.case_id, party.number]),
    )


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
        (_("最迟申请"), more.get("confirm_by", "") if not more.get("confirmation") else ""),
    ]
    return [(label, value) for label, value in lines if value]


def _entrusted(told: dict[str, str]) -> list[tuple[str, str]]:
    """Who has entrusted it, and whether they have heard; none for what nobody entrusted."""
    if not told:
        return []
    lines = [
        (_("委托单位"), f"{ENTRUSTERS.get(told['entruster_kind'], '')} {told['entruster']}".strip()),
        (_("委托文书编号"), told["entrusted_no"]),
        (_("最迟回报"), "" if told.get("returned_on") else told["report_by"]),
        (_("已经回报"), told.get("returned_on", "")),
    ]
    return [(label, value) for label, value in lines if value]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def options(case: Case, field: Field, at: datetime) -> Sequence[Option] | None:
    """The parties of the dispute, or those who may mediate it."""
    if field.name == "party":
        return [
            Option(str(one.number), f"{_(SIDES_PLAIN[one.side])} {one.name_masked}") for one in queries.parties(case.pk)
        ]
    if field.type == "people":
        there = queries.mediators_at(case.lead_unit_id, at.astimezone(SHANGHAI).date())
        return [Option(str(one.pk), one.user.full_name, one.title) for one in there]
    return None


SIDES_PLAIN = dict(Party.SIDES)
