"""What the page of an assessment shows beside what every case has: plan, opinions, factors, level, signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.rules.process import Field
from linli.deadlines.rules import SHANGHAI
from linli.web.desk.fields import Option
from linli.web.desk.risks.matrix import Matrix, matrix
from linli.work.risks import queries
from linli.work.risks.rules import course, index

LEVELS = {"low": gettext_lazy("低风险"), "medium": gettext_lazy("中风险"), "high": gettext_lazy("高风险")}
#: What follows from a level: controllable or not is art. 24 of the 重大行政决策程序暂行条例, three levels are usual.
CONSEQUENCES = {
    "low": gettext_lazy("风险可控，可以作出决策，并做好解释说明。"),
    "medium": gettext_lazy("落实防范措施以后，方可作出决策。"),
    "high": gettext_lazy("不作出决策；或者修改决策草案，重新评估，确保风险可控以后再作决策。"),
}
PROCEDURES = {"ordinary": gettext_lazy("一般程序"), "simple": gettext_lazy("简易程序")}
METHODS = {
    "announcement": gettext_lazy("公开征求意见"),
    "questionnaire": gettext_lazy("问卷"),
    "hearing": gettext_lazy("座谈会、听证会"),
    "visit": gettext_lazy("实地走访"),
    "expert": gettext_lazy("专家论证"),
    "departments": gettext_lazy("征求有关部门意见"),
}
SIZES = {
    "s": gettext_lazy("5 至 49 人"),
    "m": gettext_lazy("50 至 499 人"),
    "l": gettext_lazy("500 至 4999 人"),
    "xl": gettext_lazy("5000 人以上"),
}
ASPECTS = {
    "legal": gettext_lazy("合法性"),
    "fair": gettext_lazy("合理性"),
    "feasible": gettext_lazy("可行性"),
    "controlled": gettext_lazy("可控性"),
}
STANCES = {
    "favour": gettext_lazy("赞成"),
    "conditional": gettext_lazy("有条件赞成"),
    "against": gettext_lazy("反对"),
    "unsure": gettext_lazy("说不准"),
}
MOST_WORRIES = 5


@dataclass(frozen=True)
class GroupLine:
    """A group with how many of it think what, by whichever way they were heard."""

    n: int
    name: str
    size: str
    concern: str
    counts: tuple[int, ...]

    @property
    def heard(self) -> int:
        """How many were heard."""
        return sum(self.counts)


@dataclass(frozen=True)
class MethodLine:
    """A way in which people are heard, and how far it is."""

    title: str
    is_used: bool
    note: str


@dataclass(frozen=True)
class FactorLine:
    """A factor with its risk before and after its measure."""

    n: int
    title: str
    aspect: str
    weight: int
    before: str
    after: str
    p_before: str
    q_before: str
    p_after: str
    q_after: str
    measure: str
    by: str
    until: str
    done_on: str


@dataclass(frozen=True)
class SignatureLine:
    """One of those named to sign; ``on`` is empty until they have."""

    name: str
    on: str


@dataclass(frozen=True)
class Measures:
    """What was promised against the risks, and how far it is: what is due first stands first, what is done last."""

    lines: list["MeasureLine"]
    done: int

    @property
    def late(self) -> int:
        """How many should have been done."""
        return sum(1 for one in self.lines if one.days_late)


@dataclass(frozen=True)
class MeasureLine:
    """A measure: who does it, by when, and since how many days it is late."""

    n: int
    title: str
    by: str
    until: str
    done_on: str
    days_late: int


def more(case: Case, _actor: Actor, at: datetime) -> dict[str, Any]:
    """The assessment as the page shows it; at most three queries."""
    said, limits = case.more, limits_of(case)
    factors = said.get("factors", [])
    return {
        "kind_template": "desk/risks/aside.html",
        "kind_main": "desk/risks/assessment.html",
        "intent": intent(said),
        "groups": groups(case),
        "stances": [str(title) for title in STANCES.values()],
        "methods": methods(said),
        "questionnaire": questionnaire(case),
        "worries": queries.worries(case.pk, said["round"], MOST_WORRIES) if "ask_until" in said else [],
        "factors": [factor_line(one) for one in factors],
        "weights": index.weights(factors),
        "measures": measures(case, at.astimezone(SHANGHAI).date()),
        "verdicts": verdicts(factors, limits),
        "limits": limits,
        "matrix": picture(factors, limits),
        "level": str(LEVELS[said["level"]]) if "level" in said else "",
        "level_name": said.get("level", ""),
        "consequence": str(CONSEQUENCES[said["level"]]) if "level" in said else "",
        "differs": said.get("level") != said.get("suggested"),
        "signatures": signatures(said),
    }


def limits_of(case: Case) -> index.Thresholds:
    """The thresholds of the version on which the case runs."""
    return index.thresholds(course.numbers(processes.get(case.process, case.version)))


def intent(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who decides, by which procedure, what was published and filed; what is not known is left out."""
    lines = [
        (_("由谁决策"), said.get("decision_maker", "")),
        (_("不利影响"), said.get("adverse", "")),
        (_("程序"), str(PROCEDURES[said["procedure"]]) if "procedure" in said else ""),
        (_("第几次评估"), str(said["round"]) if said.get("round", 1) > 1 else ""),
        (_("公开征求意见"), period(said)),
        (_("决策日期"), said.get("decided_on", "")),
        (_("报送备案"), said.get("filed_on", "")),
    ]
    return [(label, value) for label, value in lines if value]


