"""The clock of a case: it starts, pauses, resumes, is extended or recalculated, and stops.

A clock runs in the seconds of its own unit: working seconds for 工作时 and 工作日, wall seconds for the others.
Pausing notes how many of them have run; resuming lays the rest out from that moment. So the due moment moves by
exactly the stretch that was paused, measured in the clock's own unit, and a pause of no length changes nothing.

Day units: "the day of the event is not counted" (民法典 art. 201) speaks of the event that began the clock, and is
applied once, at the start. A clock in days stands until the midnight after its start; a pause on that first day
costs nothing and gains nothing. Resuming is no new event: counting its day as "not counted" again would give a day
away with each pause, however short. A working-day clock that was paused may therefore end in the middle of a day.

Calendar days whose last day is a day off end on the next working day. What a clock shows as left when it is paused
is what is left when it resumes, the days so added included (`rolled_seconds`); the end then rolls again if it must.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from linli.deadlines.days import WorkingCalendar, whole_second
from linli.deadlines.limits import Limit, Reckoning, TimeUnit, counting_from, reckon, run

_WALL_DAY = 24 * 3600


class ClockError(ValueError):
    """The clock is not in a state in which this can be done to it."""


class Light(StrEnum):
    """What the clock shows: green, yellow when at most a fifth of its time is left, red when overdue."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True)
class ClockState:
    """One clock of a case at rest between two events; nothing in it depends on now.

    `resumed_at` is the start of the present run, `used_seconds` what had run before it in the unit's own seconds
    (once paused or stopped: all that has run). `due_at` and `warn_at` of a paused clock are those it had when it was
    paused. `met` is None until the clock is stopped. `uncovered` says that `due_at` rests on days of a year whose
    holidays are not known yet. `rolled_seconds` is what days off at the end of a calendar-day limit had added by the
    last pause or extension.
    """

    kind: str
    limit: Limit
    started_at: datetime
    paused_at: datetime | None
    used_seconds: int
    resumed_at: datetime
    due_at: datetime
    warn_at: datetime
    stopped_at: datetime | None = None
    met: bool | None = None
    uncovered: bool = False
    rolled_seconds: int = 0

    @property
    def is_stopped(self) -> bool:
        return self.stopped_at is not None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None and not self.is_stopped

    @property
    def is_running(self) -> bool:
        return self.paused_at is None and not self.is_stopped


def start(calendar: WorkingCalendar, kind: str, limit: Limit, at: datetime) -> ClockState:
    """A clock that begins with an event at `at`."""
    plan = reckon(calendar, limit, counting_from(calendar, at, limit.unit))
    return ClockState(
        kind=kind,
        limit=limit,
        started_at=at,
        paused_at=None,
        used_seconds=0,
        resumed_at=at,
        due_at=plan.due_at,
        warn_at=plan.warn_at,
        uncovered=bool(plan.uncovered_years),
    )


def restart(calendar: WorkingCalendar, clock: ClockState, at: datetime, limit: Limit | None = None) -> ClockState:
    """The clock begun anew at `at`, with another limit if given: what had run before is forgotten."""
    return start(calendar, clock.kind, limit or clock.limit, at)


def pause(calendar: WorkingCalendar, clock: ClockState, at: datetime) -> ClockState:
    """The clock standing still from `at`. Raises ClockError unless it is running."""
    _require(clock, "pause", is_right=clock.is_running)
    return replace(
        clock,
        paused_at=at,
        used_seconds=elapsed(calendar, clock, at),
        rolled_seconds=clock.rolled_seconds + _reckon(calendar, clock).rolled_seconds,
    )


def resume(calendar: WorkingCalendar, clock: ClockState, at: datetime) -> ClockState:
    """The clock running again from `at` with the time it had left. Raises ClockError unless it is paused."""
    _require(clock, "resume", is_right=clock.is_paused)
    return _reckoned(calendar, replace(clock, paused_at=None, resumed_at=at))


def stop(calendar: WorkingCalendar, clock: ClockState, at: datetime) -> ClockState:
    """The clock stopped for good, met if not later than due. Raises ClockError if it has stopped already.

    A clock stopped while paused is judged by the moment it was paused.
    """
    _require(clock, "stop", is_right=not clock.is_stopped)
    met = whole_second(clock.paused_at or at) <= clock.due_at
    return replace(clock, stopped_at=at, used_seconds=elapsed(calendar, clock, at), met=met)


