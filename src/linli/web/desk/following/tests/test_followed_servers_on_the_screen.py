"""Followed servers on the workbench: made, their matters named, what was not taken tried again; absent for others."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, INSIDE_GRID, Cast
from tests.stories import load_catalogue

from linli.exchange.following.actions import take
from linli.exchange.following.models import Item, Peer
from linli.exchange.following.rules import Row

PAGE = "/desk/following/"
FILLED = {"name": "邻市", "url": "https://open311.example.org/v2", "form": "json", "area": "990101001"}
VALUES = {"status": "open", "service_code": "XYZ", "service_name": "Graffiti", "address": "青石街 18 号"}


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    """The administrator's browser."""
    load_catalogue(cast)
    client.force_login(cast.admin.user)
    return client


@pytest.fixture
def peer(admin: Client) -> Peer:
    """A server made on the screen."""
    admin.post(f"{PAGE}new/", FILLED | {"key": str(uuid4())})
    return Peer.objects.get()


def a_request(peer: Peer, number: str = "A-1") -> Item:
    """Something the server told."""
    lon, lat = INSIDE_GRID
    told = VALUES | {"service_request_id": number, "long": str(lon), "lat": str(lat)}
    return take(peer.pk, Row(told), at=AT)


def test_a_server_is_followed_once_and_its_key_is_not_shown(admin: Client) -> None:
    assert "还没有对接" in admin.get(PAGE).content.decode()
    form = FILLED | {"key": str(uuid4()), "tells": "on", "api_key": "geheim-12345"}
    for _n in range(2):
        assert admin.post(f"{PAGE}new/", form).status_code == 302
    row = Peer.objects.get()
    assert (row.url, row.town, row.tells) == ("https://open311.example.org/v2/", "990101001", True)
    for where in ("", "edit/", "matters/", "do/pause/"):
        page = admin.get(f"{PAGE}{row.pk}/{where}")
        assert (page.status_code, "geheim" in page.content.decode()) == (200, False)


def test_what_is_wrong_is_said_beside_its_field(admin: Client) -> None:
    answer = admin.post(f"{PAGE}new/", FILLED | {"url": "http://10.0.0.1/", "tells": "on"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "id_url_error" in said
    assert "id_api_key_error" in said
    assert not Peer.objects.exists()


def test_a_bad_one_is_listed_with_its_reason_and_taken_when_its_matter_is_named(admin: Client, peer: Peer) -> None:
    item = a_request(peer)
    assert "还没有说明对应" in admin.get(f"{PAGE}{peer.pk}/?state=bad").content.decode()
    service = peer.services.get()
    assert "Graffiti" in admin.get(f"{PAGE}{peer.pk}/matters/").content.decode()
    assert admin.post(f"{PAGE}{peer.pk}/matters/", {f"service_{service.pk}": "9999"}).status_code == 422
    assert admin.post(f"{PAGE}{peer.pk}/matters/", {f"service_{service.pk}": "0304"}).status_code == 302
    assert admin.post(f"{PAGE}items/{item.pk}/retry/").status_code == 302
    item.refresh_from_db()
    assert item.case is not None
    assert item.case.no in admin.get(f"{PAGE}{peer.pk}/").content.decode()
    assert admin.post(f"{PAGE}items/{item.pk}/retry/").status_code == 404
    assert admin.post(f"{PAGE}items/{item.pk}/tell/").status_code == 302


def test_it_is_changed_paused_resumed_and_ended(admin: Client, peer: Peer) -> None:
    assert admin.post(f"{PAGE}{peer.pk}/edit/", FILLED | {"name": "邻省", "matter_code": "0304"}).status_code == 302
    for verb, state in (("pause", "paused"), ("resume", "active"), ("end", "ended")):
        assert admin.post(f"{PAGE}{peer.pk}/do/{verb}/").status_code == 302
        peer.refresh_from_db()
        assert (peer.state, peer.name, peer.matter_code) == (state, "邻省", "0304")
    assert admin.get(f"{PAGE}{peer.pk}/").status_code == 404


def test_for_others_there_is_nothing_here(peer: Peer, cast: Cast) -> None:
    item = a_request(peer)
    for who in (cast.county_desk, cast.neighbour_admin):
        client = Client()
        client.force_login(who.user)
        assert client.get(f"{PAGE}{peer.pk}/").status_code == 404
        assert client.post(f"{PAGE}{peer.pk}/do/pause/").status_code == 404
        assert client.post(f"{PAGE}items/{item.pk}/retry/").status_code == 404


def test_the_list_costs_as_much_for_many_as_for_few(admin: Client, peer: Peer) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert admin.get(f"{PAGE}{peer.pk}/").status_code == 200
        return len(seen)

    a_request(peer, "A-0")
    Peer.objects.update(matter_code="0304")
    a_request(peer, "A-1")
    few = cost()
    for number in range(2, 9):
        a_request(peer, f"A-{number}")
    assert cost() == few
