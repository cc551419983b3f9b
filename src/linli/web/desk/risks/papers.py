"""The papers of an assessment, filled in from what is known of it: groups and counts, never persons but its signers."""

from collections.abc import Callable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases.models import Case, Step
from linli.cases.queries import history
from linli.deadlines.rules import SHANGHAI
from linli.documents import assessment, paper, poster
from linli.web.desk.lists.rows import place
from linli.web.desk.risks import showing
from linli.work.risks.queries import announced_in, why_shorter

#: As they stand on the papers themselves, which are Chinese whoever prints them.
TITLES = {"assessment": assessment.TITLE, "poster": poster.TITLE}


def offered(case: Case, _mine: frozenset[str]) -> list[dict[str, str]]:
    """The report once a level was concluded, the poster while people are asked, for whoever sees the case."""
    fits = {"assessment": "level" in case.more, "poster": bool(showing.questionnaire(case))}
    titles = {"assessment": gettext_lazy("重大决策风险评估报告"), "poster": gettext_lazy("问卷海报")}
    return [
        {"title": str(titles[name]), "url": reverse("desk:paper", args=[case.pk, name])}
        for name, is_fit in fits.items()
        if is_fit
    ]


def made(case: Case, name: str, actor: Actor, at: datetime) -> bytes | None:
    """One of them as PDF; ``None`` for another paper, and where it is not offered."""
    if name == "poster" and (address := showing.questionnaire(case)):
        return poster.poster(_poster(case, address, at))
    if name == "assessment" and "level" in case.more:
        return assessment.assessment_report(_report(case, history(case), actor, at))
    return None


def _poster(case: Case, address: str, at: datetime) -> poster.Poster:
    said = case.more
    return poster.Poster(
        unit=case.lead_unit.name if case.lead_unit else "",
        title=case.title,
        question=said["question"],
        groups=[one["name"] for one in said.get("groups", [])],
        until=date.fromisoformat(said["ask_until"]),
        address=address,
        issued_on=at.astimezone(SHANGHAI).date(),
        announced=announced_in(said),
        shorter=why_shorter(said),
    )


def _report(case: Case, steps: list[Step], actor: Actor, at: datetime) -> assessment.AssessmentReport:
    said = case.more
    names = areas.names([case.county, case.town, case.community, case.grid])
    factors = [showing.factor_line(one) for one in said["factors"]]
    found = showing.verdicts(said["factors"], showing.limits_of(case))
    concluded, planned = _last(steps, "conclude"), _last(steps, "set_plan")
    return assessment.AssessmentReport(
        letter=_letter(case, names.get(case.county, ""), actor, at),
        no=case.no,
        title=case.title,
        type=case.matter.title,
        place=place(case, names) or names.get(case.county, ""),
        unit=case.lead_unit.name if case.lead_unit else "",
        decision_maker=said["decision_maker"],
        procedure=str(showing.PROCEDURES[said["procedure"]]),
        round=str(said["round"]),
        content=case.description,
        adverse=said["adverse"],
        scope=planned.form["scope"],
        methods="、".join(one.title for one in showing.methods(said)),
        announced=showing.period(said),
        stances=[str(title) for title in showing.STANCES.values()],
        heard=[assessment.Heard(one.name, one.size, one.concern, one.counts) for one in showing.groups(case)],
        opinions=_opinions(steps, planned),
        points=[_point(one) for one in factors],
        index_before=str(found["before"]["index"]),
        index_after=str(found["after"]["index"]),
        suggested=str(showing.LEVELS[said["suggested"]]),
        level=str(showing.LEVELS[said["level"]]),
        summary=concluded.form["summary"],
        emergency_plan=concluded.form["emergency_plan"],
        consequence=str(showing.CONSEQUENCES[said["level"]]),
        signatures=_signatures(case, steps, concluded),
    )


def _letter(case: Case, county: str, actor: Actor, at: datetime) -> paper.Letter:
    opened = case.opened_at.astimezone(SHANGHAI)
    short = county[:-1] if county[-1:] in {"县", "区", "市", "旗"} else county
    return paper.Letter(
        unit=case.lead_unit.name if case.lead_unit else actor.unit_name,
        number=paper.document_number(f"{short}稳评", year=opened.year, serial=int(case.no.rpartition("-")[2])),
        issued_on=at.astimezone(SHANGHAI).date(),
    )


def _last(steps: list[Step], action: str) -> Step:
    return next(step for step in reversed(steps) if step.action == action)


def _since(steps: list[Step], first: Step, fits: Callable[[Step], bool]) -> list[Step]:
    return [step for step in steps if step.number > first.number and fits(step)]


def _opinions(steps: list[Step], planned: Step) -> list[str]:
    """What was heard in this round, each with the way in which it was heard and what came of it."""
    heard = _since(steps, planned, lambda step: step.action in {"hear", "hear_expert"})
    return [_opinion(step) for step in heard]


def _opinion(step: Step) -> str:
    form = step.form
    way = form.get("expert_of") or str(showing.METHODS[form["method"]])
    adopted = f"（采纳情况：{form['adopted']}）" if form.get("adopted") else ""
    return f"{form['held_on']} {way}：{form['opinion']}{adopted}"


def _point(one: showing.FactorLine) -> assessment.Point:
    return assessment.Point(
        title=one.title,
        aspect=one.aspect,
        weight=f"{one.weight}%",
        before=f"{one.p_before}×{one.q_before}＝{one.before}",
        after=f"{one.p_after}×{one.q_after}＝{one.after}",
        measure=one.measure,
        by=one.by,
        until=one.until,
        done_on=one.done_on,
    )


def _signatures(case: Case, steps: list[Step], concluded: Step) -> list[assessment.Signature]:
    signed = _since(steps, concluded, lambda step: step.action == "sign")
    reasons = {step.posting_id: step.form.get("reason", "") for step in signed}
    lines = zip(case.more["signers"], showing.signatures(case.more), strict=True)
    return [assessment.Signature(line.name, line.on, reasons.get(posting, "")) for posting, line in lines]
