"""The receiver in docs/webhooks.md is run as it stands there, and receives."""

import socket
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest
from django.conf import settings as project
from pytest_django import Settings
from tests.cast import Cast
from tests.stories import load_catalogue, reported

from linli.exchange.webhooks.rules import KINDS, TEST
from linli.exchange.webhooks.tasks import queue_all, send_next
from linli.exchange.webhooks.tests.conftest import subscribed

DOCS = Path(project.ROOT) / "docs" / "webhooks.md"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    for _n in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    pytest.fail("it did not start")


def test_the_documented_receiver_takes_what_is_signed_once_and_nothing_else(cast: Cast, settings: Settings) -> None:
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    load_catalogue(cast)
    port = free_port()
    row, secret = subscribed(cast, f"http://127.0.0.1:{port}/")
    other, _secret = subscribed(cast, f"http://127.0.0.1:{port}/")  # signs with another
    case = reported()
    program = DOCS.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    environment = {"SECRET": secret, "PORT": str(port), "PYTHONUTF8": "1"}
    job = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE)  # noqa: S603 - our own
    try:
        wait_for(port)
        queue_all()
        assert send_next(row.pk)
        assert send_next(other.pk)
        row.deliveries.update(state="waiting", next_at=row.created_at)
        assert send_next(row.pk)
    finally:
        job.kill()
    heard = job.communicate()[0].decode().split()
    assert heard == ["case.reported", case.no]
    assert list(row.deliveries.get().tries.values_list("status", flat=True)) == [204, 204]
    assert other.deliveries.get().status == 400


def test_every_kind_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [kind for kind in (*KINDS, TEST) if f"`{kind}`" not in text] == []
