"""Units of time, limits, and the moment when a limit ends."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Self

from linli.deadlines.days import SHANGHAI, WorkingCalendar, whole_second

_HOUR = 3600
_DAY = 24 * _HOUR
_MOST = Decimal(10_000)
_SECOND = timedelta(seconds=1)


class TimeUnit(StrEnum):
    """The five units in which limits are written.

    Hours run from the event itself, days from the day after it (民法典 art. 201). The two urgent units run
    continuously, nights and holidays included, from the event itself.
    """

    URGENT_HOUR = "urgent_hour"
    URGENT_DAY = "urgent_day"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"
    CALENDAR_DAY = "calendar_day"

    @property
    # A unit is never asked to be put in title case; everything else that has a Chinese word calls it title.
    def title(self) -> str:  # type: ignore[override]
        """The Chinese word, as it stands in catalogues and on paper."""
        return _TITLES[self]

    @classmethod
    def from_title(cls, title: str) -> Self:
        """The unit of a Chinese word; raises ValueError for any other word."""
        for unit in cls:
            if unit.title == title.strip():
                return unit
        raise ValueError(f"no unit of time is called {title!r}")

    @property
    def runs_in_working_time(self) -> bool:
        """Whether only working periods of working days count."""
        return self in {TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY}

    @property
    def skips_first_day(self) -> bool:
        """Whether the day of the event is not counted."""
        return self in {TimeUnit.WORK_DAY, TimeUnit.CALENDAR_DAY}


_TITLES = {
    TimeUnit.URGENT_HOUR: "紧急工作时",
    TimeUnit.URGENT_DAY: "紧急工作日",
    TimeUnit.WORK_HOUR: "工作时",
    TimeUnit.WORK_DAY: "工作日",
    TimeUnit.CALENDAR_DAY: "自然日",
}


@dataclass(frozen=True)
class Limit:
    """How long something may take. Raises ValueError unless 0 < amount ≤ 10,000; halves are usual."""

    amount: Decimal
    unit: TimeUnit

    def __post_init__(self) -> None:
        if not (self.amount.is_finite() and 0 < self.amount <= _MOST):
            raise ValueError(f"a limit cannot be {self.amount} {self.unit}")

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """As people read it: "5 个工作日", "0.5 个紧急工作时"."""
        return f"{self.amount.normalize():f} 个{self.unit.title}"

    def seconds(self, calendar: WorkingCalendar) -> int:
        """Seconds of the unit's own running: of working time for working units, of the wall for the others."""
        one = {TimeUnit.URGENT_HOUR: _HOUR, TimeUnit.WORK_HOUR: _HOUR, TimeUnit.WORK_DAY: calendar.day_seconds}
        exact = self.amount * one.get(self.unit, _DAY)
        return max(1, int(exact.quantize(Decimal(1), ROUND_HALF_UP)))


@dataclass(frozen=True)
class Due:
    """When a limit ends, and what is not certain about it."""

    at: datetime
    warnings: tuple[str, ...] = ()

    @property
    def uncovered(self) -> bool:
        """Whether the moment rests on days of a year whose holidays are not known yet."""
        return bool(self.warnings)


@dataclass(frozen=True)
class Reckoning:
    """A limit worked out: when it ends, when it turns yellow, and what a holiday at the end has added."""

    due_at: datetime
    warn_at: datetime
    rolled_seconds: int
    uncovered_years: tuple[int, ...]


def due_at(calendar: WorkingCalendar, start: datetime, limit: Limit) -> Due:
    """When a limit ends that begins with an event at `start`.

    Hours count from the event itself, days from the day after it (民法典 art. 201). Working days end with the last
    working period of the last day. Calendar days end at 24:00 of the last day; is that a day off, at 24:00 of the
    next working day (民法典 art. 203: the day after the holiday is the last day, it ends at 24:00, or with business
    where business has hours). 24:00 is returned as 00:00 of the day after: a deadline belongs to the day that ends
    with it, see `deadline_text`. Urgent units run through and never roll.

    In a year the calendar does not cover, Monday to Friday are taken for working days and a warning says so.
    """
    reckoning = reckon(calendar, limit, counting_from(calendar, start, limit.unit))
    return Due(reckoning.due_at, _warnings(reckoning.uncovered_years))


def elapsed_seconds(calendar: WorkingCalendar, start: datetime, end: datetime, unit: TimeUnit) -> int:
    """How much of a clock that began at `start` has run at `end`; 0 when it has not begun.

    Working seconds for working units, wall seconds for the others. For day units the rest of the first day is not
    counted, so that the whole limit has run exactly at its end. For working time from moment to moment ask
    `WorkingCalendar.working_seconds_between`.
    """
    return max(0, run(calendar, counting_from(calendar, start, unit), end, unit))


def counting_from(calendar: WorkingCalendar, start: datetime, unit: TimeUnit) -> datetime:
    """The moment a clock in this unit begins to run for an event at `start`."""
    if unit.skips_first_day:
        return calendar.midnight_after(calendar.date_of(start))
    return whole_second(start)


def run(calendar: WorkingCalendar, start: datetime, end: datetime, unit: TimeUnit) -> int:
    """Seconds of the unit's own running between two moments; negative when end comes first."""
    if unit.runs_in_working_time:
        return calendar.working_seconds_between(start, end)
    return round((whole_second(end) - whole_second(start)).total_seconds())


def reckon(calendar: WorkingCalendar, limit: Limit, begin: datetime, spent: int = 0, granted: int = 0) -> Reckoning:
    """What is left of a limit, laid out from `begin`.

    `spent` has run before `begin`. `granted` is time that holidays at the end of a calendar-day limit have already
    added. Both in seconds of the limit's own unit. Yellow begins when at most a fifth of the whole is left.
    """
    total = limit.seconds(calendar)
    if limit.unit is TimeUnit.CALENDAR_DAY:
        return _reckon_calendar_days(calendar, total + granted, begin, spent)
    yellow = total - total // 5
    if not limit.unit.runs_in_working_time:
        return Reckoning(begin + (total - spent) * _SECOND, begin + (yellow - spent) * _SECOND, 0, ())
    due = calendar.shift(begin, total - spent)
    days = sorted((calendar.date_of(begin), calendar.date_of(due)))
    return Reckoning(due, calendar.shift(begin, yellow - spent), 0, calendar.uncovered_years(*days))


def _reckon_calendar_days(calendar: WorkingCalendar, total: int, begin: datetime, spent: int) -> Reckoning:
    exact = begin + (total - spent) * _SECOND
    last_day = calendar.date_of(exact - _SECOND)
    day = _working_day_from(calendar, last_day)
    due = exact if day == last_day else calendar.midnight_after(day)
    rolled = run(calendar, exact, due, TimeUnit.CALENDAR_DAY)
    warn = due - (total + rolled) // 5 * _SECOND
    return Reckoning(due, warn, rolled, calendar.uncovered_years(last_day, day))


def _working_day_from(calendar: WorkingCalendar, day: date) -> date:
    while not calendar.presumes_working(day):
        day += timedelta(days=1)
    return day


def _warnings(years: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"{year} 年的工作日历尚未录入，期限暂按周一至周五推算，录入后需要重新计算" for year in years)


def deadline_text(at: datetime, tz: tzinfo = SHANGHAI) -> str:
    """A deadline as people say it; midnight is 24:00 of the day it ends: "2025年10月9日 24:00"."""
    local = at.astimezone(tz)
    hour = f"{local:%H:%M}"
    if hour == "00:00":
        local, hour = local - timedelta(minutes=1), "24:00"
    return f"{local.year}年{local.month}月{local.day}日 {hour}"
