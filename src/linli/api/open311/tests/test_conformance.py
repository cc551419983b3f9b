"""Every line of GeoReport v2, one test each, in the order of the standard."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring
from django.contrib.gis.geos import Point
from django.test import Client
from django.test.utils import override_settings
from tests.cast import AT, INSIDE_FAR_GRID, INSIDE_GRID, INSIDE_NEIGHBOUR, OUTSIDE, Cast
from tests.stories import bring, reported

from linli.api.open311.tests.conftest import FORM, NOW, NewProgram, Program
from linli.areas.rules import SYSTEM
from linli.cases import processes
from linli.cases.actions import publish
from linli.cases.models import Case
from linli.exchange.following.models import Item, Peer
from linli.matters.models import Matter
from linli.registers.places.models import Place

FIELDS = {
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
    *("address", "address_id", "zipcode", "lat", "long", "media_url"),
}


def xml(answer: Any) -> ET.Element:
    """The root of an answer in XML."""
    root: ET.Element = fromstring(answer.content)
    return root


def names(element: ET.Element) -> list[str]:
    return [one.tag for one in element]


def errors(answer: Any) -> Sequence[str]:
    return [one["description"] for one in answer.json()]


# ── discovery ───────────────────────────────────────────────────────────────────────────────────────────────


def test_discovery_says_where_the_door_is_and_what_it_speaks(db):  # noqa: ARG001 - keys are looked up
    found = Client().get("/open311/discovery.json").json()
    (endpoint,) = found["endpoints"]
    assert {"changeset", "contact", "key_service", "endpoints"} == found.keys()
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"].endswith("/open311/v2/")
    assert endpoint["type"] in {"production", "test"}
    assert endpoint["formats"] == ["text/xml", "application/json"]


def test_discovery_says_the_same_in_xml(db):  # noqa: ARG001 - as above
    root = xml(Client().get("/open311/discovery.xml"))
    assert (root.tag, names(root)) == ("discovery", ["changeset", "contact", "key_service", "endpoints"])
    assert [one.text for one in root.findall("endpoints/endpoint/formats/format")] == ["text/xml", "application/json"]


def test_changesets_lie_in_the_past(db):  # noqa: ARG001 - as above
    found = Client().get("/open311/discovery.json").json()
    for text in (found["changeset"], found["endpoints"][0]["changeset"]):
        assert datetime.fromisoformat(text) < datetime.fromisoformat("2026-11-22T00:00:00+08:00")


# ── in general ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["services", "services/0301", "requests"])
def test_the_suffix_alone_says_the_form(program: Program, path):
    for form, kind in (("xml", "text/xml; charset=utf-8"), ("json", "application/json; charset=utf-8")):
        answer = Client().get(f"/open311/v2/{path}.{form}", headers={"Accept": "image/png"})
        assert answer.headers["Content-Type"] == kind
    assert program.get(f"{path}.csv").status_code == 404
    assert program.get(path).status_code == 404


def test_xml_is_declared_and_has_no_namespace(program: Program):
    body = program.get("services.xml").content
    assert body.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert b"xmlns" not in body


def test_what_xml_cannot_say_does_not_break_it(program: Program):
    number = program.report(description="井盖\x08没了 <1 米 & 很危险")
    found = xml(program.get(f"requests/{number}.xml")).findtext("request/description")
    assert found == "井盖\ufffd没了 <1 米 & 很危险"


def test_in_json_containers_are_arrays_and_what_is_empty_is_null(program: Program):
    assert program.get("requests.json").json() == []
    number = program.report(address_string=None)
    (found,) = program.get(f"requests/{number}.json").json()
    assert [found[name] for name in ("address", "zipcode", "service_notice", "media_url")] == [None] * 4


def test_identifiers_are_words_and_coordinates_are_numbers(program: Program):
    (found,) = program.get(f"requests/{program.report()}.json").json()
    assert [type(found[name]) for name in ("service_request_id", "service_code")] == [str, str]
    assert (found["long"], found["lat"]) == INSIDE_GRID
    assert program.get("services.json").json()[0]["metadata"] is True


def test_times_have_a_zone(program: Program):
    (found,) = program.get(f"requests/{program.report()}.json").json()
    assert found["requested_datetime"] == "2026-03-05T10:00:00+08:00"
    assert datetime.fromisoformat(found["updated_datetime"]) == NOW


def test_an_empty_parameter_is_an_absent_one(program: Program):
    number = program.report(address_id="", media_url="", email=" ")
    found = program.get("requests.json", service_code="", status="", start_date="", service_request_id="").json()
    assert [one["service_request_id"] for one in found] == [number]


def test_the_only_jurisdiction_needs_no_name_and_takes_any(program: Program):
    assert program.get("services.json", jurisdiction_id="city.example").status_code == 200


@override_settings(OPEN311_AREAS=("990101", "990102"))
def test_of_several_jurisdictions_one_is_named(program: Program):
    number = program.report(jurisdiction_id="990101")
    assert program.get("services.json").status_code == 400
    assert program.get("services.json", jurisdiction_id="nowhere").status_code == 404
    assert program.get("requests.json", jurisdiction_id="990102").json() == []
    assert program.get("requests.json", jurisdiction_id="990101").json()[0]["service_request_id"] == number
    assert program.get(f"requests/{number}.json", jurisdiction_id="990102").status_code == 404
    assert program.post(jurisdiction_id="990102").status_code == 400  # the point lies in the other one


def test_the_key_is_taken_from_the_body_or_from_the_address(program: Program):
    assert program.post().status_code == 201
    body = "service_code=0301&lat=30.005&long=120.005"
    answer = Client().post(f"/open311/v2/requests.json?api_key={program.key}", body, content_type=FORM)
    assert answer.status_code == 201


def test_reading_takes_no_key(program: Program):
    assert program.get("requests.json", api_key="wrong").status_code == 200


# ── 1: services ─────────────────────────────────────────────────────────────────────────────────────────────


def test_services_are_the_matters_open_to_the_public(program: Program):
    Matter.objects.filter(code="0304").update(is_public=False)
    Matter.objects.filter(code="0101").update(is_active=False)
    found = {one["service_code"]: one for one in program.get("services.json").json()}
    assert {"0304", "0101"}.isdisjoint(found)
    assert set(found) == set(Matter.objects.filter(is_public=True, is_active=True).values_list("code", flat=True))
    manhole = found["0301"]
    assert manhole["service_name"] == Matter.objects.get(code="0301").title
    assert (manhole["type"], manhole["metadata"], manhole["group"]) == ("realtime", True, "市政公用与园林")
    assert "井盖" in manhole["keywords"]


def test_every_part_of_a_service_is_there(program: Program):
    parts = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
    root = xml(program.get("services.xml"))
    assert root.tag == "services"
    assert {tuple(names(one)) for one in root} == {tuple(parts)}
    assert {one.tag for one in root} == {"service"}
    assert {one.findtext("metadata") for one in root} <= {"true", "false"}
    assert {one["type"] for one in program.get("services.json").json()} <= {"realtime", "batch", "blackbox"}


def test_of_what_concerns_a_person_no_number_is_given(program: Program):
    Matter.objects.filter(code="0301").update(is_confidential=True)
    found = {one["service_code"]: one["type"] for one in program.get("services.json").json()}
    assert found["0301"] == "blackbox"


# ── 2: the definition of a service ──────────────────────────────────────────────────────────────────────────

MORE_QUESTIONS = """
[[field]]
name = "depth"
title = "多深"
type = "amount"
hint = "米"

