"""The working calendar: which days are worked, and how working time adds up."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DEFAULT_PERIODS = ((time(8), time(12)), (time(14), time(18)))

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class Uncovered(LookupError):
    """Nobody has said yet which days of this year are worked."""


def whole_second(at: datetime) -> datetime:
    """The moment in UTC, cut to the second: clocks count whole seconds.

    Raises ValueError for a datetime without a time zone.
    """
    if at.utcoffset() is None:
        raise ValueError(f"a moment needs its time zone: {at!r}")
    return at.astimezone(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class WorkingCalendar:
    """Days worked and hours worked, in one time zone without daylight saving.

    `days` says of a date whether it is worked; a local holiday is simply an entry. In a covered year a date without
    an entry follows the weekday, so `days` may hold the whole year or only its exceptions. Moments may come in any
    time zone and go out in UTC.
    """

    periods: tuple[tuple[time, time], ...] = DEFAULT_PERIODS
    days: Mapping[date, bool] = field(default_factory=dict)
    covered_years: frozenset[int] = frozenset()
    tz: tzinfo = SHANGHAI

    def __post_init__(self) -> None:
        edges = [edge for period in self.periods for edge in period]
        are_ordered = edges == sorted(edges) and all(opens < closes for opens, closes in self.periods)
        if not edges or not are_ordered:
            raise ValueError(f"working periods must follow one another: {self.periods}")

    @cached_property
    def day_seconds(self) -> int:
        """Working seconds of one working day."""
        return sum(closes - opens for opens, closes in self._spans)

    @cached_property
    def _spans(self) -> tuple[tuple[int, int], ...]:
        return tuple((_second_of_day(opens), _second_of_day(closes)) for opens, closes in self.periods)

    @cached_property
    def _worked_before(self) -> tuple[int, ...]:
        """Working seconds of a day that lie before each of its periods."""
        return tuple(accumulate((closes - opens for opens, closes in self._spans[:-1]), initial=0))

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked. Raises Uncovered where neither an entry nor its year is known."""
        if day.year not in self.covered_years and day not in self.days:
            raise Uncovered(f"no working calendar for {day.year}")
        return self.presumes_working(day)

    def presumes_working(self, day: date) -> bool:
        """Whether the day is worked, by the weekday where nothing else is known: ask `uncovered_years` as well."""
        known = self.days.get(day)
        return day.weekday() < _SATURDAY if known is None else known

    def uncovered_years(self, first: date, last: date) -> tuple[int, ...]:
        """Years from first to last, both included, of which the calendar does not know the holidays."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.covered_years)

    def is_working_moment(self, at: datetime) -> bool:
        """Whether the moment lies in a working period, its first and last instant included."""
        day, second = self._local(at)
        return self.presumes_working(day) and any(opens <= second <= closes for opens, closes in self._spans)

    def date_of(self, at: datetime) -> date:
        """The date on the calendar's wall."""
        return self._local(at)[0]

    def midnight_after(self, day: date) -> datetime:
        """24:00 of the day, in UTC."""
        return datetime.combine(day + _ONE_DAY, time(), self.tz).astimezone(UTC)

    def working_seconds_between(self, start: datetime, end: datetime) -> int:
        """Working seconds from start to end; negative when end comes first."""
        if end < start:
            return -self.working_seconds_between(end, start)
        day, second = self._local(start)
        last_day, last_second = self._local(end)
        total = self._worked_by(last_day, last_second) - self._worked_by(day, second)
        while day < last_day:
            total += self._capacity(day)
            day += _ONE_DAY
        return total

    def add_working_seconds(self, start: datetime, seconds: int) -> datetime:
        """The moment when so many working seconds have run since start; always inside a working period.

        A sum that fills a period ends when the period ends, not when the next begins. Adding nothing outside
        working periods gives the next opening. Raises ValueError for a negative number.
        """
        if seconds < 0:
            raise ValueError(f"cannot add {seconds} working seconds")
        if seconds:
            return self.shift(start, seconds)
        if self.is_working_moment(start):
            return whole_second(start)
        return self.shift(start, 1) - timedelta(seconds=1)

    def shift(self, start: datetime, seconds: int) -> datetime:
        """The earliest moment that lies so many working seconds after start, or before it when negative.

        With 0 outside working periods that is the last closing: no working second has passed since.
        """
        day, second = self._local(start)
        target = self._worked_by(day, second) + seconds
        while target <= 0:
            day -= _ONE_DAY
            target += self._capacity(day)
        while target > (capacity := self._capacity(day)):
            target -= capacity
            day += _ONE_DAY
        return self._moment(day, target)

    def _local(self, at: datetime) -> tuple[date, int]:
        local = whole_second(at).astimezone(self.tz)
        return local.date(), _second_of_day(local.time())

    def _capacity(self, day: date) -> int:
        return self.day_seconds if self.presumes_working(day) else 0

    def _worked_by(self, day: date, second: int) -> int:
        """Working seconds of this day that have run at this second of it."""
        if not self.presumes_working(day):
            return 0
        return sum(min(max(second - opens, 0), closes - opens) for opens, closes in self._spans)

    def _moment(self, day: date, worked: int) -> datetime:
        """The moment of a working day at which so many of its working seconds, at least one, have run."""
        number = bisect_left(self._worked_before, worked) - 1
        second = self._spans[number][0] + worked - self._worked_before[number]
        return (datetime.combine(day, time(), self.tz) + timedelta(seconds=second)).astimezone(UTC)


def _second_of_day(clock_time: time) -> int:
    return clock_time.hour * 3600 + clock_time.minute * 60 + clock_time.second
