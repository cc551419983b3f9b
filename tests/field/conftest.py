"""The county, a server over it, and photos, for phones on bad lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from subprocess import run
from sys import executable
from urllib.parse import quote

import pytest
from django.conf import settings as project
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from tests.cast import Cast, make_cast
from tests.field.phone import Task
from tests.field.scene import Photos
from tests.serving import Server, session_of
from tests.stories import load_catalogue, patrol_today, reported

from linli.work.disputes.tests.stories import found_committee

PHONES = 64


@dataclass(frozen=True)
class County:
    """What phones find at the other end of the line."""

    cast: Cast
    server: Server
    photos: Photos
    folder: Path
    sessions: Iterator[str]

    @property
    def database(self) -> str:
        """The address of its database."""
        known = connection.settings_dict
        host = str(known["HOST"])
        return (
            f"host={quote(host, safe='/')} port={known['PORT'] or 5432} dbname={known['NAME']} user={known['USER']}"
            f" password='{known['PASSWORD']}'"
        )


@pytest.fixture
def county(transactional_db: None, tmp_path: Path) -> Iterator[County]:  # noqa: ARG001 - committed, the server sees it
    """A small county, its server, and many signed-in phones of one grid worker."""
    cast = make_cast()
    load_catalogue(cast)
    found_committee(cast)
    server = Server(home=tmp_path / "server", more={"LINLI_FIELD_REQUESTS_PER_MINUTE": "1000000"})
    server.home.mkdir()
    collect = [executable, str(Path(project.ROOT, "manage.py")), "collectstatic", "--noinput", "--verbosity", "0"]
    run(collect, env=server._environment(), check=True)
    try:
        server.start()
        ready = cycle([session_of(cast.grid_worker) for _ in range(PHONES)])
        yield County(cast, server, Photos.taken(tmp_path), tmp_path, ready)
    finally:
        server.kill()


def prepare(cast: Cast, acts: int, patrols: int) -> list[Task]:
    """So many cases that the grid worker may act on, and patrols of three points with one more for each story."""
    at = timezone.now()
    made = [Task("act", reported(at=at).pk) for _ in range(acts)]
    points = ("井盖", "路灯", "消防通道")
    made += [Task("patrol", patrol_today(cast, *points).tasks.get().pk) for _ in range(patrols)]
    connection.close()  # this thread has one of its own
    return made


def sign_out(session: str) -> None:
    """End a session on the server."""
    Session.objects.filter(session_key=session).delete()
    connection.close()  # this thread has one of its own
