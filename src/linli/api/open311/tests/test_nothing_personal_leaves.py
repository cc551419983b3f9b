"""Nothing about a reporter ever leaves: canaries in every place where a person could stand."""

import pytest
from django.test import Client
from tests.cast import Cast
from tests.stories import bring, reported

from linli.api.open311.notes import public_notes
from linli.api.open311.tests.conftest import NewProgram, Program
from linli.cases import processes
from linli.cases.models import Case
from linli.lib.disclosure import place, plain
from linli.matters.models import Matter

#: What a program says of the person, and how it stands in the words of the report.
PERSON = {
    "first_name": "小燕",
    "last_name": "欧阳",
    "phone": "13712340987",
    "email": "xiaoyan@canary.example",
    "device_id": "device-canary-7731",
    "account_id": "account-canary-5521",
}
WORDS = (
    "我是欧阳小燕，小燕 欧阳，身份证 990101199003074512，电话１３７１２３４０９８７，或 137-1234-0987，"
    "微信 44556677，xiaoyan@canary.example，device-canary-7731。井盖没了"
)
CANARIES = [
    *("欧阳", "小燕", "13712340987", "137-1234-0987", "１３７", "990101199003074512", "44556677", "xiaoyan", "canary"),
    *("鼓楼社区第1", "2单元", "608"),
]


def everything(number: str = "") -> str:
    """All that anybody can read, in both forms."""
    paths = ["services", "requests", *([f"requests/{number}"] if number else [])]
    answers = [Client().get(f"/open311/v2/{path}.{form}") for path in paths for form in ("xml", "json")]
    return "\n".join(answer.content.decode() for answer in answers)


def test_no_answer_says_who_reported(program: Program, city: Cast):
    told = program.report(description=WORDS, address_string="欧阳小燕家门口 青石街18号 2单元 608 室", **PERSON)
    case = Case.objects.get(no=told)
    for state in ("reported", "handling", "closed"):
        bring(case, city, state)
        shown = everything(told)
        assert [one for one in CANARIES if one in shown] == []
        assert "井盖没了" in shown
        assert "青石街18号" in shown
        assert case.public_code not in shown  # with it one could withdraw, rate, and see the photos


def test_the_desk_still_reads_all_of_it(program: Program):
    case = Case.objects.get(no=program.report(description=WORDS, **PERSON))
    assert case.description == WORDS
    assert case.contact.name_masked


def test_words_of_other_doors_are_not_shown(city: Cast):
    resident = reported(description="欧阳小燕说井盖没了", contact_name="欧阳小燕", address="欧阳小燕家 青石街 18 号")
    staff = reported(by=city.grid_worker.actor, source="grid", description="欧阳小燕来电")
    found = {one["service_request_id"]: one for one in Client().get("/open311/v2/requests.json").json()}
    shown = everything()
    assert "欧阳" not in shown
    assert [found[one.no]["description"] for one in (resident, staff)] == [None, None]
    assert [found[one.no]["media_url"] for one in (resident, staff)] == [None, None]


def test_nobody_of_the_staff_is_named(city: Cast):
    case = bring(reported(), city, "finished")
    shown = everything(case.no)
    assert [name for name in city.players if f">{name}<" in shown or f'"{name}"' in shown] == []


def test_what_concerns_a_person_is_not_there_at_all(program: Program):
    Matter.objects.filter(code="0301").update(is_confidential=True)
    (told,) = program.post(**PERSON).json()
    case = Case.objects.get()
    assert told.keys() == {"token", "service_notice", "account_id"}
    assert program.get(f"tokens/{told['token']}.json").json()[0]["service_request_id"] is None
    assert program.get("requests.json").json() == []
    assert program.get("requests.json", service_request_id=case.no, service_code="0301").json() == []
    assert program.get(f"requests/{case.no}.json").status_code == 404
    assert case.no not in everything()


def test_a_matter_that_became_confidential_takes_its_requests_along(program: Program):
    number = program.report()
    Matter.objects.filter(code="0301").update(is_confidential=True)
    assert program.get(f"requests/{number}.json").status_code == 404
    assert program.get("requests.json").json() == []


def test_what_is_not_for_residents_is_not_shown(city: Cast):
    case = reported(by=city.grid_worker.actor, source="grid")
    Matter.objects.filter(code="0301").update(is_public=False)
    assert Client().get(f"/open311/v2/requests/{case.no}.json").status_code == 404


def test_what_nobody_has_accepted_is_not_shown_where_the_key_says_so(programs: NewProgram, city: Cast):
    program = programs(after_review=True)
    program.post(description="谁都能写的话")
    case = Case.objects.get()
    assert program.get("requests.json").json() == []
    bring(case, city, "filed")
    assert program.get("requests.json").json()[0]["description"] == "谁都能写的话"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("青石街18号", "青石街18号"),
        ("翠园小区5号楼2单元301室", "翠园小区5号楼"),
        ("翠园小区 5 号楼 二单元", "翠园小区 5 号楼"),
        ("翠园小区5-2-301", "翠园小区5"),
        ("翠园小区5号楼301", "翠园小区5号楼"),
        ("学府巷17号 13712340987", "学府巷17号 ＊＊＊"),
        ("", ""),
    ],
)
def test_an_address_ends_at_the_building(address, shown):
    assert place(address) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("路灯杆 0312 号，2026-03-04 起不亮", "路灯杆 0312 号,2026-03-04 起不亮"),
        ("水深 12.5 米，长 300 米", "水深 12.5 米,长 300 米"),
    ],
)
def test_what_finds_nobody_stays(said, shown):
    assert plain(said) == shown


def test_every_sentence_of_the_process_can_be_read_by_everybody():
    shown = {state.name: public_notes(state.public, state.title) for state in processes.get("event", 1).state}
    assert [text for text in shown.values() if "您" in text or "见下" in text or not text] == []
    assert shown["closed"] == "已经办结"
    assert shown["withdrawn"] == "已撤回"
    assert shown["refused"] == "这件事这里办不了"
