"""When the steps of a demo case happened, so that its clock shows the wished colour now. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from linli.deadlines.days import SHANGHAI, WorkingCalendar
from linli.deadlines.limits import Limit, Reckoning, TimeUnit, counting_from, reckon
from linli.demo.stories import Path, Step

#: Limits of the clocks of the event process that do not come from the matter.
FIXED = {
    "dispatch": Limit(Decimal(2), TimeUnit.WORK_HOUR),
    "check": Limit(Decimal(1), TimeUnit.WORK_DAY),
    "verify": Limit(Decimal(1), TimeUnit.WORK_DAY),
    "rate": Limit(Decimal(5), TimeUnit.WORK_DAY),
}
URGENT = frozenset({TimeUnit.URGENT_HOUR, TimeUnit.URGENT_DAY})
OFFICE = frozenset({"desk", "lead", "assist", "supervisor", "approver"})
#: Urgent matters are handed on in a sixth of the usual time.
HASTE = 0.16
DAY_MIN = 24 * 60
FIRST_AGE_MIN, LEAST_STEP_MIN, GROWTH = 3.0, 8.0, 0.011
DAYLIGHT = range(7, 22)
STARTS_HANDLING = frozenset({"dispatch", "dispatch_other"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What the matter allows for accepting and for handling."""

    accept: Limit
    handle: Limit

    @property
    def is_urgent(self) -> bool:
        return self.handle.unit in URGENT


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a case was opened and when each of its steps was taken."""

    opened: datetime
    steps: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """What moments depend on: the matter's limits, the working calendar, and now."""

    limits: Limits
    calendar: WorkingCalendar
    now: datetime

    def schedule(self, path: Path, colour: str, rng: Random) -> Schedule | None:
        """The latest fitting schedule, or one a little earlier; ``None`` when no moment of the last weeks fits."""
        paces = [rng.uniform(0.6, 1.5) for _ in path.steps]
        skip = rng.choice((0, 0, 1, 2, 3)) if colour == "red" else rng.randrange(4)
        best = None
        for opened in self._ages(path, colour, rng):
            found = self._walked(path, opened, paces)
            if found and self._fits(path, colour, found):
                best = found
                skip -= 1
            if best and skip < 0:
                break
        return best

    def running(self, path: Path, found: Schedule) -> Reckoning:
        """The clock that runs after the last step."""
        limit = {"accept": self.limits.accept, "handle": self.limits.handle, **FIXED}[path.clock]
        started = found.steps[-1] if found.steps else found.opened
        if path.clock == "handle":
            number = max(i for i, step in enumerate(path.steps) if step.action in STARTS_HANDLING)
            started = found.steps[number]
        return reckon(self.calendar, limit, counting_from(self.calendar, started, limit.unit))

    def _ages(self, path: Path, colour: str, rng: Random) -> Iterator[datetime]:
        if colour == "done":
            ages = [rng.uniform(1.5, path.oldest) * DAY_MIN for _ in range(40)]
        else:
            ages = []
            age = FIRST_AGE_MIN * rng.uniform(0.6, 1.6)
            while age < path.oldest * DAY_MIN:
                ages.append(age)
                age += max(LEAST_STEP_MIN, age * GROWTH)
        moments = [(self.now - timedelta(minutes=age)).replace(microsecond=0) for age in ages]
        daylight = [at for at in moments if at.astimezone(SHANGHAI).hour in DAYLIGHT]
        yield from daylight
        yield from (at for at in moments if at not in daylight)

    def _walked(self, path: Path, opened: datetime, paces: Sequence[float]) -> Schedule | None:
        """The moments of all steps; ``None`` as soon as one lies in the future."""
        times: list[datetime] = []
        at = dispatched = opened
        for step, pace in zip(path.steps, paces, strict=True):
            at = self._after(at, dispatched, step, pace)
            if at >= self.now - timedelta(minutes=1):
                return None
            if step.action in STARTS_HANDLING:
                dispatched = at
            times.append(at)
        return Schedule(opened, tuple(times))

    def _after(self, before: datetime, dispatched: datetime, step: Step, pace: float) -> datetime:
        handle = self.limits.handle
        if step.share:
            begin = counting_from(self.calendar, dispatched, handle.unit)
            used = int(handle.seconds(self.calendar) * step.share)
            working = handle.unit.runs_in_working_time
            at = self.calendar.shift(begin, used) if working else begin + timedelta(seconds=used)
            return max(at, before + timedelta(minutes=9 * pace)).replace(microsecond=0)
        seconds = max(70, int(step.minutes * 60 * pace * (HASTE if self.limits.is_urgent else 1)))
        if step.who in OFFICE and not self.limits.is_urgent:
            return self.calendar.shift(before, seconds)
        return before + timedelta(seconds=seconds)

    def _fits(self, path: Path, colour: str, found: Schedule) -> bool:
        if not path.clock:
            return True
        clock = self.running(path, found)
        if colour == "green":
            return self.now < clock.warn_at
        if colour == "yellow":
            return clock.warn_at <= self.now < clock.due_at - (clock.due_at - clock.warn_at) / 5
        return self.now > clock.due_at + timedelta(minutes=3)