def relimit(calendar: WorkingCalendar, clock: ClockState, limit: Limit, at: datetime) -> ClockState:
    """The clock recalculated with another limit: same start, same pauses, same time used.

    With its own limit it is recalculated on the given calendar, as after an import of holidays. Where the unit
    changes between working and wall time, what had run before a pause is carried over a working day for a day, to
    the second. Raises ClockError if the clock has stopped: what was judged stays judged.
    """
    _require(clock, "relimit", is_right=not clock.is_stopped and whole_second(clock.started_at) <= whole_second(at))
    used = _carried_over(calendar, clock.used_seconds, clock.limit.unit, limit.unit)
    return _reckoned(calendar, replace(clock, limit=limit, used_seconds=used))


def extend(calendar: WorkingCalendar, clock: ClockState, extra: Limit, at: datetime) -> ClockState:
    """The clock with more time, counted from where it was due. Raises ClockError for another unit or if stopped.

    The limit grows by the extra amount; days that a holiday at the end had added already are kept.
    """
    _require(clock, f"extend by {extra}", is_right=not clock.is_stopped and extra.unit is clock.limit.unit)
    rolled = clock.rolled_seconds + _reckon(calendar, clock).rolled_seconds
    longer = Limit(clock.limit.amount + extra.amount, extra.unit)
    return relimit(calendar, replace(clock, rolled_seconds=rolled), longer, at)


def light(clock: ClockState, at: datetime) -> Light:
    """What the clock shows at `at`; at the very moment it is due it is not yet overdue."""
    if clock.is_stopped:
        return Light.STOPPED
    if clock.is_paused:
        return Light.PAUSED
    if whole_second(at) > clock.due_at:
        return Light.RED
    return Light.YELLOW if whole_second(at) >= clock.warn_at else Light.GREEN


def elapsed(calendar: WorkingCalendar, clock: ClockState, at: datetime) -> int:
    """Seconds of the clock's own running used up at `at`; pauses and the first day of day units do not count."""
    if not clock.is_running:
        return clock.used_seconds
    return clock.used_seconds + max(0, run(calendar, _begin(calendar, clock), at, clock.limit.unit))


def remaining_seconds(calendar: WorkingCalendar, clock: ClockState, at: datetime) -> int:
    """Seconds of the clock's own running left at `at`; negative when overdue.

    A paused or stopped clock has what it had when it was paused or stopped.
    """
    moment = clock.paused_at or clock.stopped_at or at
    begin = counting_from(calendar, clock.started_at, clock.limit.unit)
    return run(calendar, max(moment, begin), clock.due_at, clock.limit.unit)


def _begin(calendar: WorkingCalendar, clock: ClockState) -> datetime:
    """From where what is left is laid out: the present run or pause, but not before the unit begins to count."""
    first = counting_from(calendar, clock.started_at, clock.limit.unit)
    return max(first, whole_second(clock.paused_at or clock.resumed_at))


def _reckon(calendar: WorkingCalendar, clock: ClockState) -> Reckoning:
    return reckon(calendar, clock.limit, _begin(calendar, clock), clock.used_seconds, clock.rolled_seconds)


def _reckoned(calendar: WorkingCalendar, clock: ClockState) -> ClockState:
    plan = _reckon(calendar, clock)
    return replace(clock, due_at=plan.due_at, warn_at=plan.warn_at, uncovered=bool(plan.uncovered_years))


def _carried_over(calendar: WorkingCalendar, used: int, old: TimeUnit, new: TimeUnit) -> int:
    """Time used in one unit, in the seconds of another: a working day for a day."""
    if old.runs_in_working_time == new.runs_in_working_time:
        return used
    share = Fraction(calendar.day_seconds, _WALL_DAY)
    return round(used * share if new.runs_in_working_time else used / share)


def _require(clock: ClockState, verb: str, *, is_right: bool) -> None:
    if not is_right:
        raise ClockError(f"cannot {verb}: {clock}")
