"""What an action does to the clocks of a case."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import product

from msgspec.structs import replace

from linli.cases.rules.process import ClockRule
from linli.cases.rules.situation import Situation
from linli.cases.rules.state import Case, Clock, begun
from linli.deadlines import rules as deadlines


def stop(case: Case, kinds: tuple[str, ...], s: Situation, unit: int | None = None) -> Case:
    """Stop every open clock of these kinds (of one unit, if named); notes whether the case was late."""
    return _stopped(case, lambda clock: _meant(clock, kinds, unit), s)


def _stopped(case: Case, is_meant: Callable[[Clock], bool], s: Situation) -> Case:
    clocks = tuple(
        clock.moved(deadlines.stop(s.facts.calendar, clock.pure(), s.at)) if is_meant(clock) else clock
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
    one stops without a verdict: the wait was not its holder's any more. A clock for one of several things stops with
    a verdict once that thing is not among them any more: it was done.
    """
    for kind in kinds:
        rule = s.process.clocks[kind]
        holders, subjects = _holders(rule, case), _subjects(rule, case)
        case = replace(case, clocks=tuple(_superseded(c, kind, holders, s.at) for c in case.clocks))
        case = _stopped(case, partial(_is_done_with, kind, subjects), s)
        for holder, subject in product(holders, subjects):
            case = _started(rule, case, holder, subject, s)
    return case


def _is_done_with(kind: str, subjects: tuple[str, ...], clock: Clock) -> bool:
    return clock.kind == kind and clock.is_open and clock.subject not in subjects


def relimit(case: Case, kind: str, limit: deadlines.Limit, s: Situation) -> Case:
    """Recalculate the open clock of a kind with another limit: same start, same pauses, same time used."""

    def other(clock: Clock) -> Clock:
        return _warning(clock.moved(deadlines.relimit(s.facts.calendar, clock.pure(), limit, s.at)), s)

    return _on_newest(case, kind, other)


def recalculated(case: Case, s: Situation) -> Case:
    """Every open clock with its own limit on the calendar as it is now, as after an import of holidays."""

    def again(clock: Clock) -> Clock:
        pure = clock.pure()
        return _warning(clock.moved(deadlines.relimit(s.facts.calendar, pure, pure.limit, s.at)), s)

    return replace(case, clocks=tuple(again(c) if c.is_open else c for c in case.clocks))


def extend(case: Case, kind: str, amount: Decimal, s: Situation) -> Case:
    """Give the open clock of a kind more of its own unit."""

    def longer(clock: Clock) -> Clock:
        extra = deadlines.Limit(amount, deadlines.TimeUnit(clock.unit))
        return _warning(clock.moved(deadlines.extend(s.facts.calendar, clock.pure(), extra, s.at)), s)

    return _on_newest(case, kind, longer)


def mark(case: Case, clock: Clock | None, **flags: bool) -> Case:
    """Note on a clock of the case that its warning or its end has been told."""
    return replace(case, clocks=tuple(replace(c, **flags) if c is clock else c for c in case.clocks))


def warned(case: Case, clock: Clock | None, s: Situation) -> Case:
    """Note that a clock has warned; one that warns on several days waits for the next of them."""
    following = _warnings(clock, s) if clock else []
    if not following:
        return mark(case, clock, warned=True)
    return replace(case, clocks=tuple(replace(c, warn_at=following[0]) if c is clock else c for c in case.clocks))


def _warnings(clock: Clock, s: Situation) -> list[datetime]:
    """The moments still to come at which a clock warns, if its rule names days for that."""
    rule = s.process.clocks.get(clock.kind)
    moments = [_day_before_the_last(clock, days, s) for days in (rule.warn if rule else ())]
    return sorted(moment for moment in moments if moment > s.at)


def _day_before_the_last(clock: Clock, days: int, s: Situation) -> datetime:
    """When the day begins that is so many days before the clock's last."""
    calendar = s.facts.calendar
    last = calendar.date_of(clock.due_at - timedelta(seconds=1))
    return calendar.midnight_after(last - timedelta(days=days + 1))


def _warning(clock: Clock, s: Situation) -> Clock:
    """The clock with the first of the days on which it warns, where its rule names such days."""
    rule = s.process.clocks.get(clock.kind)
    if rule is None or not rule.warn:
        return clock
    return replace(clock, warn_at=min(_warnings(clock, s), default=_day_before_the_last(clock, min(rule.warn), s)))


def _on_newest(case: Case, kind: str, change: Callable[[Clock], Clock]) -> Case:
    clock = case.clock(kind)
    return replace(case, clocks=tuple(change(c) if c is clock else c for c in case.clocks))


def _meant(clock: Clock, kinds: tuple[str, ...], unit: int | None) -> bool:
    return clock.is_open and clock.kind in kinds and (unit is None or clock.holder == unit)


def _holders(rule: ClockRule, case: Case) -> tuple[int | None, ...]:
    if rule.holder == "assist":
        return tuple(a.unit for a in case.assists if not a.is_done)
    return (case.desk_unit if rule.holder == "desk" else case.lead_unit,)


def _subjects(rule: ClockRule, case: Case) -> tuple[str, ...]:
    """For what the clock runs: each of the days by name that an effect has set, else one thing without a name."""
    days = case.more.get(rule.limit.removeprefix("more.")) if rule.limit.startswith("more.") else None
    return tuple(days) if isinstance(days, dict) else ("",)


def _superseded(clock: Clock, kind: str, holders: tuple[int | None, ...], at: datetime) -> Clock:
    if clock.kind == kind and clock.is_open and clock.holder not in holders:
        return replace(clock, stopped_at=at)
    return clock


def _started(rule: ClockRule, case: Case, holder: int | None, subject: str, s: Situation) -> Case:
    held = case.clock(rule.name, holder, subject)
    if held is None:
        limit = _limit(rule, case, subject, s)
        clock = begun(s.facts.calendar, rule.name, limit, holder, s.at)
        return replace(case, clocks=(*case.clocks, replace(_warning(clock, s), subject=subject)))
    return replace(case, clocks=tuple(_resumed(c, s) if c is held else c for c in case.clocks))


def _paused(clock: Clock, s: Situation) -> Clock:
    return clock.moved(deadlines.pause(s.facts.calendar, clock.pure(), s.at)) if clock.runs else clock


def _resumed(clock: Clock, s: Situation) -> Clock:
    if clock.is_open and clock.paused_at is not None:
        return _warning(clock.moved(deadlines.resume(s.facts.calendar, clock.pure(), s.at)), s)
    return clock


def _limit(rule: ClockRule, case: Case, subject: str, s: Situation) -> deadlines.Limit:
    if rule.limit == "matter.accept":
        return deadlines.Limit(case.accept_amount, deadlines.TimeUnit(case.accept_unit))
    if rule.limit == "criterion":
        return deadlines.Limit(case.limit_amount, deadlines.TimeUnit(case.limit_unit))
    if rule.limit == "suspended_until":
        return _until(case.suspended_until, s)
    if rule.limit.startswith("more."):
        day = case.more.get(rule.limit.removeprefix("more."))
        return _until(_day(day[subject] if isinstance(day, dict) else day), s)
    amount, unit = rule.limit.split()
    return deadlines.Limit(Decimal(amount), deadlines.TimeUnit(unit))


def _until(day: date | None, s: Situation) -> deadlines.Limit:
    """The days from now to a day, at least one."""
    days = ((day or s.today) - s.today).days
    return deadlines.Limit(Decimal(max(days, 1)), deadlines.TimeUnit.CALENDAR_DAY)


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None
