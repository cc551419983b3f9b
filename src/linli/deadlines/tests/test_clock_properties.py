"""What holds for every clock, whatever was done to it."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.deadlines.limits import counting_from, run
from linli.deadlines.rules import (
    ClockState,
    Light,
    Limit,
    TimeUnit,
    elapsed,
    extend,
    light,
    pause,
    relimit,
    remaining_seconds,
    resume,
    start,
    stop,
)
from linli.deadlines.tests.strategies import (
    CALENDAR,
    limits,
    moments,
    second_limits,
    stretches,
    whole_days,
)

History = list[tuple[timedelta, timedelta]]
BRIGHTNESS = [Light.GREEN, Light.YELLOW, Light.RED]
histories = st.lists(st.tuples(stretches, stretches), max_size=4)


def lived(limit: Limit, at: datetime, history: History) -> tuple[ClockState, datetime]:
    """A running clock after some runs and pauses of these lengths, and the moment it last resumed."""
    clock = start(CALENDAR, "handle", limit, at)
    for ran, stood in history:
        clock = pause(CALENDAR, clock, at := at + ran)
        clock = resume(CALENDAR, clock, at := at + stood)
    return clock, at


def shown(clock: ClockState, at: datetime) -> tuple[object, ...]:
    """Everything a person is told about a running clock."""
    left = remaining_seconds(CALENDAR, clock, at)
    return clock.due_at, clock.warn_at, clock.uncovered, left, elapsed(CALENDAR, clock, at), light(clock, at)


@given(limits, moments, histories, stretches, stretches)
def test_a_pause_of_no_length_changes_nothing(limit, at, history, until_pause, until_look):
    clock, at = lived(limit, at, history)
    at += until_pause
    again = resume(CALENDAR, pause(CALENDAR, clock, at), at)
    # What is not covered is said of the days ahead, and at the pause some of them lay behind already.
    assert shown(again, at + until_look)[:2] == shown(clock, at + until_look)[:2]
    assert shown(again, at + until_look)[3:] == shown(clock, at + until_look)[3:]


@given(limits, moments, histories, stretches, stretches)
def test_pausing_alone_moves_nothing(limit, at, history, until_pause, until_look):
    clock, at = lived(limit, at, history)
    paused = pause(CALENDAR, clock, at := at + until_pause)
    assert (paused.due_at, paused.warn_at) == (clock.due_at, clock.warn_at)
    assert remaining_seconds(CALENDAR, paused, at + until_look) == remaining_seconds(CALENDAR, clock, at)
    assert elapsed(CALENDAR, paused, at + until_look) == elapsed(CALENDAR, clock, at)


@given(second_limits, moments, histories, stretches, stretches)
def test_the_end_moves_by_the_paused_stretch_in_the_clocks_own_time(limit, at, history, until_pause, stood):
    clock, at = lived(limit, at, history)
    paused_at = at + until_pause
    again = resume(CALENDAR, pause(CALENDAR, clock, paused_at), paused_at + stood)
    counted = counting_from(CALENDAR, clock.started_at, limit.unit)
    stretch = run(CALENDAR, max(paused_at, counted), max(paused_at + stood, counted), limit.unit)
    assert run(CALENDAR, clock.due_at, again.due_at, limit.unit) == stretch
    assert run(CALENDAR, clock.warn_at, again.warn_at, limit.unit) == stretch


@given(whole_days, moments, histories, stretches, stretches)
def test_a_calendar_day_clock_moves_by_the_paused_stretch_and_over_holidays(limit, at, history, until_pause, stood):
    clock, at = lived(limit, at, history)
    paused_at = at + until_pause
    again = resume(CALENDAR, pause(CALENDAR, clock, paused_at), paused_at + stood)
    counted = counting_from(CALENDAR, clock.started_at, limit.unit)
    stretch = run(CALENDAR, max(paused_at, counted), max(paused_at + stood, counted), limit.unit)
    moved = clock.due_at + timedelta(seconds=stretch)
    last_day = CALENDAR.date_of(moved - timedelta(seconds=1))
    assert again.due_at >= moved
    assert (again.due_at == moved) is CALENDAR.presumes_working(last_day)


@given(second_limits, moments, histories, stretches)
def test_used_and_left_make_up_the_limit(limit, at, history, until_look):
    clock, at = lived(limit, at, history)
    at += until_look
    whole = limit.seconds(CALENDAR)
    assert elapsed(CALENDAR, clock, at) + remaining_seconds(CALENDAR, clock, at) == whole


@given(limits, limits, moments, histories, stretches)
def test_another_limit_and_back_is_no_change(limit, other, at, history, until_change):
    if not history or limit.unit.runs_in_working_time == other.unit.runs_in_working_time:
        clock, at = lived(limit, at, history)
        at += until_change
        assert relimit(CALENDAR, relimit(CALENDAR, clock, other, at), limit, at) == clock


@given(limits, limits, moments, stretches)
def test_a_clock_that_never_paused_may_as_well_have_begun_with_its_other_limit(limit, other, at, until_change):
    clock = relimit(CALENDAR, start(CALENDAR, "handle", limit, at), other, at + until_change)
    assert clock == start(CALENDAR, "handle", other, at)


@given(limits, limits, moments, histories)
def test_time_used_survives_another_unit_and_back_to_the_second(limit, other, at, history):
    clock, at = lived(limit, at, history)
    again = relimit(CALENDAR, relimit(CALENDAR, clock, other, at), limit, at)
    assert abs(again.used_seconds - clock.used_seconds) <= 1


@given(second_limits, moments, histories, second_limits)
def test_an_extension_moves_the_end_by_itself(limit, at, history, other):
    clock, at = lived(limit, at, history)
    extra = type(other)(other.amount, limit.unit)
    longer = extend(CALENDAR, clock, extra, at)
    assert run(CALENDAR, clock.due_at, longer.due_at, limit.unit) == extra.seconds(CALENDAR)


@given(whole_days, moments, histories, whole_days)
def test_an_extension_of_calendar_days_is_never_eaten_by_a_holiday(limit, at, history, extra):
    clock, at = lived(limit, at, history)
    longer = extend(CALENDAR, clock, extra, at)
    assert longer.due_at - clock.due_at >= timedelta(days=int(extra.amount))


@given(limits, moments, histories, stretches, stretches)
def test_a_running_clock_only_ever_gets_redder(limit, at, history, until_look, later):
    clock, at = lived(limit, at, history)
    early, late = light(clock, at + until_look), light(clock, at + until_look + later)
    assert BRIGHTNESS.index(early) <= BRIGHTNESS.index(late)


@given(limits, moments, histories, stretches)
def test_it_is_yellow_exactly_when_at_most_a_fifth_is_left(limit, at, history, until_look):
    clock, at = lived(limit, at, history)
    at += until_look
    whole = limit.seconds(CALENDAR) if limit.unit is not TimeUnit.CALENDAR_DAY else whole_with_holidays(clock)
    left = remaining_seconds(CALENDAR, clock, at)
    assert (light(clock, at) is Light.GREEN) is (left * 5 > whole)


@given(limits, moments, histories, stretches)
def test_it_is_met_exactly_when_it_is_not_red(limit, at, history, until_stop):
    clock, at = lived(limit, at, history)
    at += until_stop
    assert stop(CALENDAR, clock, at).met is (light(clock, at) is not Light.RED)


def whole_with_holidays(clock: ClockState) -> int:
    """The whole of a calendar-day clock: all that had run when it is due."""
    return elapsed(CALENDAR, clock, clock.due_at)
