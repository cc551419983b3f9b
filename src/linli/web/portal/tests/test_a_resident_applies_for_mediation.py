"""Applying for mediation at the residents' door: nothing of it readable outside, sent twice it is one dispute."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings
from tests.cast import AT, INSIDE_GRID, OUTSIDE, Cast
from tests.counting import statements

from linli.accounts.audit.models import Entry
from linli.cases.models import Case
from linli.web.portal.tests import mediating
from linli.web.portal.tests.mediating import answer, applied, begin, fill
from linli.work.disputes.actions import load_types
from linli.work.disputes.models import Party


@pytest.fixture(autouse=True)
def types(clock: object) -> None:  # noqa: ARG001 - the catalogue comes before
    load_types(at=AT)


def test_an_application_becomes_a_dispute_and_its_applicant_gets_a_code_of_the_own(client: Client, cast: Cast):
    code = applied(client, cast)
    case = Case.objects.get()
    assert (case.process, case.source, case.grid) == ("dispute", "portal", cast.areas.grid.code)
    assert [one["consent"] for one in case.more["parties"]] == ["agreed", ""]
    assert case.steps.get().form["notice"] == "shown"
    codes = [mediating.code(case, number) for number in (1, 2)]
    assert len({code, *codes, case.public_code}) == 3
    assert code == codes[0]
    page = client.get(f"/m/{code}/thanks/").content.decode()
    assert case.public_code not in page
    assert codes[1] not in page
    assert Entry.objects.get(verb="case.report").user_id is None


def test_nothing_of_it_stands_readable_in_the_session_or_the_rows(client: Client, cast: Cast):
    key = begin(client)
    fill(client, key, cast)
    kept = str([one.get_decoded() for one in Session.objects.all()])
    applied(Client(), cast)
    kept += str(list(Case.objects.values_list("title", "description", "address", "more")))
    kept += str(list(Party.objects.values_list("name_masked", "phone_masked")))
    for secret in ("李大华", "王小明", mediating.YOURS, "楼上漏水"):
        assert secret not in kept


def test_sent_twice_it_is_one_dispute(client: Client, cast: Cast):
    key = begin(client)
    fill(client, key, cast)
    first, second = answer(client, key, "check"), answer(client, key, "check")
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_no_question_can_be_skipped(client: Client):
    key = begin(client)
    assert client.get(f"/mediation/{key}/facts/")["Location"] == f"/mediation/{key}/notice/"
    answer(client, key, "notice")
    assert client.get(f"/mediation/{key}/check/")["Location"] == f"/mediation/{key}/you/"
    assert client.get(f"/mediation/{key}/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("question", "filled", "said"),
    [
        ("you", {}, "这里还没有填"),
        ("you", {"you_name": "李大华", "you_phone": "12"}, "电话号码不对"),
        ("other", {"other1_name": "王小明", "other2_phone": mediating.THEIRS}, "请填写姓名或名称"),
        ("type", {"type": "0301"}, "请选一项"),
        ("where", {}, "请在地图上点一下"),
        ("where", {"lon": str(OUTSIDE[0]), "lat": str(OUTSIDE[1])}, "不在我们服务的范围内"),
        ("facts", {"facts": "漏水"}, "这里还没有填"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_asked(
    client: Client, cast: Cast, question: str, filled: dict[str, str], said: str
):
    key = begin(client)
    fill(client, key, cast)
    told = answer(client, key, question, **filled)
    assert told.status_code == 422
    assert said in told.content.decode()


def test_a_point_on_the_map_is_kept_as_its_grid_only(client: Client, cast: Cast):
    key = begin(client)
    fill(client, key, cast)
    lon, lat = INSIDE_GRID
    answer(client, key, "where", lon=str(lon), lat=str(lat))
    answer(client, key, "check")
    case = Case.objects.get()
    assert case.grid == cast.areas.grid.code
    assert case.point is None


def test_programs_fall_into_the_trap_and_too_many_wait(client: Client, cast: Cast, settings: Settings):
    settings.PORTAL_LIMITS = settings.PORTAL_LIMITS | {"report_visitor": 1}
    key = begin(client)
    fill(client, key, cast)
    assert answer(client, key, "check", website="http://spam").status_code == 422
    assert answer(client, key, "check").status_code == 302
    key = begin(client)
    fill(client, key, cast)
    assert answer(client, key, "check").status_code == 429
    assert Case.objects.count() == 1


def test_the_list_of_places_costs_the_same_however_far_down(client: Client, cast: Cast):
    key = begin(client)
    answer(client, key, "notice")
    costs = []
    for area in (cast.areas.county, cast.areas.community):
        with statements() as sent:
            client.get(f"/mediation/{key}/list/?in={area.code}")
        costs.append(len(sent))
    assert costs[0] == costs[1]
