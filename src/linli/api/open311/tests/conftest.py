"""The cast with the catalogue, a door that has not been knocked at, and a program that holds a key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from tests.cast import AT, INSIDE_GRID, Cast

from linli.accounts.programs.actions import KeyForm
from linli.api.open311 import doors
from linli.areas.actions.programs import create_key
from linli.areas.rules import SYSTEM
from linli.matters.models import Matter, MatterClass

#: When programs ask: the story's cases are a day old.
NOW = AT + timedelta(days=1)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _unbraked() -> None:
    doors.brake._seen.clear()


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The clock on the wall of the door."""
    with time_machine.travel(NOW, tick=False):
        yield


def matter(code: str, title: str, group: MatterClass, **parts: str) -> Matter:
    """A matter that residents may report, with one criterion."""
    limits = {"accept_limit": 1, "accept_unit": "work_hour", "first_level": "grid", "default_function": "城市管理局"}
    made = Matter.objects.create(code=code, title=title, group=group, **limits, **parts)
    made.criteria.create(text=f"核实存在：{title}", limit=2, unit="work_day", closing_condition="恢复")
    return made


@pytest.fixture
def city(cast: Cast) -> Cast:
    """The cast with three matters: a manhole, a street lamp, litter."""
    works = MatterClass.objects.create(code="03", title="市政公用与园林")
    matter("0301", "井盖缺失、移位、破裂", works, synonyms="井盖 窨井盖")
    matter("0304", "路灯不亮", works)
    matter("0101", "暴露生活垃圾", MatterClass.objects.create(code="01", title="市容环境"))
    return cast


def a_key(at: datetime = AT, **rights: Any) -> str:
    """The secret of a new key that may do everything, but for what is said."""
    told: dict[str, Any] = {"name": "市平台", "may_report": True} | rights
    return create_key(form=KeyForm(**told), request=uuid4(), by=SYSTEM, at=at)[1]


@dataclass(frozen=True)
class Program:
    """A program of the city, speaking JSON."""

    key: str

    def get(self, path: str, **asked: Any) -> Any:
        return Client().get(f"/open311/v2/{path}", asked)

    def post(self, path: Any = "requests.json", headers: Any = None, **changes: Any) -> Any:
        body = urlencode(self.said(**changes), doseq=True)
        return Client().post(f"/open311/v2/{path}", body, content_type=FORM, headers=headers or {})

    def said(self, **changes: object) -> dict[str, object]:
        """What it posts; ``None`` takes a part away, ``attribute__x`` stands for ``attribute[x]``."""
        lon, lat = INSIDE_GRID
        told: dict[str, object] = {"api_key": self.key, "service_code": "0301", "lat": lat, "long": lon}
        told |= {"description": "井盖没了", "address_string": "青石街18号"} | changes
        return {_named(name): value for name, value in told.items() if value is not None}

    def report(self, **changes: object) -> str:
        """The number of a new request."""
        answer = self.post(**changes)
        assert answer.status_code == 201, answer.content.decode()
        return str(answer.json()[0]["service_request_id"])


def _named(name: str) -> str:
    first, _, code = name.partition("__")
    return f"{first}[{code}]" if code else name


@pytest.fixture
def program(city: Cast) -> Program:  # noqa: ARG001 - somebody to report to
    return Program(a_key())


NewProgram = Callable[..., Program]


@pytest.fixture
def programs(city: Cast) -> NewProgram:  # noqa: ARG001 - as above
    """Programs with keys of other rights."""
    return lambda **rights: Program(a_key(**rights))
