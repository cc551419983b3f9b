"""The moments of demo cases: past, in order, and with the clock in the wished colour now."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest

from linli.deadlines.limits import Limit, TimeUnit
from linli.deadlines.seed import library_calendar
from linli.demo.schedule import Limits, Timetable
from linli.demo.stories import paths

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENTS = {
    "a Wednesday morning": datetime(2026, 3, 4, 10, 0, tzinfo=SHANGHAI),
    "a Sunday": datetime(2026, 3, 8, 12, 0, tzinfo=SHANGHAI),
    "the night after New Year": datetime(2026, 1, 2, 3, 0, tzinfo=SHANGHAI),
}
WORKING = Limits(Limit(Decimal(4), TimeUnit.WORK_HOUR), Limit(Decimal(3), TimeUnit.WORK_DAY))
URGENT = Limits(Limit(Decimal("0.5"), TimeUnit.WORK_HOUR), Limit(Decimal(2), TimeUnit.URGENT_HOUR))


@pytest.fixture(params=MOMENTS.values(), ids=MOMENTS.keys())
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


def test_the_running_clock_shows_the_wished_colour(now):
    table = Timetable(WORKING, library_calendar(), now)
    for path in paths():
        for colour in sorted(set(path.wanted) - {"done"} if path.clock else ()):
            found = table.schedule(path, colour, Random(1))
            assert found, (path.name, colour)
            clock = table.running(path, found)
            lights = {
                "green": now < clock.warn_at,
                "yellow": clock.warn_at <= now < clock.due_at,
                "red": now > clock.due_at,
            }
            assert lights[colour], (path.name, colour)


def test_a_finished_case_is_at_least_a_day_and_at_most_weeks_old(now):
    table = Timetable(WORKING, library_calendar(), now)
    for path in paths():
        found = table.schedule(path, "done", Random(2))
        assert found, path.name
        assert timedelta(days=1) < now - found.opened < timedelta(days=36)