def period(said: Mapping[str, Any]) -> str:
    """From when to when the public is asked; empty before the announcement."""
    if "announce_until" not in said:
        return ""
    return _("%(since)s 至 %(until)s") % {"since": said["announced_on"], "until": said["announce_until"]}


def groups(case: Case) -> list[GroupLine]:
    """The groups of the plan with what was heard of each; one query where a questionnaire was opened."""
    said = case.more
    answered = queries.tallies(case.pk, said["round"]) if "ask_until" in said else {}
    return [_group(one, said.get("heard", []), answered.get(one["n"], {})) for one in said.get("groups", [])]


def _group(group: Mapping[str, Any], heard: Sequence[Mapping[str, Any]], answered: Mapping[str, int]) -> GroupLine:
    mine = [one for one in heard if one["group"] == group["n"]]
    counts = tuple(answered.get(name, 0) + sum(one.get(name, 0) for one in mine) for name in STANCES)
    return GroupLine(group["n"], group["name"], str(SIZES[group["size"]]), group["concern"], counts)


def methods(said: Mapping[str, Any]) -> list[MethodLine]:
    """The ways of the plan, each with how often it was gone or to which day it lasts."""
    heard = said.get("heard", [])
    return [_method(name, said, sum(1 for one in heard if one["method"] == name)) for name in said.get("methods", [])]


def _method(name: str, said: Mapping[str, Any], times: int) -> MethodLine:
    until = {"announcement": said.get("announce_until", ""), "questionnaire": said.get("ask_until", "")}.get(name, "")
    notes = [
        _("到 %(until)s") % {"until": until} if until else "",
        _("%(n)d 次") % {"n": times} if times else "",
    ]
    return MethodLine(str(METHODS[name]), bool(until or times), " · ".join(filter(None, notes)) or _("还没有做"))


def questionnaire(case: Case) -> str:
    """The public address of the questionnaire while people are asked; empty before and after."""
    if "ask_until" not in case.more or case.state != "surveying":
        return ""
    path = reverse("portal:ask", args=[case.no, queries.mark_of(case.pk, case.more["round"])])
    return f"{settings.PUBLIC_URL}{path}"


