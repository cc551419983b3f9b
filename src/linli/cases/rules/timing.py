"""What an action does to the clocks of a case."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from linli.cases.rules.process import ClockRule
from linli.cases.rules.situation import Situation
from linli.cases.rules.state import Case, Clock, begun
from linli.deadlines import rules as deadlines


def stop(case: Case, kinds: tuple[str, ...], s: Situation, unit: int | None = None) -> Case:
    """Stop every open clock of these kinds (of one unit, if named); notes whether the case was late."""
    clocks = tuple(
        clock.moved(deadlines.stop(s.facts.calendar, clock.pure(), s.at)) if _meant(clock, kinds, unit) else clock
        for clock in case.clocks
    )
    late = any(clock.met is False and s.process.clocks[clock.kind].counts for clock in clocks)
    return replace(case, clocks=clocks, was_late=case.was_late or late)


def pause(case: Case, kinds: tuple[str, ...], s: Situation) -> Case:
    """Let every running clock of these kinds stand still."""
    return replace(case, clocks=tuple(_paused(c, s) if c.kind in kinds else c for c in case.clocks))


def resume(case: Case, kinds: tuple[str, ...], s: Situation) -> Case:
    """Let every paused clock of these kinds run on."""
    return replace(case, clocks=tuple(_resumed(c, s) if c.kind in kinds else c for c in case.clocks))


def start(case: Case, kinds: tuple[str, ...], s: Situation) -> Case:
    """Start clocks for those who hold them now.

    The same unit again goes on with the time it had left; another unit gets a clock of its own, and the old
    one stops without a verdict: the wait was not its holder's any more.
    """
    for kind in kinds:
        rule = s.process.clocks[kind]
        holders = _holders(rule, case)
        case = replace(case, clocks=tuple(_superseded(c, kind, holders, s.at) for c in case.clocks))
        for holder in holders:
            case = _started(rule, case, holder, s)
    return case


def relimit(case: Case, kind: str, limit: deadlines.Limit, s: Situation) -> Case:
    """Recalculate the open clock of a kind with another limit: same start, same pauses, same time used."""
    return _on_newest(case, kind, lambda c: c.moved(deadlines.relimit(s.facts.calendar, c.pure(), limit, s.at)))


def recalculated(case: Case, s: Situation) -> Case:
    """Every open clock with its own limit on the calendar as it is now, as after an import of holidays."""

    def again(clock: Clock) -> Clock:
        pure = clock.pure()
        return clock.moved(deadlines.relimit(s.facts.calendar, pure, pure.limit, s.at))

    return replace(case, clocks=tuple(again(c) if c.is_open else c for c in case.clocks))


def extend(case: Case, kind: str, amount: Decimal, s: Situation) -> Case:
    """Give the open clock of a kind more of its own unit."""

    def longer(clock: Clock) -> Clock:
        extra = deadlines.Limit(amount, deadlines.TimeUnit(clock.unit))
        return clock.moved(deadlines.extend(s.facts.calendar, clock.pure(), extra, s.at))

    return _on_newest(case, kind, longer)


def mark(case: Case, kind: str, holder: int | None, **flags: bool) -> Case:
    """Note on the open clock of a kind that its warning or its end has been told."""
    clock = case.clock(kind, holder)
    return replace(case, clocks=tuple(replace(c, **flags) if c is clock else c for c in case.clocks))


def _on_newest(case: Case, kind: str, change: Callable[[Clock], Clock]) -> Case:
    clock = case.clock(kind)
    return replace(case, clocks=tuple(change(c) if c is clock else c for c in case.clocks))


def _meant(clock: Clock, kinds: tuple[str, ...], unit: int | None) -> bool:
    return clock.is_open and clock.kind in kinds and (unit is None or clock.holder == unit)


def _holders(rule: ClockRule, case: Case) -> tuple[int | None, ...]:
    if rule.holder == "assist":
        return tuple(a.unit for a in case.assists if not a.is_done)
    return (case.desk_unit if rule.holder == "desk" else case.lead_unit,)


def _superseded(clock: Clock, kind: str, holders: tuple[int | None, ...], at: datetime) -> Clock:
    if clock.kind == kind and clock.is_open and clock.holder not in holders:
        return replace(clock, stopped_at=at)
    return clock


def _started(rule: ClockRule, case: Case, holder: int | None, s: Situation) -> Case:
    held = case.clock(rule.name, holder)
    if held is None:
        limit = _limit(rule, case, s)
        return replace(case, clocks=(*case.clocks, begun(s.facts.calendar, rule.name, limit, holder, s.at)))
    return replace(case, clocks=tuple(_resumed(c, s) if c is held else c for c in case.clocks))


def _paused(clock: Clock, s: Situation) -> Clock:
    return clock.moved(deadlines.pause(s.facts.calendar, clock.pure(), s.at)) if clock.runs else clock


def _resumed(clock: Clock, s: Situation) -> Clock:
    if clock.is_open and clock.paused_at is not None:
        return clock.moved(deadlines.resume(s.facts.calendar, clock.pure(), s.at))
    return clock


def _limit(rule: ClockRule, case: Case, s: Situation) -> deadlines.Limit:
    if rule.limit == "matter.accept":
        return deadlines.Limit(case.accept_amount, deadlines.TimeUnit(case.accept_unit))
    if rule.limit == "criterion":
        return deadlines.Limit(case.limit_amount, deadlines.TimeUnit(case.limit_unit))
    if rule.limit == "suspended_until":
        days = ((case.suspended_until or s.today) - s.today).days
        return deadlines.Limit(Decimal(max(days, 1)), deadlines.TimeUnit.CALENDAR_DAY)
    amount, unit = rule.limit.split()
    return deadlines.Limit(Decimal(amount), deadlines.TimeUnit(unit))
