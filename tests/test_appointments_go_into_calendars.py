"""An appointment of mediation as a file for a calendar, for who sees the case and for the parties who are asked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar
from tests.cast import AT, Cast
from tests.stories import do, load_catalogue

from linli.cases.models import Case
from linli.deadlines.rules import SHANGHAI
from linli.web.desk.tests.signed_in import shown, signed_in
from linli.web.portal.tests.mediating import THEIRS, YOURS, entered
from linli.work.disputes.tests.stories import Committee, applied, brought, found_committee

BEGINS = datetime(2026, 3, 10, 9, 30, tzinfo=SHANGHAI)
ARRANGED: dict[str, Any] = {"meet_on": "2026-03-10", "meet_at": "09:30", "how": "visit", "place": "一楼调解室"}


@pytest.fixture(autouse=True)
def committee(cast: Cast) -> Iterator[Committee]:
    load_catalogue(cast)
    with time_machine.travel(AT, tick=False):
        yield found_committee(cast)


@pytest.fixture
def arranged(cast: Cast, committee: Committee) -> Case:
    """Both parties are asked to the first session, the second one alone to a talk by telephone."""
    case, mediator = brought(applied(cast), cast, committee, "mediating"), committee.mediator.actor
    do(case, "arrange", mediator, **ARRANGED, sitting="joint", invited="1、2")
    do(case, "arrange", mediator, meet_on="2026-03-11", meet_at="15:00", how="phone", sitting="separate", invited="2")
    return case


def at_the_desk(case: Case, number: int) -> str:
    return f"/desk/disputes/{case.pk}/meetings/{number}.ics"


def event_in(client: Client, address: str) -> Any:
    """The only event of the file, read back."""
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode()
    for told in ("李大华", "王小明", "漏水", YOURS, THEIRS, "邻里"):
        assert told not in text
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


def test_the_file_says_when_in_which_zone_and_where_and_nothing_of_who(committee: Committee, arranged: Case) -> None:
    mediator = signed_in(committee.mediator)
    first, second = (event_in(mediator, at_the_desk(arranged, number)) for number in (1, 2))
    begins = first["DTSTART"]
    assert (begins.dt, begins.params["TZID"]) == (BEGINS, "Asia/Shanghai")
    assert (first["SUMMARY"], first["LOCATION"], first["STATUS"], first["SEQUENCE"]) == (
        "调解",
        "一楼调解室",
        "CONFIRMED",
        0,
    )
    assert second["LOCATION"] == "电话"
    assert first["UID"] != second["UID"]
    assert f'href="{at_the_desk(arranged, 1)}" download' in shown(committee.mediator, arranged)


def test_taken_again_it_is_the_same_and_called_off_it_is_struck_out(committee: Committee, arranged: Case) -> None:
    mediator, address = signed_in(committee.mediator), at_the_desk(arranged, 1)
    first, again = event_in(mediator, address), event_in(mediator, address)
    assert first == again
    do(arranged, "call_off", committee.mediator.actor, meeting=1, reason="改期")
    off = event_in(mediator, address)
    assert (off["UID"], off["STATUS"], off["SEQUENCE"]) == (first["UID"], "CANCELLED", 1)
    assert "从日历里划掉" in shown(committee.mediator, arranged)


def test_who_does_not_see_the_case_finds_no_file(cast: Cast, committee: Committee, arranged: Case) -> None:
    assert signed_in(cast.stranger).get(at_the_desk(arranged, 1)).status_code == 404
    assert signed_in(committee.mediator).get(at_the_desk(arranged, 3)).status_code == 404
    assert signed_in(committee.mediator).post(at_the_desk(arranged, 1)).status_code == 405
    assert Client().get(at_the_desk(arranged, 1)).status_code == 302  # to sign in


def test_a_party_takes_what_it_is_asked_to_and_nothing_else(arranged: Case, committee: Committee) -> None:
    you, yours = entered(arranged, 1, YOURS[-4:])
    them, theirs = entered(arranged, 2, THEIRS[-4:])
    assert f'href="{yours}meetings/1.ics" download' in you.get(yours).content.decode()
    mine, other = event_in(you, f"{yours}meetings/1.ics"), event_in(them, f"{theirs}meetings/1.ics")
    assert (mine["UID"], mine["DTSTART"].dt) == (other["UID"], BEGINS)
    assert event_in(them, f"{theirs}meetings/2.ics")["LOCATION"] == "电话"
    assert you.get(f"{yours}meetings/2.ics").status_code == 404
    assert "meetings/2.ics" not in you.get(yours).content.decode()
    outside = Client().get(f"{yours}meetings/1.ics")
    assert b"VCALENDAR" not in outside.content  # the end of the telephone is asked for
    do(arranged, "call_off", committee.mediator.actor, meeting=1, reason="改期")
    assert "取消了，不用来" in you.get(yours).content.decode()
    assert event_in(you, f"{yours}meetings/1.ics")["STATUS"] == "CANCELLED"
