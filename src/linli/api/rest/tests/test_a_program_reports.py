"""The JSON door: what is answered to what is sent."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests.cast import INSIDE_GRID, OUTSIDE, Cast

from linli.accounts.audit.models import Entry
from linli.api.rest import views
from linli.areas import queries as areas
from linli.cases.models import Case, Contact
from linli.notices.models import Notice

URL = "/api/v1/reports"


def sent(**changes: Any) -> dict[str, Any]:
    lon, lat = INSIDE_GRID
    told = {"key": str(uuid4()), "matter": "0301", "description": "井盖没了", "address": "青石街18号"}
    return told | {"lon": lon, "lat": lat} | changes


def post(body: Any, **more: Any) -> Any:
    return Client().post(URL, body, content_type="application/json", **more)


def test_a_report_becomes_a_case_with_all_that_belongs_to_it(city: Cast):
    answer = post(sent(contact_name="张三丰", contact_phone="13812345678"))
    assert answer.status_code == 201
    case = Case.objects.get(public_code=answer.json()["public_code"])
    assert case.ground == city.areas.grid.ground
    assert (case.state, case.desk_unit_id) == ("reported", city.units.community_desk.pk)
    assert case.point is not None
    assert case.clocks.get().kind == "accept"
    assert case.steps.get().changes["state"] == "reported"
    assert case.contact.phone_masked == "138******78"
    assert Entry.objects.filter(verb="case.report", subject_id=case.no).count() == 1
    told = set(Notice.objects.filter(link=f"/desk/cases/{case.pk}/").values_list("posting_id", flat=True))
    assert {city.community_desk.posting.pk, city.grid_worker.posting.pk} <= told
    assert city.other_grid_worker.posting.pk not in told
    assert answer.json()["follow"].endswith(f"/s/{case.public_code}/")


def test_the_answer_is_kept_by_nobody_and_sets_no_cookie(city: Cast):  # noqa: ARG001 - somebody to report to
    answer = post(sent())
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_the_same_report_again_is_the_same_case(city: Cast):  # noqa: ARG001 - as above
    body = sent()
    first, again = post(body), post(body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Case.objects.count() == 1


def test_the_key_of_another_report_is_refused(city: Cast):  # noqa: ARG001 - as above
    body = sent()
    post(body)
    answer = post(body | {"description": "别的事"})
    assert answer.status_code == 409
    assert "key" in answer.json()["errors"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"matter": "9999"}, "matter", "请选择"),
        ({"lon": OUTSIDE[0], "lat": OUTSIDE[1]}, "place", "不在"),
        ({"lat": None}, "place", "一起"),
        ({"lon": 200}, "lon", "格式"),
        ({"key": "1"}, "key", "格式"),
        ({"description": "长" * 2001}, "description", "2000"),
        ({"contact_phone": "123"}, "contact_phone", "电话"),
        ({"person": "张三"}, "person", "没有这个字段"),
        ({"description": 5}, "description", "格式"),
        ({"description": "a\u0000b"}, "description", "无法保存"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(city: Cast, changes, field, words):  # noqa: ARG001 - as above
    answer = post(sent(**changes))
    assert answer.status_code == 422
    assert words in answer.json()["errors"][field]
    assert Case.objects.count() == 0


def test_what_is_missing_is_said_beside_the_field(city: Cast):  # noqa: ARG001 - as above
    answer = post({"matter": "0301"})
    assert answer.json()["errors"] == {"key": "必须填写"}


@pytest.mark.parametrize("body", ["{", "[]", "\ud800".encode("utf-8", "surrogatepass")])
def test_what_is_no_report_is_refused(db, body):  # noqa: ARG001 - nothing may be read
    assert post(body).status_code == 422


def test_a_place_may_be_told_by_its_code(city: Cast):
    answer = post(sent(lon=None, lat=None, area=city.areas.community.code))
    assert Case.objects.get(public_code=answer.json()["public_code"]).ground == city.areas.community.ground


def test_only_json_is_posted_and_not_too_much_of_it(db):  # noqa: ARG001 - nothing may be read
    assert Client().get(URL).status_code == 405
    assert Client().post(URL, {"key": "1"}).status_code == 415
    assert post({"description": "长" * 70_000}).status_code == 413


def test_too_many_in_a_minute_are_told_when_to_come_back(city: Cast, monkeypatch):  # noqa: ARG001 - as above
    monkeypatch.setattr(views.brake, "most", 1)
    assert post(sent()).status_code == 201
    answer = post(sent())
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_cut_is_made_anew(city: Cast):  # noqa: ARG001 - as above
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    assert post(sent()).status_code == 201


def test_every_point_lies_where_the_map_says(city: Cast):
    grounds = [city.areas.grid, city.areas.other_grid, city.areas.far_grid]
    for area in grounds:
        assert area.extent is not None
        point = area.extent.point_on_surface
        answer = post(sent(lon=point.x, lat=point.y))
        case = Case.objects.get(public_code=answer.json()["public_code"])
        found = areas.locate(point.x, point.y)
        assert found is not None
        assert case.ground == found.ground == area.ground


def test_nothing_is_kept_of_somebody_who_leaves_nothing(city: Cast):  # noqa: ARG001 - as above
    post(sent())
    assert Contact.objects.count() == 0
