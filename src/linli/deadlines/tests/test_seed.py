"""The library of holidays fills the table of days."""

from datetime import date

import pytest

from linli.deadlines.seed import DayKind, days_of_year, known_years, library_calendar


def test_a_year_has_all_its_days_in_order():
    days = days_of_year(2024)
    assert (len(days), days[0].on, days[-1].on) == (366, date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("on", "is_working", "kind", "name"),
    [
        (date(2025, 1, 26), True, DayKind.SWAPPED_ON, "春节"),  # Sunday
        (date(2025, 1, 27), True, DayKind.WORKDAY, ""),
        (date(2025, 1, 28), False, DayKind.HOLIDAY, "春节"),
        (date(2025, 2, 3), False, DayKind.SWAPPED_OFF, "春节"),
        (date(2025, 2, 9), False, DayKind.WEEKEND, ""),
        (date(2025, 10, 6), False, DayKind.HOLIDAY, "中秋节"),  # inside the National Day week
    ],
)
def test_a_day_says_why_it_is_worked_or_not(on, is_working, kind, name):
    day = days_of_year(2025)[on.timetuple().tm_yday - 1]
    assert (day.on, day.is_working, day.kind, day.name) == (on, is_working, kind, name)


@pytest.mark.parametrize(("year", "holidays"), [(2024, 11), (2025, 13), (2026, 13)])
def test_swaps_cancel_out_so_that_a_year_loses_its_statutory_holidays(year, holidays):
    days = days_of_year(year)
    weekdays = sum(day.on.weekday() < 5 for day in days)
    assert weekdays - sum(day.is_working for day in days) == holidays


def test_every_known_year_can_be_seeded():
    assert {2024, 2025, 2026} <= known_years()
    assert library_calendar().covered_years == known_years()


def test_an_unknown_year_is_refused():
    with pytest.raises(LookupError, match="1999"):
        days_of_year(1999)
