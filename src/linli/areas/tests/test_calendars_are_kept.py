"""The working calendar is seeded for the country and changed by a county for itself."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast

from linli.accounts.audit.models import Entry
from linli.areas import queries
from linli.areas.actions import calendar
from linli.areas.models import CalendarDay
from linli.areas.rules import SYSTEM, NotAllowed, Refused

COUNTY = "990101"
A_WEDNESDAY = date(2025, 6, 18)
NATIONAL_DAY = date(2025, 10, 1)
SWAPPED_SUNDAY = date(2025, 9, 28)


@pytest.fixture
def seeded(cast: Cast) -> Cast:
    calendar.seed_calendar([2025], by=SYSTEM, at=AT)
    return cast


@pytest.mark.usefixtures("seeded")
def test_a_seeded_year_knows_holidays_and_swaps():
    table = queries.calendar_for(COUNTY)
    assert not table.is_working_day(NATIONAL_DAY)
    assert table.is_working_day(SWAPPED_SUNDAY)
    assert table.covered_years == {2025}


@pytest.mark.usefixtures("seeded")
def test_seeding_again_adds_nothing_and_leaves_no_line():
    lines = Entry.objects.count()
    assert calendar.seed_calendar([2025], by=SYSTEM, at=AT) == 0
    assert (CalendarDay.objects.count(), Entry.objects.count()) == (365, lines)


@pytest.mark.usefixtures("seeded")
def test_a_year_whose_holidays_are_not_published_is_refused():
    with pytest.raises(Refused) as refused:
        calendar.seed_calendar([2025, 2077], by=SYSTEM, at=AT)
    assert refused.value.code == "unknown_year"
    assert "2077" in refused.value.text


@pytest.mark.usefixtures("seeded")
def test_a_single_day_does_not_make_a_year_covered():
    calendar.set_day(county="", on=date(2031, 1, 1), is_working=False, by=SYSTEM, at=AT)
    assert queries.calendar_for(COUNTY).covered_years == {2025}


def test_a_local_holiday_holds_in_its_county_only(seeded):
    admin = seeded.admin.actor
    calendar.set_day(county=COUNTY, on=A_WEDNESDAY, is_working=False, note="州庆", by=admin, at=AT)
    assert not queries.calendar_for(COUNTY).is_working_day(A_WEDNESDAY)
    assert queries.calendar_for("990102").is_working_day(A_WEDNESDAY)


def test_a_change_is_seen_at_once_and_an_unchanged_calendar_costs_one_query(seeded):
    queries.calendar_for(COUNTY)
    with CaptureQueriesContext(connection) as first:
        queries.calendar_for(COUNTY)
    calendar.set_day(county=COUNTY, on=A_WEDNESDAY, is_working=False, by=seeded.admin.actor, at=AT)
    assert len(first) == 1
    assert not queries.calendar_for(COUNTY).is_working_day(A_WEDNESDAY)
    assert calendar.clear_day(county=COUNTY, on=A_WEDNESDAY, by=seeded.admin.actor, at=AT)
    assert queries.calendar_for(COUNTY).is_working_day(A_WEDNESDAY)


@pytest.mark.parametrize("who", ["neighbour_admin", "county_desk", "leader", "grid_worker"])
def test_only_the_county_s_administrator_changes_its_days(seeded, who):
    stranger = seeded.players[who].actor
    with pytest.raises(NotAllowed):
        calendar.set_day(county=COUNTY, on=A_WEDNESDAY, is_working=False, by=stranger, at=AT)
    assert not CalendarDay.objects.filter(area_code=COUNTY).exists()


def test_an_administrator_does_not_change_the_country_s_days(seeded):
    with pytest.raises(NotAllowed):
        calendar.set_day(county="", on=A_WEDNESDAY, is_working=False, by=seeded.admin.actor, at=AT)


def test_working_hours_of_a_county_replace_the_usual_ones(seeded):
    summer = [(time(8, 30), time(12)), (time(15), time(18))]
    calendar.set_office(county=COUNTY, from_on=date(2025, 6, 1), periods=summer, by=seeded.admin.actor, at=AT)
    assert queries.calendar_for(COUNTY).day_seconds == 6.5 * 3600
    assert queries.calendar_for("990102").day_seconds == 8 * 3600


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("periods", [[], [(time(12), time(8))], [(time(8), time(12)), (time(11), time(18))]])
def test_working_hours_that_overlap_are_refused(periods):
    with pytest.raises(Refused):
        calendar.set_office(county=COUNTY, from_on=date(2025, 6, 1), periods=periods, by=SYSTEM, at=AT)


def test_every_change_is_journalled(seeded):
    calendar.set_day(county=COUNTY, on=A_WEDNESDAY, is_working=False, by=seeded.admin.actor, at=AT)
    line = Entry.objects.latest("pk")
    assert (line.verb, line.subject_id, line.user_id) == ("calendar.set_day", COUNTY, seeded.admin.user.pk)
