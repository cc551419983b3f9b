"""The moments of demo cases: past, in order, and with the clock in the wished colour now."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest

from linli.deadlines.limits import Limit, TimeUnit
from linli.deadlines.seed import library_calendar
from linli.demo.schedule import Limits, Schedule, Timetable
from linli.demo.stories import Path, paths

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENTS = {
    "a Wednesday morning": datetime(2026, 3, 4, 10, 0, tzinfo=SHANGHAI),
    "a Sunday": datetime(2026, 3, 8, 12, 0, tzinfo=SHANGHAI),
    "the night after New Year": datetime(2026, 1, 2, 3, 0, tzinfo=SHANGHAI),
}
WORKING = Limits(Limit(Decimal(4), TimeUnit.WORK_HOUR), Limit(Decimal(5), TimeUnit.WORK_DAY))
URGENT = Limits(Limit(Decimal("0.5"), TimeUnit.WORK_HOUR), Limit(Decimal(2), TimeUnit.URGENT_HOUR))


@pytest.fixture(params=list(MOMENTS.values()), ids=list(MOMENTS))
def now(request):
    return request.param


@pytest.mark.parametrize("limits", [WORKING, URGENT], ids=["working", "urgent"])
def test_every_step_lies_in_the_past_and_after_the_one_before(now, limits):
    table = Timetable(limits, library_calendar(), now)
    for path in paths():
        for colour in sorted(set(path.wanted)):
            found = table.schedule(path, colour, Random(1))
            if found:
                moments = [found.opened, *found.steps, now]
                assert moments == sorted(set(moments)), path.name


def test_the_running_clock_shows_the_wished_colour_where_there_is_an_hour_for_it(now):
    table = Timetable(WORKING, library_calendar(), now)
    wished = [(path, colour) for path in paths() if path.clock for colour in sorted(set(path.wanted))]
    # A limit of one working day, say, is yellow only late in the afternoon.
    found = [(path, colour, table.schedule(path, colour, Random(1))) for path, colour in wished]
    assert sum(schedule is None for _, _, schedule in found) <= len(found) / 8
    for path, colour, schedule in found:
        if schedule:
            assert light(table, path, schedule) == colour, path.name


def light(table: Timetable, path: Path, schedule: Schedule) -> str:
    clock = table.running(path, schedule)
    return "green" if table.now < clock.warn_at else "yellow" if table.now < clock.due_at else "red"


def test_a_finished_case_is_at_least_a_day_and_at_most_weeks_old(now):
    table = Timetable(WORKING, library_calendar(), now)
    for path in paths():
        found = table.schedule(path, "done", Random(2))
        assert found, path.name
        assert timedelta(days=1) < now - found.opened < timedelta(days=36)
