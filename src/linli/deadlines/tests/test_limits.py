"""A limit ends when the law says it does."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from linli.deadlines.rules import Limit, TimeUnit, deadline_text, due_at, elapsed_seconds
from linli.deadlines.tests.strategies import (
    CALENDAR,
    limit_of,
    limits,
    moments,
    second_limits,
    shanghai,
    whole_days,
)


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        ("2025-03-03 10:00", "5 工作日", "2025-03-10 18:00"),  # Tue 4, 5, 6, 7, Mon 10
        ("2025-03-03 23:59", "1 工作日", "2025-03-04 18:00"),  # whatever the hour, that day is not counted
        ("2025-03-08 10:00", "1 工作日", "2025-03-10 18:00"),  # an event on Saturday: Mon 10
        ("2025-03-03 10:00", "0.5 工作日", "2025-03-04 12:00"),  # the morning of Tue 4
        ("2025-03-03 10:00", "1.5 工作日", "2025-03-05 12:00"),  # Tue 4, the morning of Wed 5
        ("2024-02-09 10:00", "2 工作日", "2024-02-19 18:00"),  # Spring Festival 10–17; Sun 18 worked, Mon 19
        ("2025-01-24 09:00", "3 工作日", "2025-02-05 18:00"),  # Sun 26 worked, Mon 27; 28 Jan–4 Feb off; Wed 5
        ("2026-02-13 09:00", "2 工作日", "2026-02-24 18:00"),  # Sat 14 worked; 15–23 off; Tue 24
        ("2024-09-28 09:00", "1 工作日", "2024-09-29 18:00"),  # Sun 29 worked for National Day
        ("2025-09-30 10:00", "5 工作日", "2025-10-14 18:00"),  # 1–8 off; 9, 10, Sat 11 worked, 13, 14
        ("2026-09-30 10:00", "3 工作日", "2026-10-10 18:00"),  # 1–7 off; 8, 9, Sat 10 worked
        ("2025-03-03 09:00", "4 工作时", "2025-03-03 15:00"),  # 3 h to noon, 1 h from 14:00
        ("2025-03-03 17:00", "2 工作时", "2025-03-04 09:00"),  # 1 h, and 1 h on Tuesday
        ("2025-03-03 11:45", "0.5 工作时", "2025-03-03 14:15"),  # 15 min before and after noon
        ("2025-01-27 17:00", "2 工作时", "2025-02-05 09:00"),  # 1 h before and after Spring Festival
        ("2025-03-08 23:50", "0.5 紧急工作时", "2025-03-09 00:20"),  # Saturday night counts
        ("2025-10-01 10:00", "1 紧急工作日", "2025-10-02 10:00"),  # so does National Day
        ("2025-03-03 10:00", "7 自然日", "2025-03-11 00:00"),  # 4–10 March, Mon 10 at 24:00
        ("2025-03-03 10:00", "5 自然日", "2025-03-11 00:00"),  # 4–8 March, Sat 8 rolls to Mon 10 at 24:00
        ("2025-09-01 10:00", "30 自然日", "2025-10-10 00:00"),  # 2 Sep–1 Oct, rolls over National Day to Thu 9
        ("2025-01-21 10:00", "5 自然日", "2025-01-27 00:00"),  # 22–26 Jan, Sun 26 is worked
        ("2025-03-07 10:00", "0.5 自然日", "2025-03-11 00:00"),  # noon of Sat 8 rolls to Mon 10 at 24:00
        ("2025-03-03 10:00", "1.5 自然日", "2025-03-05 12:00"),  # Tue 4, half of Wed 5
    ],
)
def test_a_limit_ends(start, limit, end):
    due = due_at(CALENDAR, shanghai(start), limit_of(limit))
    assert (due.at, due.uncovered, due.warnings) == (shanghai(end), False, ())


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        ("2026-12-30 10:00", "5 工作日", "2027-01-06 18:00"),  # Thu 31; by the weekday Fri 1, 4, 5, 6
        ("2026-12-31 17:00", "2 工作时", "2027-01-01 09:00"),  # 1 h; by the weekday Fri 1 is worked
        ("2026-12-24 10:00", "9 自然日", "2027-01-05 00:00"),  # Sat 2 rolls to Mon 4, which is only presumed
    ],
)
def test_a_deadline_in_a_year_not_covered_is_a_warning(start, limit, end):
    due = due_at(CALENDAR, shanghai(start), limit_of(limit))
    assert (due.at, due.uncovered) == (shanghai(end), True)
    assert due.warnings == ("2027 年的工作日历尚未录入，期限暂按周一至周五推算，录入后需要重新计算",)


@pytest.mark.parametrize(
    ("start", "limit"),
    [
        ("2026-12-30 10:00", "1 工作日"),  # Thu 31 December is covered
        ("2026-12-21 10:00", "10 自然日"),  # so is its last day
        ("2026-12-31 23:00", "2 紧急工作日"),  # needs no calendar
    ],
)
def test_a_deadline_that_needs_no_uncovered_day_is_no_warning(start, limit):
    assert not due_at(CALENDAR, shanghai(start), limit_of(limit)).uncovered


def test_the_day_of_the_event_is_the_day_in_shanghai():
    event = datetime(2025, 3, 3, 17, tzinfo=UTC)  # Tuesday 4 March, 01:00 in Shanghai
    due = due_at(CALENDAR, event, limit_of("1 工作日"))
    assert (due.at.isoformat(), due.at.tzinfo) == ("2025-03-05T10:00:00+00:00", UTC)  # Wed 5, 18:00


def test_a_moment_without_a_time_zone_is_refused():
    # It is naive on purpose.
    naive = datetime(2025, 3, 3, 10)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        due_at(CALENDAR, naive, limit_of("1 工作日"))


@pytest.mark.parametrize(
    ("start", "end", "unit", "hours"),
    [
        ("2025-03-07 17:00", "2025-03-10 09:00", "工作时", 2),  # 1 on Friday, 1 on Monday
        ("2025-03-07 09:00", "2025-03-10 09:00", "工作日", 1),  # Friday is not counted; 1 on Monday
        ("2025-03-07 09:00", "2025-03-07 17:00", "工作日", 0),  # not begun
        ("2025-03-07 17:00", "2025-03-10 09:00", "紧急工作时", 64),  # 7 + 24 + 24 + 9
        ("2025-03-07 17:00", "2025-03-10 09:00", "紧急工作日", 64),
        ("2025-03-07 17:00", "2025-03-10 09:00", "自然日", 57),  # Friday is not counted: 24 + 24 + 9
        ("2025-03-10 09:00", "2025-03-07 17:00", "工作时", 0),  # backwards
    ],
)
def test_as_much_has_run_as_the_unit_counts(start, end, unit, hours):
    assert elapsed_seconds(CALENDAR, shanghai(start), shanghai(end), TimeUnit.from_title(unit)) == hours * 3600


@given(moments, second_limits)
def test_at_its_end_the_whole_limit_has_run(start, limit):
    due = due_at(CALENDAR, start, limit)
    assert elapsed_seconds(CALENDAR, start, due.at, limit.unit) == limit.seconds(CALENDAR)


@given(moments, whole_days)
def test_a_calendar_day_limit_ends_at_midnight_and_only_holidays_lengthen_it(start, limit):
    due = due_at(CALENDAR, start, limit)
    rolled = elapsed_seconds(CALENDAR, start, due.at, limit.unit) - limit.seconds(CALENDAR)
    days_off = [CALENDAR.date_of(due.at - timedelta(days=day, seconds=1)) for day in range(1, rolled // 86400 + 1)]
    assert due.at == CALENDAR.midnight_after(CALENDAR.date_of(due.at - timedelta(seconds=1)))
    assert rolled % 86400 == 0
    assert not any(CALENDAR.presumes_working(day) for day in days_off)


@given(moments, limits)
def test_a_limit_ends_on_a_working_day_unless_it_runs_through(start, limit):
    due = due_at(CALENDAR, start, limit)
    runs_through = limit.unit in {TimeUnit.URGENT_HOUR, TimeUnit.URGENT_DAY}
    assert runs_through or CALENDAR.presumes_working(CALENDAR.date_of(due.at - timedelta(seconds=1)))


@given(moments, moments, limits, limits)
def test_later_events_and_longer_limits_never_end_earlier(one, other, short, long):
    one, other = sorted((one, other))
    few, many = sorted((short.amount, long.amount))
    unit = short.unit if long.unit is not TimeUnit.CALENDAR_DAY else long.unit
    if unit is TimeUnit.CALENDAR_DAY:
        few, many = few.to_integral_value("ROUND_CEILING"), many.to_integral_value("ROUND_CEILING")
    earlier = due_at(CALENDAR, one, Limit(few, unit)).at
    assert earlier <= due_at(CALENDAR, other, Limit(few, unit)).at <= due_at(CALENDAR, other, Limit(many, unit)).at


@pytest.mark.parametrize("unit", TimeUnit)
def test_a_unit_is_found_by_its_chinese_word(unit):
    assert TimeUnit.from_title(f" {unit.title} ") is unit


def test_another_word_is_no_unit():
    with pytest.raises(ValueError, match="工作周"):
        TimeUnit.from_title("工作周")


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        ("5", "工作日", "5 个工作日"),
        ("5.00", "工作日", "5 个工作日"),
        ("0.50", "紧急工作时", "0.5 个紧急工作时"),
        ("30", "自然日", "30 个自然日"),
        ("1E+2", "工作时", "100 个工作时"),
    ],
)
def test_a_limit_is_read_as_people_write_it(amount, unit, text):
    limit = Limit(Decimal(amount), TimeUnit.from_title(unit))
    assert limit.text == str(limit) == text


@pytest.mark.parametrize("amount", ["0", "-1", "10000.01", "NaN", "Infinity"])
def test_a_limit_of_no_length_or_beyond_all_bounds_is_refused(amount):
    with pytest.raises(ValueError, match="a limit cannot be"):
        Limit(Decimal(amount), TimeUnit.WORK_DAY)


def test_the_shortest_limit_is_a_second():
    assert Limit(Decimal("0.0001"), TimeUnit.WORK_HOUR).seconds(CALENDAR) == 1  # 0.36 s


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ("2025-10-10 00:00", "2025年10月9日 24:00"),
        ("2025-10-10 18:00", "2025年10月10日 18:00"),
        ("2025-01-01 00:00", "2024年12月31日 24:00"),
    ],
)
def test_midnight_is_said_as_the_end_of_the_day_before(at, text):
    assert deadline_text(shanghai(at).astimezone(UTC)) == text
