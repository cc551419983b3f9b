"""The changes of the risk process; each takes the case and gives the case after it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from linli.cases.rules.situation import Situation
from linli.cases.rules.state import Case
from linli.deadlines.rules import TimeUnit
from linli.work.risks.rules import course, index

#: What stays when a changed plan is assessed again: who is concerned, and what may go wrong.
_KEPT = frozenset({"decision_maker", "adverse", "procedure", "round", "groups", "factors"})


def _noted(case: Case, **said: object) -> Case:
    return replace(case, more=case.more | said)


def _said(s: Situation, field: str) -> Any:
    return (s.form or {}).get(field)


def _text(s: Situation, field: str) -> str:
    return str(_said(s, field) or "")


def _day(s: Situation, field: str) -> date:
    day = _said(s, field)
    return day if isinstance(day, date) else s.today


def intended(case: Case, s: Situation, _: str) -> Case:
    """Art. 22: who is to decide, and what harm it may do."""
    return _noted(case, decision_maker=_text(s, "decision_maker"), adverse=_text(s, "adverse"))


def procedure(case: Case, s: Situation, _: str) -> Case:
    """Which procedure it is, with the time that this one has."""
    chosen = _text(s, "procedure") or course.ORDINARY
    days = Decimal(course.number(course.numbers(s.process), f"{chosen}_days"))
    limited = replace(case, limit_amount=days, limit_unit=str(TimeUnit.CALENDAR_DAY))
    return _noted(limited, procedure=chosen, round=1)


def add_group(case: Case, s: Situation, _: str) -> Case:
    """One more group whose interests are touched."""
    said = {"name": _text(s, "group"), "size": _text(s, "group_size"), "concern": _text(s, "concern")}
    return _noted(case, groups=course.added(case, "groups", **said))


def drop_group(case: Case, s: Situation, _: str) -> Case:
    """A group that is not touched after all."""
    return _noted(case, groups=course.without(case, "groups", _said(s, "group_n")))


def plan(case: Case, s: Situation, _: str) -> Case:
    """Art. 14 and 23: in which ways people are heard."""
    return _noted(case, methods=list(_said(s, "methods") or []))


def announce(case: Case, s: Situation, _: str) -> Case:
    """Art. 15: open for opinions so many days; the day of the announcement is not counted (民法典 art. 201).

    Why the time is shorter is kept where the public reads it.
    """
    days = _said(s, "announce_days")
    since = _day(s, "announced_on")
    until = since + timedelta(days=int(days) if isinstance(days, Decimal) else 0)
    return _noted(case, announced_on=str(since), announce_until=str(until), announce_shorter=_text(s, "why_shorter"))


def period_over(case: Case, s: Situation, kind: str) -> Case:
    """A period in which something was open is over: nobody was late, so its clock stops without a verdict."""
    stopped = (replace(c, stopped_at=s.at) if c.kind == kind and c.is_open else c for c in case.clocks)
    return replace(case, clocks=tuple(stopped))


def ask_people(case: Case, s: Situation, _: str) -> Case:
    """A questionnaire on the portal, to the end of a day."""
    return _noted(case, question=_text(s, "question"), ask_until=str(_day(s, "ask_until")))


def hear(case: Case, s: Situation, _: str) -> Case:
    """Art. 14 and 18: how many of a group think what, and what came of it; nobody's name."""
    counts = {name: int(_said(s, name) or 0) for name in ("favour", "conditional", "against")}
    said = {"method": _text(s, "method"), "group": _said(s, "group_n"), "on": str(_day(s, "held_on"))}
    return _noted(case, heard=course.added(case, "heard", **said, **counts))


def hear_expert(case: Case, s: Situation, _: str) -> Case:
    """Art. 19 and 20: what an expert without an interest thinks; of which field, not who.

    The written opinion, which art. 19 wants signed, is a paper of the unit's; its picture may be put with the step.
    """
    said = {"method": course.EXPERT, "group": 0, "on": str(_day(s, "held_on")), "of": _text(s, "expert_of")}
    return _noted(case, heard=course.added(case, "heard", **said))


