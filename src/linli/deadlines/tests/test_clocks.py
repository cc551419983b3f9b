"""A clock pauses, resumes, is extended or recalculated, and is judged when it stops."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from linli.deadlines.rules import (
    ClockError,
    ClockState,
    Light,
    WorkingCalendar,
    elapsed,
    extend,
    light,
    pause,
    relimit,
    remaining_seconds,
    restart,
    resume,
    start,
    stop,
)
from linli.deadlines.tests.strategies import CALENDAR, limit_of, shanghai

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = 3600
DAY = 24 * HOUR
MONDAY = "2025-03-03 10:00"


def clock_of(limit: str, at: str = MONDAY) -> ClockState:
    return start(CALENDAR, "handle", limit_of(limit), shanghai(at))


def paused_and_resumed(clock: ClockState, paused_at: str, resumed_at: str) -> ClockState:
    return resume(CALENDAR, pause(CALENDAR, clock, shanghai(paused_at)), shanghai(resumed_at))


def test_a_new_clock_runs_and_knows_when_it_is_due():
    clock = clock_of("5 工作日")
    assert (clock.kind, clock.started_at, clock.resumed_at) == ("handle", shanghai(MONDAY), shanghai(MONDAY))
    assert (clock.is_running, clock.is_paused, clock.is_stopped) == (True, False, False)
    assert (clock.due_at, clock.used_seconds, clock.met) == (shanghai("2025-03-10 18:00"), 0, None)


@pytest.mark.parametrize(
    ("limit", "warn_at"),
    [
        ("5 工作日", "2025-03-07 18:00"),  # 4 of 5 days: Tue, Wed, Thu, Fri
        ("1 工作日", "2025-03-04 16:24"),  # 6.4 of 8 h: 4 h to noon, 2.4 h from 14:00
        ("5 工作时", "2025-03-03 16:00"),  # 4 of 5 h: 2 h to noon, 2 h from 14:00
        ("0.5 紧急工作时", "2025-03-03 10:24"),  # 24 of 30 min
        ("10 紧急工作日", "2025-03-11 10:00"),  # 8 of 10 days
        ("10 自然日", "2025-03-12 00:00"),  # 8 of 10 days: 4–11 March
        ("5 自然日", "2025-03-09 14:24"),  # rolled from Sat 8 to Mon 10: 7 days; a fifth is 33.6 h before its end
    ],
)
def test_a_clock_turns_yellow_when_a_fifth_is_left(limit, warn_at):
    clock = clock_of(limit)
    assert clock.warn_at == shanghai(warn_at)


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2025-03-07 17:59:59", Light.GREEN),
        ("2025-03-07 18:00", Light.YELLOW),  # 8 of 40 h left
        ("2025-03-10 18:00", Light.YELLOW),  # due, not overdue
        ("2025-03-10 18:00:00.999", Light.YELLOW),  # clocks count whole seconds
        ("2025-03-10 18:00:01", Light.RED),
    ],
)
def test_the_light_follows_the_time_left(at, shown):
    assert light(clock_of("5 工作日"), shanghai(at)) is shown


def test_a_paused_or_stopped_clock_shows_that_and_no_colour():
    paused = pause(CALENDAR, clock_of("5 工作日"), shanghai("2025-03-04 10:00"))
    stopped = stop(CALENDAR, paused, shanghai("2025-03-05 10:00"))
    assert light(paused, shanghai("2025-04-01 10:00")) is Light.PAUSED
    assert light(stopped, shanghai("2025-04-01 10:00")) is Light.STOPPED


@pytest.mark.parametrize(
    ("limit", "paused_at", "resumed_at", "due_at"),
    [
        # 2 h used to noon, 3 h paused in the afternoon, 3 h left from 17:00: 1 h, and 2 h on Tuesday.
        ("5 工作时", "2025-03-03 12:00", "2025-03-03 17:00", "2025-03-04 10:00"),
        # Paused over the noon break only: nothing of the clock's own time passed.
        ("5 工作时", "2025-03-03 12:00", "2025-03-03 14:00", "2025-03-03 17:00"),
        # Was due Mon 10, 18:00; 8 working hours paused, Wed 10:00 to Thu 10:00.
        ("5 工作日", "2025-03-05 10:00", "2025-03-06 10:00", "2025-03-11 18:00"),
        # 3 working hours paused, Wed 14:00 to 17:00: the clock ends in the middle of a day.
        ("5 工作日", "2025-03-05 14:00", "2025-03-05 17:00", "2025-03-11 11:00"),
        # Paused within the first day, which does not count anyway.
        ("5 工作日", "2025-03-03 11:00", "2025-03-03 16:00", "2025-03-10 18:00"),
        # Paused on the first day, resumed on Wednesday 10:00: of the pause, 10 working hours count.
        ("5 工作日", "2025-03-03 11:00", "2025-03-05 10:00", "2025-03-12 10:00"),
        # Was due Mon 3, 12:00; 26 h paused.
        ("2 紧急工作时", "2025-03-03 11:00", "2025-03-04 13:00", "2025-03-04 14:00"),
        # Was due Fri 14 at 24:00 (4–14 March); 3 days paused.
        ("11 自然日", "2025-03-05 10:00", "2025-03-08 10:00", "2025-03-18 00:00"),
        # Was due Fri 7 at 24:00; a day's pause makes Sat 8 the last day, which rolls to Mon 10.
        ("4 自然日", "2025-03-05 10:00", "2025-03-06 10:00", "2025-03-11 00:00"),
        # Last day Sat 8 rolled to Mon 10, 24:00; paused on Sun 9 with 36 h left, which are left on Wed 12 as well.
        ("5 自然日", "2025-03-09 12:00", "2025-03-12 12:00", "2025-03-14 00:00"),
    ],
)
def test_what_was_left_at_the_pause_is_left_when_it_ends(limit, paused_at, resumed_at, due_at):
    clock = paused_and_resumed(clock_of(limit), paused_at, resumed_at)
    assert clock.due_at == shanghai(due_at)
    assert clock.is_running


def test_an_overdue_clock_stays_as_late_as_it_was_when_it_paused():
    clock = clock_of("2 工作时")  # due Monday 12:00
    clock = paused_and_resumed(clock, "2025-03-03 15:00", "2025-03-05 10:00")  # 1 working hour late
    assert clock.due_at == shanghai("2025-03-05 09:00")
    assert remaining_seconds(CALENDAR, clock, shanghai("2025-03-05 10:00")) == -HOUR
    assert light(clock, shanghai("2025-03-05 10:00")) is Light.RED


@pytest.mark.parametrize(
    ("limit", "at", "used", "left"),
    [
        ("5 工作时", "2025-03-03 15:00", 3, 2),  # 2 h to noon, 1 h after
        ("5 工作时", "2025-03-04 09:00", 7, -2),  # 2 + 4 + 1, two too many
        ("5 工作日", "2025-03-03 17:00", 0, 40),  # the first day does not count
        ("5 工作日", "2025-03-04 10:00", 2, 38),
        ("7 自然日", "2025-03-04 10:00", 10, 158),  # of 168
        ("5 自然日", "2025-03-08 12:00", 108, 60),  # 4.5 days used; due Mon 10, 24:00
        ("2 紧急工作时", "2025-03-03 10:30", 0.5, 1.5),
    ],
)
def test_used_and_left_are_told_in_the_clocks_own_time(limit, at, used, left):
    clock = clock_of(limit)
    assert elapsed(CALENDAR, clock, shanghai(at)) == used * HOUR
    assert remaining_seconds(CALENDAR, clock, shanghai(at)) == left * HOUR


def test_used_and_left_stand_still_while_paused_and_after_the_stop():
    later = shanghai("2025-04-01 10:00")
    paused = pause(CALENDAR, clock_of("5 工作日"), shanghai("2025-03-04 10:00"))  # 2 h used
    stopped = stop(CALENDAR, clock_of("5 工作日"), shanghai("2025-03-04 11:00"))  # 3 h used
    assert (elapsed(CALENDAR, paused, later), remaining_seconds(CALENDAR, paused, later)) == (2 * HOUR, 38 * HOUR)
    assert (elapsed(CALENDAR, stopped, later), remaining_seconds(CALENDAR, stopped, later)) == (3 * HOUR, 37 * HOUR)


@pytest.mark.parametrize(
    ("at", "met"),
    [("2025-03-10 18:00", True), ("2025-03-10 18:00:00.5", True), ("2025-03-10 18:00:01", False)],
)
def test_a_stopped_clock_is_met_if_it_was_not_later_than_due(at, met):
    clock = stop(CALENDAR, clock_of("5 工作日"), shanghai(at))
    assert (clock.met, clock.stopped_at, clock.is_stopped) == (met, shanghai(at), True)


def test_a_clock_stopped_while_paused_is_judged_by_its_pause():
    in_time = pause(CALENDAR, clock_of("5 工作日"), shanghai("2025-03-10 17:00"))
    too_late = pause(CALENDAR, clock_of("5 工作日"), shanghai("2025-03-11 09:00"))
    at = shanghai("2025-04-01 10:00")
    assert stop(CALENDAR, in_time, at).met is True
    assert stop(CALENDAR, too_late, at).met is False


@pytest.mark.parametrize(
    ("limit", "due_at"),
    [
        ("3 工作日", "2025-03-06 18:00"),
        ("10 工作日", "2025-03-17 18:00"),
        ("4 工作时", "2025-03-03 16:00"),
        ("7 自然日", "2025-03-11 00:00"),
        ("1 紧急工作日", "2025-03-04 10:00"),
    ],
)
def test_another_limit_counts_from_the_same_start(limit, due_at):
    clock = relimit(CALENDAR, clock_of("5 工作日"), limit_of(limit), shanghai("2025-03-05 10:00"))
    assert (clock.limit, clock.due_at) == (limit_of(limit), shanghai(due_at))


def test_another_limit_keeps_the_pauses():
    clock = paused_and_resumed(clock_of("5 工作日"), "2025-03-05 10:00", "2025-03-06 10:00")  # 8 h
    clock = relimit(CALENDAR, clock, limit_of("7 工作日"), shanghai("2025-03-06 11:00"))
    assert clock.due_at == shanghai("2025-03-13 18:00")  # 7 days end Wed 12, 18:00, and 8 h more


def test_another_limit_for_a_paused_clock_leaves_it_paused():
    clock = pause(CALENDAR, clock_of("5 工作日"), shanghai("2025-03-05 10:00"))
    clock = relimit(CALENDAR, clock, limit_of("7 工作日"), shanghai("2025-03-06 11:00"))
    assert (clock.is_paused, clock.due_at) == (True, shanghai("2025-03-12 18:00"))


@pytest.mark.parametrize(
    ("old", "new", "due_at"),
    [
        # 10 working hours are 1.25 days; 6.25 − 1.25 = 5 days from Thu 6, 10:00, rolled over no holiday.
        ("5 工作日", "6.25 自然日", "2025-03-11 10:00"),
        # 34 h are 11 working hours and 20 minutes; of 16 h, 4 h 40 are left from Thu 6, 10:00.
        ("5 自然日", "2 工作日", "2025-03-06 16:40"),
    ],
)
def test_time_used_before_a_pause_is_carried_into_another_unit_a_working_day_for_a_day(old, new, due_at):
    clock = paused_and_resumed(clock_of(old), "2025-03-05 10:00", "2025-03-06 10:00")
    clock = relimit(CALENDAR, clock, limit_of(new), shanghai("2025-03-06 11:00"))
    assert clock.due_at == shanghai(due_at)


def test_the_same_limit_is_recalculated_when_the_calendar_has_changed():
    clock = start(CALENDAR, "handle", limit_of("5 工作日"), shanghai("2026-12-30 10:00"))
    imported = WorkingCalendar(
        days={**CALENDAR.days, date(2027, 1, 1): False},
        covered_years=CALENDAR.covered_years | {2027},
    )
    later = relimit(imported, clock, clock.limit, shanghai("2026-12-31 10:00"))
    assert (clock.due_at, clock.uncovered) == (shanghai("2027-01-06 18:00"), True)
    assert (later.due_at, later.uncovered) == (shanghai("2027-01-07 18:00"), False)


@pytest.mark.parametrize(
    ("limit", "extra", "due_at"),
    [
        ("5 工作日", "5 工作日", "2025-03-17 18:00"),  # Mon 10 and 11, 12, 13, 14, 17
        ("2 工作时", "1 工作时", "2025-03-03 15:00"),  # noon, and 14:00 to 15:00
        ("2 紧急工作时", "0.5 紧急工作时", "2025-03-03 12:30"),
        ("7 自然日", "2 自然日", "2025-03-13 00:00"),  # Mon 10 and 11, 12
        ("5 自然日", "1 自然日", "2025-03-12 00:00"),  # rolled to Mon 10; a day more is Tue 11
    ],
)
def test_an_extension_counts_from_where_the_clock_was_due(limit, extra, due_at):
    clock = extend(CALENDAR, clock_of(limit), limit_of(extra), shanghai(MONDAY))
    assert clock.due_at == shanghai(due_at)
    assert clock.limit.amount == limit_of(limit).amount + limit_of(extra).amount


def test_an_extension_in_another_unit_is_refused():
    with pytest.raises(ClockError, match="cannot extend by 1 个自然日"):
        extend(CALENDAR, clock_of("5 工作日"), limit_of("1 自然日"), shanghai(MONDAY))


def test_a_clock_begun_anew_forgets_what_had_run():
    clock = stop(CALENDAR, paused_and_resumed(clock_of("5 工作日"), MONDAY, MONDAY), shanghai("2025-03-05 10:00"))
    again = restart(CALENDAR, clock, shanghai("2025-03-10 10:00"))
    shorter = restart(CALENDAR, clock, shanghai("2025-03-10 10:00"), limit_of("1 工作日"))
    assert again == clock_of("5 工作日", "2025-03-10 10:00")
    assert shorter == clock_of("1 工作日", "2025-03-10 10:00")


def test_a_clock_due_in_a_year_not_covered_says_so_until_it_is_due_in_another():
    clock = clock_of("2 工作日", "2026-12-30 10:00")  # Thu 31, and by the weekday Fri 1
    assert clock.uncovered
    assert not relimit(CALENDAR, clock, limit_of("1 工作日"), shanghai("2026-12-30 11:00")).uncovered
    assert not clock_of("1 工作日", "2026-12-30 10:00").uncovered


def test_a_pause_may_move_a_clock_into_a_year_not_covered():
    clock = paused_and_resumed(clock_of("5 工作时", "2026-12-30 10:00"), "2026-12-30 11:00", "2026-12-31 17:00")
    assert (clock.due_at, clock.uncovered) == (shanghai("2027-01-01 11:00"), True)  # 1 h used, 1 h, 3 h


def test_a_clock_does_only_what_its_state_allows():
    at = shanghai("2025-03-05 10:00")
    running = clock_of("5 工作日")
    paused = pause(CALENDAR, running, at)
    stopped = stop(CALENDAR, running, at)
    refusals: list[Callable[[], object]] = [
        lambda: pause(CALENDAR, paused, at),
        lambda: pause(CALENDAR, stopped, at),
        lambda: resume(CALENDAR, running, at),
        lambda: resume(CALENDAR, stop(CALENDAR, paused, at), at),
        lambda: stop(CALENDAR, stopped, at),
        lambda: relimit(CALENDAR, stopped, running.limit, at),
        lambda: relimit(CALENDAR, running, running.limit, shanghai("2025-03-03 09:00")),  # before it began
        lambda: extend(CALENDAR, stopped, running.limit, at),
    ]
    for refused in refusals:
        with pytest.raises(ClockError):
            refused()


def test_a_moment_without_a_time_zone_is_refused():
    # It is naive on purpose.
    naive = datetime(2025, 3, 3, 10)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        start(CALENDAR, "handle", limit_of("5 工作日"), naive)


def test_a_moment_before_the_present_run_takes_nothing_back():
    clock = paused_and_resumed(clock_of("5 工作时"), "2025-03-03 11:00", "2025-03-03 15:00")  # 1 h used
    early = pause(CALENDAR, clock, shanghai("2025-03-03 14:59"))  # another machine's clock is slow
    assert early.used_seconds == HOUR
    assert replace(early, paused_at=None) == clock


def test_a_clock_of_many_years_is_reckoned_by_the_day():
    clock = start(CALENDAR, "total", limit_of("10000 工作日"), shanghai(MONDAY))
    assert clock.due_at - clock.started_at > timedelta(days=10_000)