[[field]]
name = "since"
title = "从哪天起"
type = "date"

[[field]]
name = "danger"
title = "危险吗"
type = "bool"

[[field]]
name = "size"
title = "大小"
type = "choice"
choices = [["big", "大"], ["small", "小"]]

[[field]]
name = "who"
title = "谁的"
type = "text"
max_length = 40
"""


@pytest.fixture
def asked_more(program: Program):
    """The program of a county whose process asks for more when a case begins."""
    processes.forget()
    text = processes.text_of("event", 1)
    text = text.replace("version = 1\n", "version = 2\n", 1)
    text = text.replace(
        'form = ["criterion?"]',
        'form = ["criterion", "note?", "depth?", "since?", "danger?", "size?", "who?", "photos?"]',
    )
    publish(text + MORE_QUESTIONS, area_code="990101", by=_publisher(), at=AT)
    yield program
    processes.forget()


def _publisher() -> Any:
    return replace(SYSTEM, permissions=frozenset({"process.publish"}), ground_level="county", ground_code="990101")


def test_attributes_are_what_the_process_asks_for(asked_more: Program):
    found = asked_more.get("services/0301.json").json()
    kinds = {one["code"]: one["datatype"] for one in found["attributes"]}
    assert found["service_code"] == "0301"
    assert kinds == {
        "criterion": "singlevaluelist",
        "note": "text",
        "depth": "number",
        "since": "datetime",
        "danger": "singlevaluelist",
        "size": "singlevaluelist",
        "who": "string",
    }


def test_every_part_of_an_attribute_is_there(asked_more: Program):
    root = xml(asked_more.get("services/0301.xml"))
    assert (root.tag, names(root)) == ("service_definition", ["service_code", "attributes"])
    parts = ["variable", "code", "datatype", "required", "datatype_description", "order", "description", "values"]
    assert {tuple(names(one)) for one in root.findall("attributes/attribute")} == {tuple(parts)}
    orders = [int(one.text or 0) for one in root.findall("attributes/attribute/order")]
    assert orders == [1, 2, 3, 4, 5, 6, 7]
    size = root.findall("attributes/attribute")[5]
    assert [(one.findtext("key"), one.findtext("name")) for one in size.findall("values/value")] == [
        ("big", "大"),
        ("small", "小"),
    ]
    assert [one.findtext("required") for one in root.findall("attributes/attribute")][:2] == ["true", "false"]


def test_a_definition_in_json_is_an_object_with_typed_parts(asked_more: Program):
    first = asked_more.get("services/0301.json").json()["attributes"][0]
    assert [first[name] for name in ("variable", "required", "order")] == [True, True, 1]
    assert first["values"] == [{"key": str(_criterion()), "name": "核实存在：井盖缺失、移位、破裂"}]


def _criterion() -> int:
    return Matter.objects.get(code="0301").criteria.get().pk


def test_an_unknown_service_has_no_definition(program: Program):
    assert program.get("services/9999.json").status_code == 404
    Matter.objects.filter(code="0304").update(is_public=False)
    assert program.get("services/0304.json").status_code == 404


def test_without_metadata_the_attributes_are_empty(program: Program):
    Matter.objects.get(code="0301").criteria.all().delete()
    answer = program.get("services/0301.json")
    assert (answer.status_code, answer.json()) == (200, {"service_code": "0301", "attributes": []})
    (service,) = [one for one in program.get("services.json").json() if one["service_code"] == "0301"]
    assert service["metadata"] is False


# ── 3: a report ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_report_is_answered_with_its_number_and_becomes_a_case(program: Program, city: Cast):
    answer = program.post(first_name="三", last_name="张", phone="13812345678", media_url="https://p.example/1.jpg")
    assert answer.status_code == 201
    (told,) = answer.json()
    case = Case.objects.get(no=told["service_request_id"])
    assert told.keys() == {"service_request_id", "service_notice", "account_id"}
    assert f"/s/{case.public_code}/" in told["service_notice"]
    assert case.ground == city.areas.grid.ground
    assert case.contact.phone_masked == "138******78"
    assert case.description == "井盖没了\n照片：https://p.example/1.jpg"


def test_a_report_is_answered_in_xml(program: Program):
    root = xml(program.post("requests.xml"))
    assert (root.tag, names(root)) == ("service_requests", ["request"])
    assert names(root[0]) == ["service_request_id", "service_notice", "account_id"]
    assert Case.objects.filter(no=root.findtext("request/service_request_id")).exists()


def a_place(city: Cast) -> Place:
    ground, point = city.areas.far_grid.ground._asdict(), Point(*INSIDE_FAR_GRID, srid=4326)
    name = "柳浦路 3 号"
    return Place.objects.create(**ground, kind="address", name=name, search_text=name, point=point)


def test_an_address_is_a_place_too(program: Program, city: Cast):
    a_place(city)
    found = Case.objects.get(no=program.report(lat=None, long=None, address_string="柳浦路 3 号"))
    assert found.ground == city.areas.far_grid.ground
    unknown = Case.objects.get(no=program.report(lat=None, long=None, address_string="谁也不知道的地方"))
    assert (unknown.county, unknown.town) == ("990101", "")


def test_the_number_of_an_address_is_a_place_too(program: Program, city: Cast):
    place = a_place(city)
    number = program.report(lat=None, long=None, address_string=None, address_id=place.pk)
    assert Case.objects.get(no=number).ground == city.areas.far_grid.ground
    assert program.post(lat=None, long=None, address_string=None, address_id="999999").status_code == 400


def test_attributes_are_kept_with_the_case(asked_more: Program):
    number = asked_more.report(
        attribute__criterion=_criterion(), attribute__depth="1.5", attribute__since="2026-03-01T20:00:00Z",
        attribute__danger="true", attribute__size="big", attribute__who="市政",
    )  # fmt: skip
    form = Case.objects.get(no=number).steps.get().form
    assert {name: form[name] for name in ("depth", "since", "danger", "size", "who")} == {
        "depth": "1.5",
        "since": "2026-03-02",
        "danger": True,
        "size": "big",
        "who": "市政",
    }


def test_several_values_are_sent_in_brackets(asked_more: Program):
    body = asked_more.said(attribute__criterion=_criterion()) | {"attribute[size][]": "small"}
    number = asked_more.report(**body)
    assert Case.objects.get(no=number).steps.get().form["size"] == "small"
    answer = asked_more.post(**(body | {"attribute[size][]": ["small", "big"]}))
    assert "只能填一个值" in errors(answer)[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "立案条件"),
        ({"attribute__criterion": "999999"}, "没有"),
        ({"attribute__criterion": "ok", "attribute__size": "huge"}, "huge"),
        ({"attribute__criterion": "ok", "attribute__depth": "deep"}, "数字"),
        ({"attribute__criterion": "ok", "attribute__since": "gestern"}, "日期"),
        ({"attribute__criterion": "ok", "attribute__colour": "red"}, "没有这个属性"),
        ({"attribute__criterion": "ok", "attribute__who": "长" * 41}, "40"),
    ],
)
def test_a_required_or_wrong_attribute_is_named(asked_more: Program, changes, words):
    told = {name: _criterion() if value == "ok" else value for name, value in changes.items()}
    answer = asked_more.post(**told)
    assert answer.status_code == 400
    assert words in errors(answer)[0]
    assert Case.objects.count() == 0


@pytest.mark.parametrize("key", [None, "", "wrong", "linli-" + "x" * 32])
def test_without_a_key_that_holds_nothing_is_reported(program: Program, key):
    assert program.post(api_key=key).status_code == 403
    assert Case.objects.count() == 0


def test_an_unknown_service_takes_no_report(program: Program):
    Matter.objects.filter(code="0304").update(is_public=False)
    assert program.post(service_code="9999").status_code == 404
    assert program.post(service_code="0304").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"service_code": None}, "service_code"),
        ({"lat": None}, "一起"),
        ({"long": None}, "一起"),
        ({"lat": None, "long": None, "address_string": None}, "地点"),
        ({"lat": "north"}, "WGS 84"),
        ({"lat": "nan"}, "WGS 84"),
        ({"lat": "91"}, "WGS 84"),
        ({"long": OUTSIDE[0], "lat": OUTSIDE[1]}, "服务范围"),
        ({"long": INSIDE_NEIGHBOUR[0], "lat": INSIDE_NEIGHBOUR[1]}, "服务范围"),
        ({"description": "长" * 4001}, "4000"),
        ({"description": "<b>井盖</b>"}, "HTML"),
        ({"description": "a\x00b"}, "无法保存"),
        ({"media_url": "ftp://p.example/1.jpg"}, "media_url"),
        ({"media_url": "javascript:alert(1)"}, "media_url"),
        ({"phone": "123"}, "电话"),
        ({"first_name": "长" * 60}, "称呼"),
        ({"address_string": "长" * 201}, "200"),
    ],
)
def test_what_is_wrong_with_a_report_is_said(program: Program, changes, words):
    answer = program.post(**changes)
    assert answer.status_code == 400
    assert any(words in one for one in errors(answer))
    assert Case.objects.count() == 0


def test_a_description_may_have_4000_characters_and_a_photo(program: Program):
    assert program.post(description="长" * 4000, media_url="https://p.example/" + "x" * 1900).status_code == 201


def test_only_a_form_is_a_report(program: Program):
    answer = Client().post(
        f"/open311/v2/requests.json?api_key={program.key}", json.dumps(program.said()), content_type="application/json"
    )
    assert answer.status_code == 400


# ── 4: tokens ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_token_leads_to_the_number_once_there_is_one(programs: NewProgram, city: Cast):
    program = programs(after_review=True)
    (told,) = program.post().json()
    assert told.keys() == {"token", "service_notice", "account_id"}
    answer = program.get(f"tokens/{told['token']}.json")
    assert (answer.status_code, answer.json()) == (200, [{"service_request_id": None, "token": told["token"]}])
    case = Case.objects.get()
    assert program.get(f"requests/{case.no}.json").status_code == 404
    bring(case, city, "filed")
    assert program.get(f"tokens/{told['token']}.json").json()[0]["service_request_id"] == case.no
    assert program.get(f"requests/{case.no}.json").status_code == 200


def test_a_token_is_answered_in_xml(programs: NewProgram):
    program = programs(after_review=True)
    token = xml(program.post("requests.xml")).findtext("request/token")
    root = xml(program.get(f"tokens/{token}.xml"))
    assert (root.tag, names(root[0])) == ("service_requests", ["service_request_id", "token"])
    assert root.findtext("request/token") == token
    assert not root.findtext("request/service_request_id")


@pytest.mark.parametrize("token", ["1", "00000000-0000-0000-0000-000000000000", "x.y"])
def test_an_unknown_token_is_not_found(program: Program, token):
    assert program.get(f"tokens/{token}.json").status_code == 404


# ── 5: requests ─────────────────────────────────────────────────────────────────────────────────────────────


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    return [one["service_request_id"] for one in answer.json()]


def test_every_part_of_a_request_is_there(program: Program):
    number = program.report()
    root = xml(program.get("requests.xml"))
    assert (root.tag, names(root)) == ("service_requests", ["request"])
    assert set(names(root[0])) == FIELDS
    assert program.get("requests.json").json()[0].keys() == FIELDS
    assert root.findtext("request/service_request_id") == number


def test_requests_are_told_by_number_and_numbers_override_everything(program: Program):
    old = reported(at=AT - timedelta(days=200))
    first, second = program.report(), program.report(description="又没了")
    asked = f"{old.no},{second},990101-000000-000000"
    found = program.get("requests.json", service_request_id=asked, status="closed", service_code="9999", start_date="x")
    assert numbers(found) == [second, old.no]
    assert first not in numbers(found)


def test_requests_are_told_by_service(program: Program):
    manhole, lamp = program.report(), program.report(service_code="0304")
    assert numbers(program.get("requests.json", service_code="0301")) == [manhole]
    assert numbers(program.get("requests.json", service_code="0301,0304")) == [lamp, manhole]
    assert program.get("requests.json", service_code="0301,9999").status_code == 404


def test_requests_are_told_by_status(program: Program, city: Cast):
    done = bring(reported(), city, "closed")
    still_open = program.report()
    assert numbers(program.get("requests.json", status="open")) == [still_open]
    assert numbers(program.get("requests.json", status="closed")) == [done.no]
    assert numbers(program.get("requests.json", status="open,closed")) == [still_open, done.no]
    assert program.get("requests.json", status="pending").status_code == 400


def test_requests_are_told_by_when_they_were_made(program: Program):
    days = {day: reported(at=NOW - timedelta(days=day)).no for day in (10, 50, 100)}

    def asked(**moments: int) -> list[str]:
        return numbers(program.get("requests.json", **{name: _moment(day) for name, day in moments.items()}))

    assert asked(start_date=60, end_date=40) == [days[50]]
    assert asked(start_date=110, end_date=40) == [days[50], days[100]]
    assert asked(start_date=101) == [days[50], days[100]]  # 90 days on from there
    assert asked(end_date=11) == [days[50], days[100]]  # 90 days back from there
    assert asked() == [days[10], days[50]]
    assert program.get("requests.json", start_date=_moment(91), end_date=_moment(0)).status_code == 400
    assert program.get("requests.json", start_date=_moment(1), end_date=_moment(2)).status_code == 400


def _moment(days_ago: int) -> str:
    return (NOW - timedelta(days=days_ago)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00Z"]
)
def test_a_time_that_is_none_is_refused(program: Program, text):
    assert program.get("requests.json", start_date=text).status_code == 400


@pytest.mark.parametrize(
    "text", ["2026-03-04T09:00:00+08:00", "2026-03-04T09:00:00 08:00", "2026-03-04T09:00", "2026-03-04T01:00:00Z"]
)
def test_a_time_is_read_with_its_zone_and_without(program: Program, text):
    assert numbers(program.get("requests.json", start_date=text)) == []
    case = reported(at=datetime.fromisoformat("2026-03-04T09:00:00+08:00"))
    before = reported(at=datetime.fromisoformat("2026-03-04T08:59:59+08:00"))
    assert numbers(program.get("requests.json", start_date=text)) == [case.no]
    assert before.no in numbers(program.get("requests.json"))


def test_the_newest_comes_first(program: Program):
    told = [reported(at=AT + timedelta(minutes=minute)).no for minute in (5, 1, 9)]
    assert numbers(program.get("requests.json")) == [told[2], told[0], told[1]]


# ── 6: one request ──────────────────────────────────────────────────────────────────────────────────────────


def test_one_request_comes_in_the_same_form(program: Program):
    number = program.report()
    assert program.get(f"requests/{number}.json").json() == program.get("requests.json").json()
    root = xml(program.get(f"requests/{number}.xml"))
    assert (root.tag, names(root)) == ("service_requests", ["request"])


@pytest.mark.parametrize("number", ["1", "990101-260304-999999", "a.b", "1,2"])
def test_an_unknown_request_is_not_found(program: Program, number):
    assert program.get(f"requests/{number}.json").status_code == 404


@pytest.mark.parametrize("path", ["requests/%00", "tokens/%00", "services/%00"])
def test_what_no_column_takes_is_refused(program: Program, path):
    assert program.get(f"{path}.json").status_code == 400


def test_status_notes_agency_and_expectation_follow_the_process(program: Program, city: Cast):
    case = Case.objects.get(no=program.report())

    def told() -> dict[str, Any]:
        found: dict[str, Any] = program.get(f"requests/{case.no}.json").json()[0]
        return found

    assert told()["status_notes"] == "鼓楼社区综治工作站已经收到，正在看"
    assert (told()["agency_responsible"], told()["expected_datetime"]) == ("鼓楼社区综治工作站", None)
    bring(case, city, "handling")
    due = case.clocks.get(kind="handle").due_at
    assert told()["status_notes"] == "县城管局正在处理"
    assert told()["agency_responsible"] == "镜河县城市管理局"
    assert datetime.fromisoformat(told()["expected_datetime"]) == due.replace(microsecond=0)
    bring(case, city, "closed")
    assert (told()["status"], told()["status_notes"], told()["expected_datetime"]) == ("closed", "已经办结", None)


# ── errors ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_error_has_its_code_and_a_description(program: Program):
    answer = program.post(lat=None, description="<b>x</b>")
    assert answer.json() == [
        {"code": 400, "description": "lat 和 long 要一起给出"},
        {"code": 400, "description": "description 里不能有 HTML"},
    ]
    root = xml(program.get("requests/1.xml"))
    assert (root.tag, names(root[0]), root.findtext("error/code")) == ("errors", ["code", "description"], "404")


@pytest.mark.parametrize("path", ["services.json", "services/0301.json", "requests/1.json", "tokens/1.json"])
def test_a_method_that_is_not_offered_is_refused_in_form(program: Program, path):
    answer = Client().post(f"/open311/v2/{path}")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert answer.json()[0]["code"] == 405
    assert program.get(path).status_code in {200, 404}


def test_the_way_is_short_and_nothing_is_kept(program: Program):
    answer = program.get("services.json")
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# ── extensions ──────────────────────────────────────────────────────────────────────────────────────────────


def test_extensions_are_off_unless_asked_for(program: Program):
    told = [program.report(description=f"{n}") for n in range(3)]
    more = {"page": "2", "page_size": "1", "updated_before": "2000-01-01T00:00:00Z", "bbox": "0,0,1,1"}
    assert len(numbers(program.get("requests.json", **more))) == len(told)


def test_pages_are_counted_from_one(program: Program):
    told = [reported(at=AT + timedelta(minutes=minute)).no for minute in range(5)][::-1]

    def page(number: int) -> list[str]:
        return numbers(program.get("requests.json", extensions="true", page=number, page_size=2))

    assert [page(1), page(2), page(3), page(4)] == [told[:2], told[2:4], told[4:], []]
    for wrong in ({"page": 0}, {"page": "x"}, {"page_size": 1001}, {"page": 10**9}):
        assert program.get("requests.json", extensions="true", **wrong).status_code == 400


def test_requests_are_told_by_when_something_last_happened(program: Program, city: Cast):
    case, other = reported(), reported()
    bring(case, city, "filed")  # a minute later
    moved = case.steps.order_by("-number")[0].at.isoformat()
    assert numbers(program.get("requests.json", extensions="true", updated_after=moved)) == [case.no]
    before = (AT + timedelta(seconds=30)).isoformat()
    assert numbers(program.get("requests.json", extensions="true", updated_before=before)) == [other.no]


def test_what_came_from_another_server_says_so_with_extensions(program: Program, city: Cast):
    case, own = reported(), reported()
    ground = city.areas.county
    peer = Peer.objects.create(
        **ground.ground._asdict(), area=ground, name="邻市", url="http://a/", since=AT, created_at=AT, key=uuid4()
    )
    Item.objects.create(peer=peer, number="A-1", state="taken", case=case, seen_at=AT)
    told = {one["service_request_id"]: one for one in program.get("requests.json", extensions="true").json()}
    assert (told[case.no]["taken_from"], told[own.no]["taken_from"]) == ("邻市 A-1", None)
    assert "taken_from" not in program.get("requests.json").json()[0]


def test_news_is_heard_of_a_case_on_a_countys_own_version_too(programs: NewProgram, city: Cast):
    text = processes.text_of("event", 1)
    start = text.index('[[action]]\nname = "hear"')
    end = text.find("[[", start + 2)
    own = text[:start] + (text[end:] if end > 0 else "")
    publish(own.replace("version = 1", "version = 2", 1), area_code="990101", by=city.admin.actor, at=AT)
    case = reported(at=AT + timedelta(minutes=1))
    assert case.version == 2
    said = {"service_request_id": case.no, "update_id": "7", "status": "OPEN", "description": "已派人"}
    program = programs(may_report=False, may_update=True)
    body = urlencode(said | {"api_key": program.key})
    for _ in range(2):
        assert Client().post("/open311/v2/servicerequestupdates.json", body, content_type=FORM).status_code < 300
    assert [step.form["note"] for step in case.steps.filter(action="hear")] == ["市平台：办理中；已派人"]
    processes.forget()


def test_requests_are_told_by_a_box(program: Program):
    here = program.report()
    there = program.report(long=INSIDE_FAR_GRID[0], lat=INSIDE_FAR_GRID[1])
    asked = {"extensions": "true", "bbox": "120,30,120.01,30.01"}
    assert numbers(program.get("requests.json", **asked)) == [here]
    assert there in numbers(program.get("requests.json"))
    for wrong in ("1,2,3", "a,b,c,d", "3,0,1,1", "0,0,181,1", "0,0,inf,1"):
        assert program.get("requests.json", extensions="true", bbox=wrong).status_code == 400
