"""The working calendar on screen."""

from datetime import date

from django.test import Client
from tests.cast import Cast, player

from linli.areas.models import CalendarDay, Office
from linli.web.desk.calendar.year import Mark, months

PAGE = "/desk/calendar/"


def test_a_year_has_its_working_days():
    year = months(2026, {date(2026, 1, 1): Mark(is_working=False, note="元旦", is_own=False)})
    assert year[0].working_days == 21  # 22 weekdays of January without New Year's Day
    first = year[0].weeks[0][3]
    assert first is not None
    assert first.is_unusual


def test_the_seeded_year_is_shown_and_another_says_that_nothing_is_known(desk: Client):
    assert "国庆节" in desk.get(f"{PAGE}?year=2026").content.decode()
    assert "还没有录入" in desk.get(f"{PAGE}?year=2031").content.decode()
    assert desk.get(f"{PAGE}?year=nonsense").status_code == 200


def test_a_local_holiday_is_set_and_taken_back(desk: Client):
    where = f"{PAGE}2026-07-20/"
    assert desk.get(where).status_code == 200
    assert desk.post(where, {"is_working": "0", "note": "州庆"}).status_code == 302
    assert CalendarDay.objects.get(area_code="990101").note == "州庆"
    assert desk.post(f"{where}clear/").status_code == 302
    assert not CalendarDay.objects.filter(area_code="990101").exists()


def test_a_day_without_an_answer_is_shown_again(desk: Client):
    response = desk.post(f"{PAGE}2026-07-20/", {"note": "x"})
    assert response.status_code == 422
    assert "_error" in response.content.decode()


def test_no_such_day_is_not_found(desk: Client):
    assert desk.get(f"{PAGE}2026-02-30/").status_code == 404


def test_hours_that_overlap_are_refused(desk: Client):
    hours = {
        "from_on": "2026-06-01",
        "morning_from": "08:30",
        "morning_to": "12:00",
        "afternoon_from": "11:00",
        "afternoon_to": "17:30",
    }
    assert desk.post(f"{PAGE}office/", hours).status_code == 422
    assert desk.post(f"{PAGE}office/", hours | {"afternoon_from": "14:30"}).status_code == 302
    assert Office.objects.get(area_code="990101").periods == [["08:30", "12:00"], ["14:30", "17:30"]]


def test_an_administrator_of_a_town_keeps_no_calendar(client: Client, cast: Cast):
    client.force_login(player("town_admin", "administrator", cast.units.town_desk).user)
    assert client.get(PAGE).status_code == 404


def test_without_the_permission_there_is_no_calendar(client: Client, cast: Cast):
    client.force_login(cast.county_desk.user)
    assert client.get(PAGE).status_code == 404
