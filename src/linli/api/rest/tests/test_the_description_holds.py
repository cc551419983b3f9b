"""The published OpenAPI document against the door: whatever is sent, nothing breaks, and answers are as described."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, cast

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks
from tests.cast import INSIDE_GRID, Cast
from tests.stories import a_photo, do, load_catalogue, reported

from linli.api.rest import views
from linli.api.rest.described import api
from linli.api.rest.field import door
from linli.api.rest.field.tests.phone import Phone, a_file
from linli.api.rest.field.tests.phone import a_photo as a_picture
from linli.cases.models import Case

URL = "/api/v1/openapi.json"
Made = schemathesis.Case[Any]
#: How often each address is tried; most of what can go wrong goes wrong with items.
EXAMPLES = {"/api/v1/field/items": 25, "/api/v1/reports": 8, "/api/v1/field/files/{file_id}": 6}
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


def document() -> dict[str, Any]:
    """The description as programs get it."""
    return dict(Client().get(URL).json())


def test_it_is_published_to_everybody_with_its_version() -> None:
    told = document()
    assert told["openapi"].startswith("3.1")
    assert told["info"]["version"] == "1"
    assert Client().post(URL).status_code == 405


def test_every_address_of_the_door_stands_in_it() -> None:
    told = document()["paths"]
    mine = {f"/api/v1{router.prefix}{path}" for router in api._get_bound_routers() for path in router.path_operations}
    assert {path for path in told if "/field/" in path} == {path.replace("//", "/") for path in mine}
    assert "post" in told["/api/v1/reports"]


def test_nothing_in_it_points_nowhere() -> None:
    told = document()
    names = {one.rpartition("/")[2] for one in references(told)}
    assert names <= told["components"]["schemas"].keys()
    assert {"Item", "ReportItem", "ActItem", "PatrolItem", "Sent", "TodayTold"} <= told["components"]["schemas"].keys()


def references(part: Any) -> Iterator[str]:
    """Every address of a part."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for one in part.values():
            yield from references(one)
    if isinstance(part, list):
        for one in part:
            yield from references(one)


@dataclass
class Tried:
    """Somebody who tries whatever comes; ``knows``: real numbers stand in for some of what was made up."""

    client: Client
    posting: int = 0
    case: Case | None = None
    file_id: str = ""
    statuses: dict[int, int] = field(default_factory=dict)

    def ask(self, case: Made) -> None:
        """Send it, leave nothing behind, and compare the answer with the description."""
        body = self._body(case)
        headers = {name: str(value) for name, value in case.headers.items()}
        if self.posting:
            headers |= {"X-Linli-Posting": str(self.posting), "X-Content-SHA256": sha256(body).hexdigest()}
        path = case.path.replace("{file_id}", self.file_id) if self.file_id else case.formatted_path
        query = "&".join(f"{name}={value}" for name, value in (case.query or {}).items())
        with transaction.atomic():
            answer = self.client.generic(
                case.method, path, body, case.media_type or "", headers=headers, QUERY_STRING=quoted(query)
            )
            transaction.set_rollback(True)
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        case.validate_response(as_response(case, answer), checks=CHECKS)

    def _body(self, case: Made) -> bytes:
        if isinstance(case.body, bytes):
            return case.body
        body = case.body
        if isinstance(body, dict) and self.posting and "posting" in body:
            body = body | {"posting": self.posting} | self._known(body)
        return json.dumps(body).encode() if isinstance(body, dict | list | str | int | float | bool) else b""

    def _known(self, body: dict[str, Any]) -> dict[str, Any]:
        """What leads further in than invented numbers do."""
        if body.get("kind") == "act" and self.case is not None:
            actions = ["settle", "remark", "report_check", "withdraw", "reopen"]
            return {"case": self.case.pk, "action": actions[len(str(body)) % len(actions)]}
        if body.get("kind") == "report":
            return {"matter": "0301", "lon": INSIDE_GRID[0], "lat": INSIDE_GRID[1]}
        return {}


def quoted(query: str) -> str:
    """A query as it travels."""
    return requests.utils.requote_uri(query)


def as_response(case: Made, answer: Any) -> schemathesis.Response:
    """Django's answer as Schemathesis knows it."""
    return schemathesis.Response(
        status_code=answer.status_code,
        headers={name: [value] for name, value in answer.headers.items()},
        content=answer.content,
        request=requests.Request(case.method, f"http://127.0.0.1{case.path}").prepare(),
        elapsed=0.1,
        verify=False,
    )


def everything_tried(tried: Tried, mode: GenerationMode, times: float) -> None:
    """Every operation of the document with so many examples, the same ones every time."""
    for found in schemathesis.openapi.from_dict(document()).get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # a fault in the document raises here
        examples = max(2, round(EXAMPLES.get(operation.path, 3) * times))
        trying(tried.ask, operation.as_strategy(mode), examples)()


def trying(ask: Callable[[Any], None], strategy: Any, examples: int) -> Callable[[], None]:
    """The same question about so many examples of a strategy."""

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def one(case: Made) -> None:
        ask(case)

    return cast("Callable[[], None]", one)


@pytest.fixture
def world(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """A grid worker with a case to look at and a photo on the way."""
    load_catalogue(cast)
    monkeypatch.setattr(views.brake, "most", 1_000_000)
    monkeypatch.setattr(door.brake, "most", 1_000_000)
    return Phone(cast.grid_worker)


TIMES = [pytest.param(1.0, id="short"), pytest.param(20.0, id="long", marks=pytest.mark.soak)]


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=["as described", "otherwise"])
def test_a_grid_worker_breaks_nothing_with_anything(
    world: Phone, cast: Cast, mode: GenerationMode, times: float
) -> None:
    case = reported(photos=(a_photo(),))
    do(case, "ask_check", cast.community_desk.actor)
    photo = a_file(a_picture())
    assert world.send(world.report(files=[photo])).status_code == 201
    client = Client()
    client.force_login(world.player.user)
    tried = Tried(client, world.player.posting.pk, case, str(photo["id"]))
    everything_tried(tried, mode, times)
    assert {200, 422} <= tried.statuses.keys()


@pytest.mark.parametrize("times", [pytest.param(0.2, id="short"), *TIMES[1:]])
def test_a_stranger_breaks_nothing_and_hears_only_that_signing_in_is_missing(world: Phone, times: float) -> None:
    tried = Tried(Client(enforce_csrf_checks=True))
    everything_tried(tried, GenerationMode.POSITIVE, times)
    assert tried.statuses.keys() <= {401, 422}, "422: the quick intake, for whoever names no such matter"
    assert world.player.posting.pk
