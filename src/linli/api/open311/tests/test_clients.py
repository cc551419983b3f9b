"""Clients that others wrote, unchanged, against a server on a real socket."""

import itertools
import warnings
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer
from tests.cast import AT, INSIDE_GRID, Cast
from tests.stories import a_photo, bring, reported

from linli.api.open311.tests.conftest import a_key
from linli.cases.models import Case
from linli.documents.queries import content

itertools.ifilter = filter  # type: ignore[attr-defined]  # `three` was written for Python 2, like what it stands on
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from georeport import GeoReport
    from three import Three

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(city: Cast, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001 - somebody to report to
    """Where the server stands. No proxy of this machine is in the way of its own address."""
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    return f"{live_server.url}/open311/v2"


def point() -> dict[str, str]:
    return {"long": str(INSIDE_GRID[0]), "lat": str(INSIDE_GRID[1])}


@pytest.mark.parametrize("form", ["xml", "json"])
def test_georeport_reads_services_and_requests(address: str, city: Cast, form: str):
    client = GeoReport(address, output_format=form)
    first, second = reported(), bring(reported(at=AT + timedelta(hours=1)), city, "closed")
    assert [one["service_code"] for one in client.get_service_list()] == ["0101", "0301", "0304"]
    assert client.get_service_definition("0301")["service_code"] == "0301"
    assert [one["service_request_id"] for one in client.get_service_requests()] == [second.no, first.no]
    assert client.get_service_request(first.no)["status"] == "open"
    since, until = (AT - timedelta(days=1)).isoformat(), (AT + timedelta(days=1)).isoformat()
    asked: Any = client.get_service_requests(service_code="0301", status="closed", start_date=since, end_date=until)
    found = asked if isinstance(asked, list) else [asked]  # of one element its XML reader makes no list
    assert [one["service_request_id"] for one in found] == [second.no]
    both: Any = client.get_service_requests(service_request_id=f"{first.no},{second.no}")
    assert [one["status"] for one in both] == ["closed", "open"]
    (attribute,) = _listed(client.get_service_definition("0301")["attributes"])
    assert attribute["datatype"] == "singlevaluelist"


def _listed(attributes: Any) -> list[Any]:
    """What XML makes of a container with one element."""
    return attributes if isinstance(attributes, list) else [attributes["attribute"]]


def test_three_discovers_reads_and_reports(address: str):
    client = Three(address, api_key=a_key())
    assert client.discovery()["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert [one["service_code"] for one in client.services()] == ["0101", "0301", "0304"]
    assert client.services("0301")["attributes"][0]["code"] == "criterion"
    key = client.services("0301")["attributes"][0]["values"][0]["key"]
    told = client.post(
        "0301", address="青石街18号", name="小燕 欧阳", phone="13712340987", description="井盖没了",
        **point(), **{"attribute[criterion]": key},
    )  # fmt: skip
    assert client.post_response.status_code == 201
    number = told[0]["service_request_id"]
    assert client.request(number)[0]["description"] == "井盖没了"
    assert [one["service_request_id"] for one in client.requests("0301", status="open", count=5)] == [number]
    assert client.requests(between=["03-01-2026", "03-31-2026"])[0]["service_request_id"] == number
    case = Case.objects.get(no=number)
    assert (case.address, case.criterion_id) == ("青石街18号", int(key))
    assert case.contact.phone_masked == "137******87"


def test_three_follows_a_token(address: str, city: Cast):
    client = Three(address, api_key=a_key(after_review=True))
    (told,) = client.post("0301", description="井盖没了", **point())
    assert client.token(told["token"]) == [{"service_request_id": None, "token": told["token"]}]
    case = bring(Case.objects.get(), city, "filed")
    assert client.token(told["token"])[0]["service_request_id"] == case.no
    assert client.request(case.no)[0]["status"] == "open"


def test_three_sends_a_photo(address: str):
    client = Three(address, api_key=a_key())
    client.post("0301", description="井盖没了", media=BytesIO(content(a_photo()).body), extensions="true", **point())
    assert client.post_response.status_code == 201
    assert Case.objects.get().steps.get().attachments.count() == 1


def test_three_is_told_what_is_wrong(address: str):
    client = Three(address, api_key="wrong")
    assert client.post("0301", description="井盖没了", **point())[0]["code"] == 403
    assert client.request("1")[0]["code"] == 404