def factor_line(factor: Mapping[str, Any]) -> FactorLine:
    """A factor as the table shows it."""
    return FactorLine(
        n=factor["n"],
        title=factor["title"],
        aspect=str(ASPECTS[factor["aspect"]]),
        weight=factor["weight"],
        before=f"{index.risk(factor, index.BEFORE):.2f}",
        after=f"{index.risk(factor, index.AFTER):.2f}",
        p_before=factor["p_before"],
        q_before=factor["q_before"],
        p_after=factor["p_after"],
        q_after=factor["q_after"],
        measure=factor["measure"],
        by=factor["by"],
        until=factor["until"],
        done_on=factor.get("done_on", ""),
    )


#: Where measures are promises, not drafts.
_PROMISED = frozenset({"deciding", "mitigating", "carrying", "finished"})


def measures(case: Case, today: date) -> Measures | None:
    """What was promised and how far it is; ``None`` while it is still being drafted."""
    factors = case.more.get("factors", [])
    if case.state not in _PROMISED or not factors:
        return None
    lines = [_measure(one, today) for one in sorted(factors, key=lambda one: (one.get("done_on", ""), one["until"]))]
    return Measures(lines, sum(1 for one in lines if one.done_on))


def _measure(factor: Mapping[str, Any], today: date) -> MeasureLine:
    done_on = factor.get("done_on", "")
    late = 0 if done_on else max((today - date.fromisoformat(factor["until"])).days, 0)
    return MeasureLine(factor["n"], factor["measure"], factor["by"], factor["until"], done_on, late)


def factor_now(case: Case, n: str) -> dict[str, object]:
    """What the form of a factor holds as it stands now; the only one where none is named, else nothing."""
    factors = case.more.get("factors", [])
    found = next((one for one in factors if str(one["n"]) == n or (not n and len(factors) == 1)), None)
    if found is None:
        return {}
    same = ("weight", "p_before", "q_before", "measure", "p_after", "q_after")
    said: dict[str, object] = {name: str(found[name]) for name in same}
    return said | {"factor_n": str(found["n"]), "measure_by": found["by"], "measure_until": found["until"]}


def verdicts(factors: Sequence[Mapping[str, Any]], limits: index.Thresholds) -> dict[str, dict[str, Any]]:
    """What the numbers say before and after the measures; nothing without factors."""
    if not factors:
        return {}
    found = {when: index.verdict(factors, when, limits) for when in (index.BEFORE, index.AFTER)}
    return {
        when: {"index": one.index, "level": str(LEVELS[one.level]), "name": one.level, "overridden": one.overridden}
        for when, one in found.items()
    }


def picture(factors: Sequence[Mapping[str, Any]], limits: index.Thresholds) -> Matrix | None:
    """The matrix; none without factors."""
    return matrix(factors, limits) if factors else None


def signatures(said: Mapping[str, Any]) -> list[SignatureLine]:
    """Who is to sign and who has, by name; one query, none before anybody was named."""
    signers = said.get("signers", [])
    names = areas.posting_names(signers)
    signed = {one["posting"]: one["on"] for one in said.get("signatures", [])}
    return [SignatureLine(names.get(one, ""), signed.get(one, "")) for one in signers]


def options(case: Case, field: Field, at: datetime) -> Sequence[Option] | None:
    """The groups of the plan, the factors of the list (once promised: those whose measure is open), or who may sign."""
    said = case.more
    if field.name == "group_n":
        return [Option(str(one["n"]), one["name"]) for one in said.get("groups", [])]
    if field.name == "factor_n":
        promised = case.state in _PROMISED
        open_ = [one for one in said.get("factors", []) if not (promised and one.get("done_on"))]
        return [Option(str(one["n"]), f"{one['n']} {one['title']}") for one in open_]
    if field.type == "people":
        units = [unit for unit in (case.lead_unit_id, case.desk_unit_id) if unit is not None]
        there = queries.signers_at(units, at.astimezone(SHANGHAI).date())
        return [Option(str(one.pk), one.user.full_name, one.unit.short_name or one.unit.name) for one in there]
    return None
