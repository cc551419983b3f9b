"""The wall shows how a ground stands, to those who may look at it."""

import pytest
from django.test import Client
from tests.cast import AT, Cast, Player
from tests.stories import load_catalogue, reported


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def signed_in(player: Player) -> Client:
    client = Client()
    client.force_login(player.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_wall_shows_the_overdue_cases_of_the_ground(cast: Cast) -> None:
    case = reported(at=AT)  # told in 2026-03, looked at today
    assert case.no in signed_in(cast.leader).get("/command/").content.decode()
    elsewhere = signed_in(cast.stranger).get("/command/")
    assert elsewhere.status_code == 200
    assert case.no not in elsewhere.content.decode()


def test_who_may_not_look_at_the_ground_finds_nothing(cast: Cast) -> None:
    assert signed_in(cast.handler).get("/command/").status_code == 404


def test_a_stranger_to_the_house_is_sent_to_sign_in() -> None:
    assert Client().get("/command/")["Location"].startswith("/accounts/login/")
