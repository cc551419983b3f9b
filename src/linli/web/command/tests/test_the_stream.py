"""The stream over a real server: at once, on one's own ground, without loss or repeat, and only as long as one may."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from tests.cast import INSIDE_FAR_GRID, Cast, Player, make_cast
from tests.serving import Ear, Server, session_of
from tests.stories import do, load_catalogue, reported

from linli.instructions.actions import receive, send
from linli.instructions.rules import Wording
from linli.web.command.live.hub import NAME

pytestmark = pytest.mark.django_db(transaction=True)
Listen = Callable[..., Ear]


@pytest.fixture
def people(transactional_db: None) -> Cast:  # noqa: ARG001 - what is written is committed
    cast = make_cast()
    load_catalogue(cast)
    return cast


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path, {"LINLI_STREAMS": "3"})
    one.start()
    yield one
    one.kill()


@pytest.fixture
def listen(server: Server) -> Iterator[Listen]:
    ears: list[Ear] = []

    def start(player: Player, after: str = "", session: str = "") -> Ear:
        ears.append(Ear(server, session or session_of(player), after))
        return ears[-1]

    yield start
    for ear in ears:
        ear.close()


def test_a_step_is_heard_before_the_next_beat_and_names_nobody(people: Cast, listen: Listen) -> None:
    ear = listen(people.leader).live()
    case = reported()
    event = ear.wait(lambda event: event.name in {"beat", "steps"})
    assert event.name == "steps"
    (step,) = event.content["steps"]
    assert (step["case"], step["words"], step["matter"]) == (case.pk, "上报", case.matter.title)
    assert set(step) == {"id", "case", "no", "action", "words", "state", "matter", "place", "point", "at"}


def test_what_happens_on_another_ground_is_not_heard(people: Cast, listen: Listen) -> None:
    town, other, neighbour = (listen(one).live() for one in (people.town_desk, people.other_town_desk, people.stranger))
    far = reported(lon=INSIDE_FAR_GRID[0], lat=INSIDE_FAR_GRID[1])
    near = reported()
    assert town.hear(1) == [(near.pk, "report")]
    assert other.hear(1) == [(far.pk, "report")]
    beat = neighbour.wait(lambda event: event.name in {"beat", "steps"})
    assert beat.name == "beat"


def test_who_may_not_look_is_refused_and_too_many_are_sent_away(people: Cast, listen: Listen) -> None:
    assert listen(people.handler).answer.status == 404
    assert listen(people.leader, session="nobody").answer.status == 302
    for _ in range(3):
        listen(people.leader).live()
    full = listen(people.leader).answer
    assert (full.status, full.getheader("Retry-After")) == (503, "60")


def test_a_place_is_free_again_when_somebody_goes(people: Cast, listen: Listen) -> None:
    ears = [listen(people.leader).live() for _ in range(3)]
    ears[0].close()
    deadline = time.monotonic() + 12  # the server notices at the next beat
    while (status := listen(people.leader).answer.status) == 503 and time.monotonic() < deadline:
        time.sleep(0.5)
    assert status == 200


def test_nothing_is_lost_or_repeated_when_the_database_cuts_the_listener_off(people: Cast, listen: Listen) -> None:
    ear, case = listen(people.leader).live(), reported()
    assert ear.hear(1) == [(case.pk, "report")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE application_name = %s AND datname = current_database()",
            [NAME],
        )
        assert cursor.fetchone() == (1,)
    do(case, "accept", people.community_desk.actor)
    later = reported()
    assert ear.hear(2) == [(case.pk, "accept"), (later.pk, "report")]
    last = reported()
    assert ear.hear(1) == [(last.pk, "report")]


def test_nothing_is_lost_or_repeated_when_the_server_is_killed(people: Cast, server: Server, listen: Listen) -> None:
    session = session_of(people.leader)
    ear, case = listen(people.leader, session=session).live(), reported()
    assert ear.hear(1) == [(case.pk, "report")]
    server.kill()
    do(case, "accept", people.community_desk.actor)
    missed = reported()
    server.start()
    back = listen(people.leader, session=session, after=ear.last_id)
    assert back.hear(2) == [(case.pk, "accept"), (missed.pk, "report")]
    after = reported()
    assert back.hear(1) == [(after.pk, "report")]


def test_who_comes_back_with_what_cannot_be_read_is_told_where_things_stand(people: Cast, listen: Listen) -> None:
    listen(people.leader, after="nonsense").wait(lambda event: event.name == "refresh")
    listen(people.leader, after="9" * 15).wait(lambda event: event.name == "refresh")


def test_an_instruction_and_its_receipt_are_heard(people: Cast, listen: Listen) -> None:
    ear = listen(people.leader).live()
    wording = Wording(unit_id=people.units.department.pk, text="请派人到现场围挡")
    one = send(wording, by=people.leader.actor, at=timezone.now(), key=uuid4())
    ear.wait(lambda event: event.name == "instructions")
    receive(one.pk, by=people.handler.actor, at=timezone.now())
    ear.wait(lambda event: event.name == "instructions")


def test_a_stream_ends_with_the_session(people: Cast, listen: Listen) -> None:
    session = session_of(people.leader)
    ear = listen(people.leader, session=session).live()
    Session.objects.filter(pk=session).delete()
    ear.wait(lambda event: event.name == "ended")
    assert list(ear.events()) == []


def test_a_stream_ends_with_the_posting_and_no_other_does(people: Cast, listen: Listen) -> None:
    ear, other = listen(people.leader).live(), listen(people.supervisor).live()
    posting = people.leader.posting
    posting.to_on = timezone.localdate() - timedelta(days=1)
    posting.save(update_fields=["to_on"])
    ear.wait(lambda event: event.name == "ended")
    case = reported()
    assert other.hear(1) == [(case.pk, "report")]