def _estimate(s: Situation) -> dict[str, object]:
    names = ("p_before", "q_before", "p_after", "q_after")
    return {name: str(_said(s, name)) for name in names} | {
        "weight": int(_said(s, "weight") or 0),
        "measure": _text(s, "measure"),
        "by": _text(s, "measure_by"),
        "until": str(_day(s, "measure_until")),
    }


def add_factor(case: Case, s: Situation, _: str) -> Case:
    """Art. 23: a point of risk with what is done against it."""
    said = {"title": _text(s, "factor"), "aspect": _text(s, "aspect")}
    return _noted(case, factors=course.added(case, "factors", **said, **_estimate(s)))


def change_factor(case: Case, s: Situation, _: str) -> Case:
    """A point of risk estimated otherwise; a measure that is another one has not been carried out."""
    changed = course.changed(case, "factors", _said(s, "factor_n"), **_estimate(s), done_on="")
    return _noted(case, factors=changed)


def drop_factor(case: Case, s: Situation, _: str) -> Case:
    """What was no risk after all."""
    return _noted(case, factors=course.without(case, "factors", _said(s, "factor_n")))


def conclude(case: Case, s: Situation, _: str) -> Case:
    """Which level is to be signed by whom, beside what the numbers say."""
    found = index.verdict(course.rows(case, "factors"), index.AFTER, index.thresholds(course.numbers(s.process)))
    return _noted(
        case,
        level=_text(s, "level"),
        suggested=found.level,
        index=str(found.index),
        signers=list(_said(s, "signers") or []),
        signatures=[],
    )


def sign(case: Case, s: Situation, _: str) -> Case:
    """One of those named stands by the level; why, where it differs, is in the step."""
    return _noted(case, signatures=course.added(case, "signatures", posting=s.actor.posting_id, on=str(s.today)))


def unsigned(case: Case, _s: Situation, _: str) -> Case:
    """A conclusion that is not signed is none."""
    dropped = {"level", "suggested", "index", "signers", "signatures"}
    return replace(case, more={name: value for name, value in case.more.items() if name not in dropped})


def _with_next(case: Case, s: Situation) -> Case:
    days = course.due(case, s.today, course.number(course.numbers(s.process), "filing_days"))
    return _noted(case, due=days, next_by=min(days.values()))


def next_measure(case: Case, s: Situation, _: str) -> Case:
    """The measures that are open are what clocks run to."""
    return _with_next(case, s)


def decided(case: Case, s: Situation, _: str) -> Case:
    """Art. 24: decided, the result of the assessment being one of its grounds."""
    return _with_next(_noted(case, decided_on=str(s.today)), s)


def carry_out(case: Case, s: Situation, _: str) -> Case:
    """One measure is carried out; the others are waited for."""
    changed = course.changed(case, "factors", _said(s, "factor_n"), done_on=str(_day(s, "done_on")))
    return _with_next(_noted(case, factors=changed), s)


def file(case: Case, s: Situation, _: str) -> Case:
    """The report is filed with the centre above."""
    return _noted(case, filed_on=str(_day(s, "filed_on")))


def next_round(case: Case, _s: Situation, _: str) -> Case:
    """Art. 24: a changed plan is assessed again; people are heard again, what was concluded stands no more."""
    kept = {name: value for name, value in case.more.items() if name in _KEPT}
    factors = [{**one, "done_on": ""} for one in course.rows(case, "factors")]
    return replace(case, more=kept | {"round": kept.get("round", 1) + 1, "factors": factors})


EFFECTS: dict[str, Callable[[Case, Situation, str], Case]] = {
    "intended": intended,
    "procedure": procedure,
    "add_group": add_group,
    "drop_group": drop_group,
    "plan": plan,
    "announce": announce,
    "period_over": period_over,
    "ask_people": ask_people,
    "hear": hear,
    "hear_expert": hear_expert,
    "add_factor": add_factor,
    "change_factor": change_factor,
    "drop_factor": drop_factor,
    "conclude": conclude,
    "sign": sign,
    "unsigned": unsigned,
    "next_measure": next_measure,
    "decided": decided,
    "carry_out": carry_out,
    "file": file,
    "next_round": next_round,
}
