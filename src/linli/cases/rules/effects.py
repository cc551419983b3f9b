"""The changes a process may name; each takes the case and gives the case after it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from msgspec.structs import replace

from linli.cases.rules import records, timing
from linli.cases.rules.facts import Desk
from linli.cases.rules.forms import as_json
from linli.cases.rules.situation import Situation
from linli.cases.rules.state import Approval, Assignment, Case, Clock, Request
from linli.deadlines import rules as deadlines

T = TypeVar("T")


def apply(effect: str, case: Case, situation: Situation) -> Case:
    """The case after one named effect: ``name`` or ``name:subject``."""
    name, _, subject = effect.partition(":")
    change = situation.process.words.effects.get(name) or _EFFECTS[name]
    return change(case, situation, subject)


def _filled(s: Situation, name: str, kind: type[T]) -> T | None:
    value = (s.form or {}).get(name)
    return value if isinstance(value, kind) else None


def _classify(case: Case, s: Situation, _: str) -> Case:
    facts = s.facts.matter
    if facts is not None:
        case = replace(
            case,
            matter=facts.matter,
            matter_edition=facts.edition,
            criterion=facts.criterion,
            limit_amount=facts.limit_amount,
            limit_unit=facts.limit_unit,
            accept_amount=facts.accept_amount,
            accept_unit=facts.accept_unit,
            urgency=facts.urgency,
            duty_type=facts.duty_type,
        )
    return replace(case, urgency=_filled(s, "urgency", str) or case.urgency)


def _accepted(case: Case, s: Situation, _: str) -> Case:
    return replace(case, accepted_at=s.at, answerable_unit=s.actor.unit_id or case.answerable_unit)


def _settled(case: Case, s: Situation, _: str) -> Case:
    return replace(case, accepted_at=s.at, answerable_unit=s.actor.unit_id or case.answerable_unit)


def _close(case: Case, s: Situation, _: str) -> Case:
    return _drop_requests(replace(case, closed_at=s.at), s)


def _drop_requests(case: Case, s: Situation) -> Case:
    dropped = (r if r.verdict else replace(r, verdict="dropped", decided_at=s.at) for r in case.requests)
    return replace(case, requests=tuple(dropped))


def _level_up(case: Case, s: Situation, _: str) -> Case:
    return _moved_to(case, s.facts.higher)


def _level_down(case: Case, s: Situation, _: str) -> Case:
    return _moved_to(case, s.facts.lower)


def _moved_to(case: Case, desk: Desk | None) -> Case:
    return replace(case, level=desk.level, desk_unit=desk.unit) if desk else case


def _assign(case: Case, s: Situation, _: str) -> Case:
    lead, assists = _filled(s, "lead", int), _filled(s, "assists", list) or []
    case = _drop_requests(_ended(case, s), s)
    units = [(lead, "lead"), *((unit, "assist") for unit in assists if unit != lead)]
    new = tuple(Assignment(unit=unit, role=role, assigned_at=s.at) for unit, role in units if unit is not None)
    return replace(case, lead_unit=lead, assignments=(*case.assignments, *new))


def _ended(case: Case, s: Situation) -> Case:
    ended = (a if a.ended_at else replace(a, ended_at=s.at) for a in case.assignments)
    return replace(case, assignments=tuple(ended))


def _designate(case: Case, _s: Situation, _: str) -> Case:
    return replace(case, designated=True)


def _receive(case: Case, s: Situation, _: str) -> Case:
    received = (replace(a, received_at=s.at) if _leads(a) else a for a in case.assignments)
    return replace(case, assignments=tuple(received), answerable_unit=case.lead_unit)


def _leads(assignment: Assignment) -> bool:
    return assignment.role == "lead" and assignment.ended_at is None


def _count_return(case: Case, _s: Situation, _: str) -> Case:
    return replace(case, returns=case.returns + 1)


def _unassign(case: Case, s: Situation, _: str) -> Case:
    return replace(_drop_requests(_ended(case, s), s), lead_unit=None)


def _assist_done(case: Case, s: Situation, _: str) -> Case:
    unit, result = s.actor.unit_id, _filled(s, "result", str) or ""
    done = (replace(a, fed_back_at=s.at, result=result) if _assists(a, unit) else a for a in case.assignments)
    return _stop_assist_clock(replace(case, assignments=tuple(done)), s, unit)


def _excuse(case: Case, s: Situation, _: str) -> Case:
    unit = _filled(s, "unit", int)
    excused = (replace(a, excused_at=s.at) if _assists(a, unit) else a for a in case.assignments)
    return _stop_assist_clock(replace(case, assignments=tuple(excused)), s, unit)


def _assists(assignment: Assignment, unit: int | None) -> bool:
    return assignment.role == "assist" and assignment.unit == unit and not assignment.is_done


def _stop_assist_clock(case: Case, s: Situation, unit: int | None) -> Case:
    kinds = tuple(clock.name for clock in s.process.clock if clock.holder == "assist")
    return timing.stop(case, kinds, s, unit=unit) if unit is not None else case


def _add_assist(case: Case, s: Situation, _: str) -> Case:
    busy = {a.unit for a in case.assignments if a.ended_at is None}
    units = [unit for unit in _filled(s, "assists", list) or [] if unit not in busy]
    new = tuple(Assignment(unit=unit, role="assist", assigned_at=s.at) for unit in units)
    return replace(case, assignments=(*case.assignments, *new))


def _lead_done(case: Case, s: Situation, _: str) -> Case:
    result = _filled(s, "result", str) or ""
    done = (replace(a, fed_back_at=s.at, result=result) if _leads(a) else a for a in case.assignments)
    return _drop_requests(replace(case, assignments=tuple(done)), s)


def _rework(case: Case, _s: Situation, _: str) -> Case:
    again = (replace(a, fed_back_at=None) if _leads(a) else a for a in case.assignments)
    return replace(case, assignments=tuple(again), reworks=case.reworks + 1)


def _rate(case: Case, s: Situation, _: str) -> Case:
    return replace(case, rating=_filled(s, "score", int))


def _desk_rate(case: Case, s: Situation, _: str) -> Case:
    return replace(case, desk_rating=_filled(s, "score", int))


def _reopen(case: Case, s: Situation, _: str) -> Case:
    case = replace(_ended(case, s), lead_unit=None, closed_at=None, forced=False, designated=False, returns=0)
    return replace(_drop_requests(case, s), reopens=case.reopens + 1, rating=None, desk_rating=None)


def _ask(case: Case, s: Situation, kind: str) -> Case:
    request = Request(
        kind=kind,
        asked_at=s.at,
        asked_user=s.actor.user_id,
        asked_posting=s.actor.posting_id,
        form=as_json(s.form or {}),
    )
    return replace(case, requests=(*case.requests, request))


def _approve(case: Case, s: Situation, kind: str) -> Case:
    request, rule = case.request(kind), s.process.requests[kind]
    if request is None:
        return case
    yes = (*request.approvals, Approval(user=s.actor.user_id, name=s.actor.name, at=s.at))
    granted = len(yes) == len(rule.approvals)
    decided = replace(request, approvals=yes, **({"verdict": "granted", "decided_at": s.at} if granted else {}))
    case = _with_request(case, request, decided)
    grant, _, clock = rule.grants.partition(":")
    return _GRANTS[grant](case, s, decided, clock) if granted else case


def _reject(case: Case, s: Situation, kind: str) -> Case:
    request = case.request(kind)
    return _with_request(case, request, replace(request, verdict="rejected", decided_at=s.at)) if request else case


def _with_request(case: Case, old: Request, new: Request) -> Case:
    return replace(case, requests=tuple(new if r is old else r for r in case.requests))


def _grant_extension(case: Case, s: Situation, request: Request, clock: str) -> Case:
    case = timing.extend(case, clock, Decimal(str(request.form["amount"])), s)
    return replace(case, extensions=case.extensions + 1)


def _grant_suspension(case: Case, _s: Situation, request: Request, _: str) -> Case:
    return replace(case, suspended_until=date.fromisoformat(str(request.form["until"])))


def _grant_force(case: Case, _s: Situation, _r: Request, _: str) -> Case:
    return replace(case, forced=True)


def _grant_exemption(case: Case, _s: Situation, _r: Request, _: str) -> Case:
    return replace(case, exempted=True)


def _unsuspend(case: Case, _s: Situation, _: str) -> Case:
    return replace(case, suspended_until=None)


def _urge(case: Case, _s: Situation, _: str) -> Case:
    return replace(case, urges=case.urges + 1)


def _supervise(case: Case, s: Situation, _: str) -> Case:
    return replace(case, supervised=_filled(s, "kind", str) or "ordinary")


def _end_supervision(case: Case, _s: Situation, _: str) -> Case:
    return replace(case, supervised="")


def _supervise_late(case: Case, s: Situation, _: str) -> Case:
    kind, _, _ = records.of_clock(str((s.form or {}).get("clock", "")))
    return replace(case, supervised=case.supervised or "ordinary") if kind in s.process.counting else case


def _merge(case: Case, s: Situation, _: str) -> Case:
    return replace(case, merged_into=s.facts.into)


def _relimit(case: Case, s: Situation, kind: str) -> Case:
    limit = deadlines.Limit(case.limit_amount, deadlines.TimeUnit(case.limit_unit))
    return timing.relimit(case, kind, limit, s) if case.clock(kind) else case


def _recalculate(case: Case, s: Situation, _: str) -> Case:
    return timing.recalculated(case, s)


def _set_limit(case: Case, s: Situation, kind: str) -> Case:
    return _relimit(replace(case, limit_amount=_filled(s, "limit", Decimal) or case.limit_amount), s, kind)


def _clock_warned(case: Case, s: Situation, _: str) -> Case:
    return timing.warned(case, _named_clock(case, s), s)


def _clock_overdue(case: Case, s: Situation, _: str) -> Case:
    clock = _named_clock(case, s)
    counts = clock is not None and clock.kind in s.process.counting
    return replace(timing.mark(case, clock, warned=True, overdue=True), was_late=case.was_late or counts)


def _named_clock(case: Case, s: Situation) -> Clock | None:
    """The clock that speaks: 「carry:12:2」, its kind, whose it is, and for what it runs."""
    kind, holder, subject = records.of_clock(str((s.form or {}).get("clock", "")))
    return case.clock(kind, int(holder) if holder.isdigit() else None, subject)


_GRANTS: dict[str, Callable[[Case, Situation, Request, str], Case]] = {
    "extend": _grant_extension,
    "suspend": _grant_suspension,
    "force": _grant_force,
    "exempt": _grant_exemption,
}
_EFFECTS: dict[str, Callable[[Case, Situation, str], Case]] = {
    "classify": _classify,
    "accepted": _accepted,
    "close": _close,
    "settled": _settled,
    "level_up": _level_up,
    "level_down": _level_down,
    "assign": _assign,
    "designate": _designate,
    "receive": _receive,
    "count_return": _count_return,
    "unassign": _unassign,
    "assist_done": _assist_done,
    "add_assist": _add_assist,
    "excuse": _excuse,
    "lead_done": _lead_done,
    "rework": _rework,
    "rate": _rate,
    "desk_rate": _desk_rate,
    "reopen": _reopen,
    "ask": _ask,
    "approve": _approve,
    "reject": _reject,
    "unsuspend": _unsuspend,
    "urge": _urge,
    "supervise": _supervise,
    "end_supervision": _end_supervision,
    "supervise_late": _supervise_late,
    "merge": _merge,
    "relimit": _relimit,
    "set_limit": _set_limit,
    "recalculate": _recalculate,
    "clock_warned": _clock_warned,
    "clock_overdue": _clock_overdue,
}
