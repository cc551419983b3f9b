"""Working time adds up."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.deadlines.rules import Uncovered, WorkingCalendar
from linli.deadlines.tests.strategies import CALENDAR, moments, shanghai

working_seconds = st.integers(0, 60 * 8 * 3600)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2025-03-03 08:00", "2025-03-03 18:00", 8),  # Monday: 4 + 4
        ("2025-03-03 09:30", "2025-03-03 15:00", 3.5),  # 2.5 before noon, 1 after
        ("2025-03-03 12:00", "2025-03-03 14:00", 0),  # the noon break
        ("2025-03-07 17:00", "2025-03-10 09:00", 2),  # 1 on Friday, 1 on Monday
        ("2025-01-26 08:00", "2025-01-26 18:00", 8),  # a Sunday worked for Spring Festival
        ("2025-01-27 17:00", "2025-02-05 09:00", 2),  # 1 before, 1 after the eight days of Spring Festival
        ("2025-09-30 18:00", "2025-10-09 08:00", 0),  # National Day
        ("2025-01-01 00:00", "2026-01-01 00:00", 248 * 8),  # 261 weekdays − 13 statutory holidays
        ("2025-03-03 18:00", "2025-03-03 08:00", -8),  # backwards
    ],
)
def test_working_time_between_two_moments_is_what_the_periods_hold(start, end, hours):
    assert CALENDAR.working_seconds_between(shanghai(start), shanghai(end)) == hours * 3600


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        ("2025-03-03 09:00", 4 * 3600, "2025-03-03 15:00"),  # 3 h to noon, 1 h from 14:00
        ("2025-03-03 08:00", 4 * 3600, "2025-03-03 12:00"),  # fills the morning; does not wait until 14:00
        ("2025-03-03 08:00", 4 * 3600 + 1, "2025-03-03 14:00:01"),  # one second more does
        ("2025-03-03 12:30", 8 * 3600, "2025-03-04 12:00"),  # 4 h in the afternoon, 4 h in the morning
        ("2025-03-08 15:00", 0, "2025-03-10 08:00"),  # nothing added on a Saturday: Monday's opening
        ("2025-03-03 18:00", 0, "2025-03-03 18:00"),  # nothing added at closing time
        ("2025-03-03 09:00", 0, "2025-03-03 09:00"),  # nothing added at work
    ],
)
def test_adding_working_time_ends_in_a_working_period(start, seconds, end):
    assert CALENDAR.add_working_seconds(shanghai(start), seconds) == shanghai(end)


def test_working_time_is_not_added_backwards():
    with pytest.raises(ValueError, match="cannot add -1"):
        CALENDAR.add_working_seconds(shanghai("2025-03-03 09:00"), -1)


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        ("2025-03-03 09:00", -3600, "2025-02-28 18:00"),  # Monday's first hour back: Friday's closing is as good
        ("2025-03-03 15:00", -2 * 3600, "2025-03-03 11:00"),  # 1 h after noon, 1 h before
        ("2025-03-09 15:00", 0, "2025-03-07 18:00"),  # no working second since Friday's closing
        ("2025-02-05 09:00", -2 * 3600, "2025-01-27 17:00"),  # over Spring Festival
    ],
)
def test_shifting_finds_the_earliest_moment_at_that_distance(start, seconds, end):
    assert CALENDAR.shift(shanghai(start), seconds) == shanghai(end)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2024, 2, 9), True),  # the eve of 2024, no holiday yet
        (date(2025, 1, 28), False),  # the eve of 2025, a holiday since then
        (date(2025, 1, 26), True),  # a Sunday worked for it
        (date(2025, 5, 2), False),  # the second day of Labour Day, a holiday since 2025
        (date(2026, 2, 14), True),  # a Saturday worked for Spring Festival
        (date(2026, 2, 23), False),  # its ninth day, a Monday
        (date(2026, 10, 10), True),  # a Saturday worked for National Day
    ],
)
def test_statutory_holidays_and_swaps_decide_which_days_are_worked(day, is_worked):
    assert CALENDAR.is_working_day(day) is is_worked


def test_a_year_that_is_not_covered_is_not_guessed():
    with pytest.raises(Uncovered, match="2027"):
        CALENDAR.is_working_day(date(2027, 1, 4))
    assert CALENDAR.presumes_working(date(2027, 1, 4))
    assert CALENDAR.uncovered_years(date(2026, 12, 31), date(2028, 1, 1)) == (2027, 2028)


def test_a_local_holiday_is_an_entry_and_other_days_of_a_covered_year_follow_the_weekday():
    founding_day = date(2025, 7, 23)  # a Wednesday
    calendar = WorkingCalendar(days={founding_day: False}, covered_years=frozenset({2025}))
    assert not calendar.is_working_day(founding_day)
    assert calendar.is_working_day(date(2025, 7, 24))
    assert not calendar.is_working_day(date(2025, 7, 26))


def test_an_entry_is_known_even_where_its_year_is_not():
    calendar = WorkingCalendar(days={date(2025, 7, 23): False})
    assert not calendar.is_working_day(date(2025, 7, 23))
    with pytest.raises(Uncovered):
        calendar.is_working_day(date(2025, 7, 24))


def test_other_working_periods_may_be_given():
    calendar = WorkingCalendar(periods=((time(9), time(11, 30)), (time(11, 30), time(17))), days=CALENDAR.days)
    assert calendar.day_seconds == 8 * 3600
    assert calendar.add_working_seconds(shanghai("2025-03-03 09:00"), 3 * 3600) == shanghai("2025-03-03 12:00")


@pytest.mark.parametrize(
    "periods",
    [
        (),
        ((time(12), time(8)),),
        ((time(8), time(8)),),
        ((time(8), time(12)), (time(11), time(18))),
    ],
)
def test_periods_that_do_not_follow_one_another_are_refused(periods):
    with pytest.raises(ValueError, match="working periods"):
        WorkingCalendar(periods=periods)


def test_a_moment_without_a_time_zone_is_refused():
    # It is naive on purpose.
    naive = datetime(2025, 3, 3, 9)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add_working_seconds(naive, 60)


def test_moments_come_in_any_zone_and_go_out_in_utc():
    end = CALENDAR.add_working_seconds(datetime(2025, 3, 3, 1, tzinfo=UTC), 3600)  # 09:00 in Shanghai
    assert (end.isoformat(), end.tzinfo) == ("2025-03-03T02:00:00+00:00", UTC)


@given(moments, working_seconds, working_seconds)
def test_adding_twice_is_adding_the_sum(start, first, second):
    twice = CALENDAR.add_working_seconds(CALENDAR.add_working_seconds(start, first), second)
    assert twice == CALENDAR.add_working_seconds(start, first + second)


@given(moments, working_seconds)
def test_a_sum_never_lands_outside_working_periods(start, seconds):
    assert CALENDAR.is_working_moment(CALENDAR.add_working_seconds(start, seconds))


@given(moments, working_seconds)
def test_what_was_added_lies_between(start, seconds):
    assert CALENDAR.working_seconds_between(start, CALENDAR.add_working_seconds(start, seconds)) == seconds


@given(moments, working_seconds)
def test_no_earlier_moment_lies_as_far(start, seconds):
    moment = CALENDAR.shift(start, -seconds)
    assert CALENDAR.working_seconds_between(moment, start) == seconds
    assert CALENDAR.working_seconds_between(moment - timedelta(seconds=1), start) == seconds + 1


@given(moments, moments, working_seconds, working_seconds)
def test_later_starts_and_longer_sums_never_end_earlier(one, other, few, many):
    one, other = sorted((one, other))
    few, many = sorted((few, many))
    assert CALENDAR.add_working_seconds(one, few) <= CALENDAR.add_working_seconds(other, many)


@given(moments, moments, moments)
def test_stretches_of_working_time_join(first, second, third):
    between = CALENDAR.working_seconds_between
    assert between(first, second) + between(second, third) == between(first, third)


@given(st.integers(0, 20 * 24 * 60), st.integers(0, 4 * 24 * 60))
def test_working_time_is_what_counting_minutes_gives(first, minutes):
    start = shanghai("2025-01-20 00:00") + timedelta(minutes=first)
    counted = sum(_is_worked(start + timedelta(minutes=minute)) for minute in range(minutes))
    assert CALENDAR.working_seconds_between(start, start + timedelta(minutes=minutes)) == counted * 60


def _is_worked(minute: datetime) -> bool:
    return CALENDAR.days[minute.date()] and (8 <= minute.hour < 12 or 14 <= minute.hour < 18)
