"""The wall shows how a ground stands, to those who may look at it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import AT, INSIDE_FAR_GRID, Cast, Player
from tests.stories import bring, load_catalogue, reported

from linli.areas.models import Posting
from linli.areas.rules import Actor
from linli.cases.tasks import run_clocks
from linli.instructions.actions import answer, receive, send
from linli.instructions.models import Instruction
from linli.instructions.rules import Wording


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def signed_in(player: Player) -> Client:
    client = Client()
    client.force_login(player.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def figures(player: Player) -> dict[str, str]:
    """The large numbers, by their names."""
    shown = signed_in(player).get("/command/").context["figures"]
    return {figure.name: figure.value for figure in shown}


@time_machine.travel(AT + timedelta(hours=1))
def test_the_figures_are_of_today_and_of_the_ground(cast: Cast) -> None:
    reported(at=AT)
    reported(at=AT, lon=INSIDE_FAR_GRID[0], lat=INSIDE_FAR_GRID[1])
    bring(reported(at=AT), cast, "closed")
    county, town = figures(cast.leader), figures(cast.other_town_desk)
    assert (county["opened"], county["closed"], county["open"], county["overdue"]) == ("3", "1", "2", "0")
    assert (town["opened"], town["closed"], town["open"]) == ("1", "0", "1")
    assert county["on_time"] == "—"  # one closed case says nothing about punctuality
    assert figures(cast.stranger)["opened"] == "0"


@time_machine.travel(AT + timedelta(days=1))
def test_what_was_closed_yesterday_is_no_figure_of_today(cast: Cast) -> None:
    bring(reported(at=AT), cast, "closed")
    shown = figures(cast.leader)
    assert (shown["opened"], shown["closed"]) == ("0", "0")


def test_the_red_list_shows_what_is_overdue_and_how_late(cast: Cast) -> None:
    case = reported(at=AT)
    run_clocks(at=AT + timedelta(days=30))
    shown = signed_in(cast.leader).get("/command/")
    (red,) = shown.context["reds"]
    assert (red.no, red.matter, red.place) == (case.no, case.matter.title, "城关街道 鼓楼社区")
    assert red.late.endswith("天")
    assert figures(cast.leader)["overdue"] == "1"
    elsewhere = signed_in(cast.stranger).get("/command/")
    assert elsewhere.status_code == 200
    assert case.no not in elsewhere.content.decode()


def test_no_unit_is_shown_on_fewer_than_ten_cases(cast: Cast) -> None:
    start = timezone.now() - timedelta(days=1)
    for n in range(9):
        bring(reported(at=start + timedelta(minutes=20 * n)), cast, "closed")
    assert signed_in(cast.leader).get("/command/").context["units"] == []
    bring(reported(at=start + timedelta(hours=4)), cast, "closed")
    (unit,) = signed_in(cast.leader).get("/command/").context["units"]
    assert (unit.name, unit.total, unit.late) == ("县城管局", 10, 0)
    Posting.objects.filter(pk=cast.leader.posting.pk).update(ground=cast.areas.city)
    (county,) = signed_in(cast.leader).get("/command/").context["units"]
    assert (county.name, county.total, county.late) == ("镜河县", 10, 0)
    assert figures(cast.leader)["on_time"] == "100"


def test_who_may_not_look_at_the_ground_finds_nothing(cast: Cast) -> None:
    for path in ("/command/", "/command/live/", "/command/instruct/"):
        assert signed_in(cast.handler).get(path).status_code == 404
    assert signed_in(cast.county_desk).get("/command/instruct/").status_code == 404  # looks, but instructs nobody


def test_a_stranger_to_the_house_is_sent_to_sign_in() -> None:
    assert Client().get("/command/")["Location"].startswith("/accounts/login/")


def test_more_cases_cost_no_more_queries(cast: Cast) -> None:
    client, costs = signed_in(cast.leader), []
    client.get("/command/")  # from now on the level of the ground is known
    for _ in range(2):
        for n in range(3):
            reported(at=AT + timedelta(minutes=n))
        run_clocks(at=AT + timedelta(days=30))
        with CaptureQueriesContext(connection) as counted:
            client.get("/command/")
        costs.append(len(counted))
    assert costs[0] == costs[1] <= 25


def filled(cast: Cast, **changes: object) -> dict[str, object]:
    told = {"unit": cast.units.department.pk, "text": "请派人到现场围挡", "within": "60", "key": str(uuid4())}
    return told | changes


def test_a_unit_is_instructed_from_the_list_about_a_case(cast: Cast) -> None:
    case = bring(reported(at=AT), cast, "handling")
    client = signed_in(cast.leader)
    address = f"/command/instruct/?case={case.pk}"
    assert client.get(address).context["form"].initial["unit"] == cast.units.department.pk
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert case.no in part
    assert "<html" not in part
    told = filled(cast, case=case.pk)
    assert client.post("/command/instruct/", told, headers={"HX-Request": "true"}).status_code == 204
    assert client.post("/command/instruct/", told)["Location"] == "/command/"  # pressed twice
    one = Instruction.objects.get()
    assert (one.case, one.unit, one.sent_unit) == (case, cast.units.department, cast.units.county_desk)
    assert one.reply_by == one.sent_at + timedelta(hours=1)


def test_what_is_missing_is_said_and_strangers_are_not_there(cast: Cast) -> None:
    client = signed_in(cast.leader)
    assert client.post("/command/instruct/", filled(cast, text="")).status_code == 422
    beyond = filled(cast, unit=cast.units.neighbour_department.pk)
    assert client.post("/command/instruct/", beyond).status_code == 422
    case = reported()
    assert signed_in(cast.stranger).get(f"/command/instruct/?case={case.pk}").status_code == 404
    assert client.get("/command/instruct/?case=x").status_code == 404
    assert client.get("/command/instruct/?lon=120.005&lat=30.005").status_code == 200
    key = str(uuid4())
    client.post("/command/instruct/", filled(cast, key=key))
    assert client.post("/command/instruct/", filled(cast, key=key, text="别的")).status_code == 409
    assert Instruction.objects.count() == 1


@pytest.mark.parametrize("name", ["days", "matters", "units"])
def test_the_table_of_a_chart_is_taken_away(cast: Cast, name: str) -> None:
    reported(at=timezone.now())
    got = signed_in(cast.leader).get(f"/command/table/{name}.xlsx")
    assert got.content.startswith(b"PK")
    assert f'filename="{name}-990101-' in got["Content-Disposition"]
    assert signed_in(cast.handler).get(f"/command/table/{name}.xlsx").status_code == 404
    assert signed_in(cast.leader).get("/command/table/people.xlsx").status_code == 404


def test_the_wall_shows_how_far_instructions_have_come(cast: Cast) -> None:
    def states() -> list[tuple[str, str]]:
        orders = signed_in(cast.leader).get("/command/").context["orders"]
        return [(order.title, order.unit) for order in orders]

    at, by = timezone.now(), cast.handler.actor
    one = _sent(cast, cast.leader.actor)
    assert states() == [("已发出", "县城管局")]
    receive(one.pk, by=by, at=at)
    assert states() == [("已收到", "县城管局")]
    answer(one.pk, "已围挡", by=by, at=at, key=uuid4())
    assert states() == [("已答复", "县城管局")]
    assert "已围挡" in signed_in(cast.leader).get("/command/").content.decode()


def _sent(cast: Cast, by: Actor) -> Instruction:
    wording = Wording(unit_id=cast.units.department.pk, text="请派人到现场围挡")
    return send(wording, by=by, at=timezone.now(), key=uuid4())
