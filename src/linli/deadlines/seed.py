"""Days of the years whose statutory holidays and swaps (调休) the library `chinese_calendar` knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from chinese_calendar import constants, is_workday

from linli.deadlines.days import WorkingCalendar

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped_off"
    SWAPPED_ON = "swapped_on"


@dataclass(frozen=True)
class SeedDay:
    """One day of the table; `name` is the holiday it belongs to, empty for ordinary days."""

    on: date
    is_working: bool
    kind: DayKind
    name: str


def known_years() -> frozenset[int]:
    """Years the installed library covers."""
    return frozenset(day.year for day in constants.holidays)


def days_of_year(year: int) -> tuple[SeedDay, ...]:
    """Every day of the year in order. Raises LookupError for a year the library does not know."""
    if year not in known_years():
        raise LookupError(f"the library of holidays does not know {year}")
    first = date(year, 1, 1)
    count = (date(year + 1, 1, 1) - first).days
    return tuple(_day(first + timedelta(days=number)) for number in range(count))


def library_calendar(years: Iterable[int] | None = None) -> WorkingCalendar:
    """A calendar with default working periods for these years, or for all the library knows."""
    return _calendar(known_years() if years is None else frozenset(years))


@lru_cache(maxsize=8)
def _calendar(years: frozenset[int]) -> WorkingCalendar:
    days = {day.on: day.is_working for year in years for day in days_of_year(year)}
    return WorkingCalendar(days=days, covered_years=years)


def _day(on: date) -> SeedDay:
    is_working = is_workday(on)
    name = (constants.workdays if is_working else constants.holidays).get(on, "")
    return SeedDay(on, is_working, _kind(on, is_working=is_working, is_named=bool(name)), _NAMES[name] if name else "")


def _kind(on: date, *, is_working: bool, is_named: bool) -> DayKind:
    if is_working:
        return DayKind.SWAPPED_ON if is_named else DayKind.WORKDAY
    if on in constants.in_lieu_days:
        return DayKind.SWAPPED_OFF
    return DayKind.HOLIDAY if is_named else DayKind.WEEKEND
