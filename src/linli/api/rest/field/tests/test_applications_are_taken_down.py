"""An application for mediation taken down on a phone: the same case as at the desk, and nobody's name comes back."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast

from linli.accounts.audit.models import Entry
from linli.api.rest.field.tests.phone import Phone, a_file, a_photo, at_once
from linli.api.rest.field.told import TodayTold
from linli.cases.models import Case
from linli.cases.queries import state_of
from linli.matters.models import Matter
from linli.work.disputes.actions import NOTICE, reveal_party
from linli.work.disputes.models import Party
from linli.work.disputes.tests.stories import CLAIM, FACTS, applied, found_committee
from linli.work.risks.actions import load_types

NAMES = ("李大华", "13812345678", "王小明", "青石街 18 号 201")


@pytest.fixture(autouse=True)
def _committee(cast: Cast) -> None:
    found_committee(cast)


def an_application(phone: Phone, cast: Cast, **changes: str) -> dict[str, Any]:
    form = {
        "notice": "shown",
        "started_by": "application",
        "type": "1702",
        "ground": cast.areas.grid.code,
        "applicant1_name": "李大华",
        "applicant1_phone": "１３８12345678",
        "applicant1_address": "青石街 18 号 201",
        "respondent1_name": "王小明",
        "facts": FACTS,
        "claim": CLAIM,
    }
    return phone.item("open", opening="dispute", form={k: v for k, v in (form | changes).items() if v != "-"})


def test_it_becomes_the_case_that_the_desk_would_have_entered(phone: Phone, cast: Cast) -> None:
    item = an_application(phone, cast)
    answer = phone.send(item)
    assert answer.status_code == 201
    mine, theirs = Case.objects.get(), applied(cast)
    assert answer.json()["case"] == {"id": mine.pk, "no": mine.no, "public_code": ""}
    assert (mine.process, mine.state, mine.source, mine.ground) == ("dispute", "applied", "visit", theirs.ground)
    assert (mine.desk_unit_id, mine.due_at is None) == (theirs.desk_unit_id, False)
    assert state_of(mine).more == state_of(theirs).more
    step, other = mine.steps.get(), theirs.steps.get()
    assert (step.form["notice"], step.form["made_at"]) == ("shown", item["made_at"])
    assert mine.reporter_posting_id == phone.player.posting.pk
    assert step.form.keys() - {"made_at"} == other.form.keys()
    assert [(one.side, one.name_masked, one.phone_masked) for one in Party.objects.filter(case=mine)] == [
        ("applicant", "李**", "138******78"),
        ("respondent", "王**", ""),
    ]
    told = reveal_party(mine.pk, 1, by=cast.community_desk.actor, at=mine.opened_at, purpose="联系")
    assert (told.name, told.phone, told.address) == ("李大华", "13812345678", "青石街 18 号 201")


def test_it_is_taken_once_however_often_it_comes(phone: Phone, cast: Cast) -> None:
    item = an_application(phone, cast)
    first, again = phone.send(item), phone.send(item)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert phone.send(item | {"form": item["form"] | {"applicant1_phone": "13812345679"}}).status_code == 409
    assert phone.send(phone.report() | {"id": item["id"]}).status_code == 409
    assert (Case.objects.count(), Party.objects.count()) == (1, 2)
    assert Entry.objects.filter(verb="case.report").count() == 1


def test_nobodys_name_comes_back_to_the_phone_nor_stands_open_in_the_database(phone: Phone, cast: Cast) -> None:
    answer = phone.send(an_application(phone, cast))
    today = phone.today()
    assert [one["list"] for one in today.json()["cases"]] == ["reported_by_me"]
    for said in (answer.content.decode(), today.content.decode(), str(list(Case.objects.values()))):
        assert not [name for name in (*NAMES, FACTS, CLAIM, "李**", "138***") if name in said]
    step = Case.objects.get().steps.get()
    assert not [name for name in (*NAMES, FACTS, CLAIM) if name in json.dumps(step.form, ensure_ascii=False)]


@pytest.mark.parametrize(("who", "source"), [("grid_worker", "grid"), ("handler", "patrol")])
def test_what_was_found_on_patrol_is_begun_by_the_committee_and_nobody_has_consented(
    cast: Cast, who: str, source: str
) -> None:
    phone = Phone(cast.players[who])
    form = phone.today().json()["openings"][0]["sections"][1]["form"]
    ground = next(one["choices"][0]["value"] for one in form if one["name"] == "ground")
    assert phone.send(an_application(phone, cast, started_by="committee", ground=ground)).status_code == 201
    case = Case.objects.get()
    assert case.source == source
    assert state_of(case).more["started_by"] == "committee"
    assert not [one for one in state_of(case).more["parties"] if one.get("consent") == "yes"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"notice": "-"}, "notice", "请填写"),
        ({"facts": ""}, "facts", "请填写"),
        ({"facts": "长" * 2001}, "facts", "最多"),
        ({"respondent1_name": "-"}, "respondent1_name", "请填写"),
        ({"respondent1_phone": "12"}, "respondent1_phone", "电话号码不对"),
        ({"respondent2_phone": "13912345678"}, "respondent2_name", "请填写姓名"),
        ({"type": "0301"}, "type", "请从列出的里选"),
        ({"ground": "990101002"}, "ground", "不在您的辖区"),
        ({"ground": "-"}, "ground", "不在本平台"),
        ({"started_by": "entrusted"}, "started_by", "请从列出的里选"),
        ({"applicant1_id_card": "1"}, "applicant1_id_card", "没有这个字段"),
        ({"from": "1"}, "from", "没有这个字段"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    phone: Phone, cast: Cast, changes: dict[str, str], field: str, words: str
) -> None:
    answer = phone.send(an_application(phone, cast, **changes))
    assert answer.status_code == 422
    assert words in answer.json()["errors"][field]
    assert not Case.objects.exists()


def test_another_ground_is_refused_and_so_is_a_posting_that_enters_nothing(cast: Cast) -> None:
    other, looker = Phone(cast.other_grid_worker), Phone(cast.leader)
    elsewhere = other.send(an_application(other, cast))
    assert (elsewhere.status_code, set(elsewhere.json()["errors"])) == (422, {"ground"})
    refused = looker.send(an_application(looker, cast))
    assert (refused.status_code, refused.json()["errors"]) == (422, {"": "您的岗位不能登记上报"})
    assert looker.today().json()["openings"] == []
    assert not Case.objects.exists()


def test_what_there_is_not_is_not_begun_and_files_have_no_place_in_it(phone: Phone, cast: Cast) -> None:
    item = an_application(phone, cast)
    for changes, field in (({"opening": "event"}, "opening"), ({"files": [a_file(a_photo())]}, "files")):
        answer = phone.send(item | changes)
        assert (answer.status_code, set(answer.json()["errors"])) == (422, {field})
    assert not Case.objects.exists()


def test_the_form_goes_along_with_its_notice(phone: Phone, cast: Cast) -> None:
    told = phone.today().json()
    TodayTold.model_validate(told)
    (opening,) = told["openings"]
    assert (opening["name"], opening["title"]) == ("dispute", "调解申请")
    assert opening["sections"][0]["reading"]["text"] == str(NOTICE)
    fields = {one["name"]: one for section in opening["sections"] for one in section["form"]}
    assert [one["value"] for one in fields["started_by"]["choices"]] == ["application", "committee"]
    assert fields["ground"]["choices"] == [{"value": cast.areas.grid.code, "title": cast.areas.grid.name}]
    assert "邻里纠纷" in [one["title"] for one in fields["type"]["choices"]]
    assert {name for name in fields if name.startswith("applicant1")} == {
        "applicant1_name",
        "applicant1_phone",
        "applicant1_address",
    }


def test_matters_lead_to_what_can_be_begun_and_only_such_go_along(phone: Phone) -> None:
    load_types(at=AT)
    assert Matter.objects.filter(code="1801", is_active=True).exists()
    matters = {one["code"]: one["opening"] for one in phone.today().json()["matters"]}
    assert (matters["0301"], matters["1702"]) == ("", "dispute")
    assert "1801" not in matters


def test_it_costs_what_it_costs_however_many_there_are(phone: Phone, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert phone.today().status_code == 200
        return len(context)

    applied(cast, by=phone.player.actor)
    phone.today()
    few = queries()
    for _ in range(4):
        phone.send(an_application(phone, cast))
    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_one_application_delivered_by_several_lines_at_once_is_one_case(cast: Cast) -> None:
    phone = Phone(cast.grid_worker)
    item = an_application(phone, cast)
    phone.today()
    answers = at_once(lambda: phone.twin().send(item), 4)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert (Case.objects.count(), Party.objects.count()) == (1, 2)
