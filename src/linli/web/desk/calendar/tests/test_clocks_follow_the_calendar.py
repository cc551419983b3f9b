"""A day set on the calendar's page moves the deadlines of open cases, once, in the background."""

from datetime import date

from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import AT, Cast
from tests.stories import bring, load_catalogue, reported

from linli.cases import tasks
from linli.cases.models import Case
from linli.deadlines.rules import SHANGHAI

PAGE = "/desk/calendar/"


def waiting() -> list[dict[str, str]]:
    jobs = ProcrastinateJob.objects.filter(task_name="linli.cases.tasks.recalculate_clocks").order_by("id")
    return list(jobs.values_list("args", flat=True))


def due_day(case: Case) -> date:
    return case.clocks.get(kind="dispatch").due_at.astimezone(SHANGHAI).date()


def test_a_holiday_moves_what_is_due_on_it(cast: Cast, desk: Client) -> None:
    load_catalogue(cast)
    case = bring(reported(), cast, "filed")
    holiday = AT.astimezone(SHANGHAI).date()
    assert due_day(case) == holiday
    assert desk.post(f"{PAGE}{holiday}/", {"is_working": "0", "note": "州庆"}).status_code == 302
    (job,) = waiting()
    for _ in range(2):
        tasks.recalculate_clocks(**job)
    assert due_day(case) > holiday
    assert case.steps.filter(action="recalculate").count() == 1


def test_the_same_day_sent_again_asks_for_nothing(desk: Client) -> None:
    for _ in range(2):
        desk.post(f"{PAGE}2026-07-20/", {"is_working": "0", "note": "州庆"})
    assert len(waiting()) == 1


def test_hours_that_are_refused_ask_for_nothing(desk: Client) -> None:
    hours = {"morning_from": "08:30", "morning_to": "12:00", "afternoon_from": "11:00", "afternoon_to": "18:00"}
    assert desk.post(f"{PAGE}office/", {"from_on": "2026-06-01", **hours}).status_code == 422
    assert waiting() == []


def test_new_hours_and_a_day_taken_back_ask_too(desk: Client) -> None:
    hours = {"morning_from": "08:30", "morning_to": "12:00", "afternoon_from": "13:30", "afternoon_to": "17:00"}
    assert desk.post(f"{PAGE}office/", {"from_on": "2026-06-01", **hours}).status_code == 302
    desk.post(f"{PAGE}2026-07-20/", {"is_working": "0"})
    desk.post(f"{PAGE}2026-07-20/clear/")
    assert [job["county"] for job in waiting()] == ["990101"] * 3
