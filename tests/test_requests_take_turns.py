"""Short requests are answered a few at a time; nobody waits long for a turn, and what is long in coming takes none."""

from io import BytesIO
from threading import Event, Thread
from time import monotonic

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from linli.project.middleware import InTurn

LONG = b"x" * 100_000


class Slow:
    """A view that lasts until it is let go, and says who is in it."""

    def __init__(self) -> None:
        self.go = Event()
        self.inside = list[str]()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.inside.append(request.path)
        if request.path == "/slow":
            self.go.wait(10)
        return HttpResponse(request.body[:1])


@pytest.fixture
def slow(settings: Settings) -> Slow:
    settings.TURNS = 1
    return Slow()


def _begun(door: InTurn, view: Slow) -> Thread:
    """A slow request that has its turn."""
    thread = Thread(target=door, args=(RequestFactory().get("/slow"),))
    thread.start()
    while not view.inside:
        pass
    return thread


def test_the_next_one_waits_until_the_turn_is_free(slow: Slow) -> None:
    door = InTurn(slow)
    first = _begun(door, slow)
    second = Thread(target=door, args=(RequestFactory().post("/next", b"y", content_type="text/plain"),))
    second.start()
    second.join(0.05)
    assert slow.inside == ["/slow"]
    slow.go.set()
    second.join(10)
    first.join(10)
    assert slow.inside == ["/slow", "/next"]


def test_nobody_waits_long_for_those_who_are_slow(slow: Slow) -> None:
    door = InTurn(slow)
    first = _begun(door, slow)
    began = monotonic()
    assert door(RequestFactory().get("/next")).status_code == 200
    assert 0.2 < monotonic() - began < 5
    slow.go.set()
    first.join(10)


def test_what_is_long_in_coming_takes_no_turn_and_waits_for_none(slow: Slow) -> None:
    door = InTurn(slow)
    first = _begun(door, slow)
    began = monotonic()
    assert door(RequestFactory().post("/photo", LONG, content_type="text/plain")).content == b"x"
    assert monotonic() - began < 0.2
    slow.go.set()
    first.join(10)


def test_a_turn_is_given_back_by_a_view_that_fails(settings: Settings) -> None:
    settings.TURNS = 1

    def broken(_request: HttpRequest) -> HttpResponse:
        raise ValueError

    door = InTurn(broken)
    began = monotonic()
    for _ in range(3):
        with pytest.raises(ValueError, match=r"^$"):
            door(RequestFactory().get("/"))
    assert monotonic() - began < 0.2


class Gone(BytesIO):
    """A body whose sender has hung up."""

    def read(self, _size: int | None = -1, /) -> bytes:
        raise OSError


def test_a_body_that_never_comes_is_for_the_view_to_refuse(settings: Settings) -> None:
    settings.TURNS = 1
    sent = RequestFactory().post("/", b"x=1&y", content_type="application/x-www-form-urlencoded")
    request = WSGIRequest({**sent.environ, "wsgi.input": Gone()})
    answer = InTurn(lambda request: HttpResponse(f"{len(request.POST)}"))(request)
    assert answer.content == b"0"
