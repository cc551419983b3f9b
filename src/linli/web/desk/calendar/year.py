"""A year of days as the page shows it; pure."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

_SATURDAY = 5


@dataclass(frozen=True)
class Mark:
    """What is laid down for one day; ``is_own`` when by the county."""

    is_working: bool
    note: str
    is_own: bool


@dataclass(frozen=True)
class Day:
    """One day of the page; ``is_unusual`` when it is not what its weekday suggests."""

    on: date
    is_working: bool
    note: str
    is_own: bool
    is_unusual: bool


@dataclass(frozen=True)
class Month:
    """A month as rows of seven days from Monday on, ``None`` where another month's would stand."""

    number: int
    weeks: list[list[Day | None]]
    working_days: int


def months(year: int, marks: Mapping[date, Mark]) -> list[Month]:
    """The twelve months of a year."""
    return [_month(year, number, marks) for number in range(1, 13)]


def _month(year: int, number: int, marks: Mapping[date, Mark]) -> Month:
    weeks = [
        [_day(on, marks.get(on)) if on.month == number else None for on in week]
        for week in calendar.Calendar().monthdatescalendar(year, number)
    ]
    return Month(number, weeks, _worked(day for week in weeks for day in week if day))


def _worked(days: Iterable[Day]) -> int:
    return sum(day.is_working for day in days)


def _day(on: date, mark: Mark | None) -> Day:
    usual = on.weekday() < _SATURDAY
    if mark is None:
        return Day(on, is_working=usual, note="", is_own=False, is_unusual=False)
    return Day(on, mark.is_working, mark.note, mark.is_own, is_unusual=mark.is_working != usual)
