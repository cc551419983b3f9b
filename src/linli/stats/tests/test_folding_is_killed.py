"""Folding is killed at random points while people work; figures stay exact and nothing is lost or doubled."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from random import Random
from threading import Event, Thread
from time import sleep

import pytest
from django.db import Error, connection, connections, transaction
from tests.cast import AT, Cast, make_cast
from tests.stories import load_catalogue, reported

from linli.cases.models import Case
from linli.stats.actions import busy, differences, fold
from linli.stats.models import Busy, Delta
from linli.stats.queries import Period, count
from linli.stats.tests import naive

KILLS = 100
YEAR = Period(AT.date(), AT.date() + timedelta(days=364))


@pytest.fixture
def county(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:  # noqa: ARG001 - what threads see is committed
    monkeypatch.setattr(busy, "BUSY", 4)  # of twelve cases: the grid becomes busy while folding is killed
    cast = make_cast()
    load_catalogue(cast)
    return cast


@pytest.fixture
def threads() -> Iterator[Callable[[Callable[[], None]], None]]:
    """Runs something again and again on a connection of its own until the test ends."""
    stop, running = Event(), list[Thread]()

    def again_and_again(work: Callable[[], None]) -> None:
        def body() -> None:
            while not stop.is_set():
                with suppress(Error):  # its connection was cut: it takes another
                    work()
                if connection.connection is not None and connection.connection.closed:
                    connection.close()
            connection.close()

        running.append(Thread(target=body))
        running[-1].start()

    yield again_and_again
    stop.set()
    for thread in running:
        thread.join()
    connections.close_all()


def folding() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET application_name = 'folding'")
    fold(limit=7)


def change_something(random: Random) -> None:
    """Many small changes of every kind, as one statement each."""
    days = random.randint(0, 300)
    changes = [
        "UPDATE cases_case SET closed_at = %s, state = 'closed', was_late = NOT was_late WHERE id %% 3 = %s",
        "UPDATE cases_case SET closed_at = NULL, state = 'handling' WHERE opened_at < %s AND id %% 3 = %s",
        "UPDATE cases_case SET opened_at = %s WHERE id %% 5 = %s",
    ]
    with connection.cursor() as cursor:
        cursor.execute(random.choice(changes), [AT + timedelta(days=days), random.randint(0, 2)])


def kill_folding() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE application_name = 'folding' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("county")
def test_folding_killed_a_hundred_times_leaves_every_figure_exact(threads) -> None:
    for number in range(12):
        reported(at=AT + timedelta(days=number * 20))
    threads(folding)
    random, killed = Random(20261122), 0
    while killed < KILLS:
        change_something(random)
        sleep(random.random() * 0.02)
        killed += kill_folding()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert differences() == []
        assert naive.differences() == []
        assert Busy.objects.exists()


@pytest.mark.usefixtures("county")
def test_two_who_fold_do_not_count_twice(threads) -> None:
    for number in range(6):
        reported(at=AT + timedelta(days=number))
    for _ in range(3):
        threads(folding)
    while Delta.objects.exists():
        assert count("opened", "990101", YEAR) == {"": 6}
    assert differences() == []


@pytest.mark.usefixtures("county")
def test_a_figure_read_while_others_write_and_fold_is_that_of_its_own_moment(threads) -> None:
    for number in range(6):
        reported(at=AT + timedelta(days=number))
    random = Random(1)
    threads(lambda: change_something(random))
    threads(folding)
    for _ in range(60):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            opened = count("opened", "990101", YEAR)
            closed = count("closed", "990101", YEAR)
            still_open = count("open", "990101")
            assert closed[""] + still_open[""] == opened[""] == Case.objects.count()


@pytest.mark.usefixtures("county")
def test_what_is_rolled_back_was_never_counted() -> None:
    with suppress(RuntimeError), transaction.atomic():
        reported()
        assert count("opened", "990101", YEAR) == {"": 1}
        raise RuntimeError
    assert count("opened", "990101", YEAR) == {"": 0}
    assert differences() == []
