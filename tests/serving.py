"""A real server process over the tests' database, and somebody who listens to it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client
from tests.cast import Player

READY_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """The web server as `./linli demo` starts it, with one process; it can be killed and started again."""

    home: Path
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until pages are answered."""
        granian = ("granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "24", "--no-ws")
        address = ("--host", "127.0.0.1", "--port", str(self.port))
        with (self.home / "web.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *granian, *address, "linli.project.wsgi:application"],
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def kill(self) -> None:
        """End at once, as a power cut would."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, 9)
            self.process.wait()
            self.process = None

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError), closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as asked:
                asked.request("GET", "/accounts/login/")
                if asked.getresponse().status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError((self.home / "web.log").read_text(encoding="utf-8"))

    def _environment(self) -> dict[str, str]:
        known = connection.settings_dict
        place = f"{known['HOST']}:{known['PORT'] or 5432}"
        if str(known["HOST"]).startswith("/"):
            place = f":{known['PORT'] or 5432}"
        url = f"postgresql://{known['USER']}:{quote(str(known['PASSWORD']))}@{place}/{known['NAME']}"
        mine = {"DATABASE_URL": url, "LINLI_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "linli.project.settings"}
        if str(known["HOST"]).startswith("/"):
            mine["PGHOST"] = str(known["HOST"])
        path = os.pathsep.join(p for p in sys.path if p)
        return os.environ | mine | {"PYTHONPATH": path, "LINLI_PUBLIC_URL": "http://127.0.0.1"} | self.more


@dataclass(frozen=True)
class Event:
    """One event of the stream."""

    id: str
    name: str
    content: dict[str, Any]


class Ear:
    """Somebody who listens, as a browser does."""

    def __init__(self, server: Server, session: str, after: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", server.port, timeout=12)
        headers = {"Cookie": f"sessionid={session}"} | ({"Last-Event-ID": after} if after else {})
        self.connection.request("GET", "/command/live/", headers=headers)
        self.answer: HTTPResponse = self.connection.getresponse()
        self.last_id = after

    def events(self) -> Iterator[Event]:
        """Events as they come, until the server ends them, or half a minute has gone by."""
        lines, until = dict[str, str](), time.monotonic() + 30
        while time.monotonic() < until and (line := self.answer.readline()):
            name, _, rest = line.decode().rstrip("\n").partition(": ")
            if name:
                lines[name] = rest
            elif "data" in lines:
                self.last_id = lines.get("id", self.last_id)
                yield Event(self.last_id, lines["event"], json.loads(lines["data"]))
                lines = {}

    def wait(self, wanted: Callable[[Event], bool]) -> Event:
        """The first event that is wanted."""
        return next(event for event in self.events() if wanted(event))

    def hear(self, count: int) -> list[tuple[int, str]]:
        """So many steps, each as its case and what was done."""
        found = list[tuple[int, str]]()
        for event in self.events():
            found += [(step["case"], step["action"]) for step in event.content.get("steps", [])]
            if len(found) >= count:
                break
        return found

    def live(self) -> "Ear":
        """Itself, once it is live."""
        self.wait(lambda event: event.name == "beat" and event.content["live"])
        return self

    def close(self) -> None:
        """Go away."""
        self.answer.close()
        self.connection.close()


def session_of(player: Player) -> str:
    """A session of somebody of the cast."""
    client = Client()
    client.force_login(player.user, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)
