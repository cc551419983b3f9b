"""Turns are given in the order in which they were asked for, among processes too, and none is lost."""

import os
import signal
from collections.abc import Iterator
from multiprocessing import get_context
from random import Random
from threading import Thread
from time import monotonic, sleep
from uuid import uuid4

import pytest

from linli.lib.turns import Turns

FORK = get_context("fork")
REMOVE, WAITING = 0, 14  # what semctl(2) is told


@pytest.fixture
def name() -> Iterator[str]:
    """A name that nobody else uses; its semaphores are removed after the test."""
    chosen = f"test {uuid4()}"
    yield chosen
    for used, count in ((chosen, 1), (chosen, 2), (chosen, 3), (f"{chosen} another", 2)):
        turns = Turns(used, count)
        turns._system.semctl(turns._semaphore, 0, REMOVE)


def _waiting(turns: Turns) -> int:
    """How many wait, as the system says."""
    return int(turns._system.semctl(turns._semaphore, 0, WAITING))


def test_who_waits_is_served_before_who_comes(name: str) -> None:
    turns, served = Turns(name, 1), list[int]()

    def serve(number: int) -> None:
        assert turns.take(10)
        served.append(number)
        turns.give_back()

    assert turns.take(0)
    threads = [Thread(target=serve, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        while _waiting(turns) < number:
            sleep(0.001)
    turns.give_back()
    for thread in threads:
        thread.join(10)
    assert served == [0, 1, 2, 3, 4]


def test_a_newcomer_does_not_overtake(name: str) -> None:
    turns, taken = Turns(name, 1), list[str]()

    def wait() -> None:
        assert turns.take(10)
        taken.append("waited")

    assert turns.take(0)
    waiting = Thread(target=wait)
    waiting.start()
    while not _waiting(turns):
        sleep(0.001)
    turns.give_back()
    assert not turns.take(0)  # it was given away already, whether or not the other has woken up
    waiting.join(10)
    assert taken == ["waited"]


def test_patience_ends_and_the_turn_goes_to_another(name: str) -> None:
    turns = Turns(name, 1)
    assert turns.take(0)
    began = monotonic()
    assert not turns.take(0.05)
    assert 0.04 < monotonic() - began < 5
    turns.give_back()
    assert turns.take(0)


def test_processes_share_the_turns_of_one_name(name: str) -> None:
    def take_both() -> None:
        turns = Turns(name, 2)
        os._exit(10 * turns.take(0) + turns.take(0))

    mine, another = Turns(name, 2), Turns(f"{name} another", 2)
    assert mine.take(0)
    child = FORK.Process(target=take_both)
    child.start()
    child.join(30)
    assert child.exitcode == 10  # one was left
    assert [another.take(0), another.take(0)] == [True, True]


def test_what_a_killed_process_held_is_free_again(name: str) -> None:
    def hold() -> None:
        assert Turns(name, 1).take(0)
        sleep(60)

    turns = Turns(name, 1)
    child = FORK.Process(target=hold)
    child.start()
    while turns.take(0):  # until the child has it
        turns.give_back()
        sleep(0.01)
    os.kill(child.pid or 0, signal.SIGKILL)
    assert turns.take(30)


def test_no_turn_is_lost_or_made_among_impatient_threads(name: str) -> None:
    turns, most = Turns(name, 3), list[int]()
    inside = list[int]()

    def come(number: int) -> None:
        dice = Random(number)
        for _ in range(200):
            if turns.take(dice.random() / 1000):
                inside.append(number)
                most.append(len(inside))
                if dice.random() < 0.2:
                    sleep(dice.random() / 1000)
                inside.remove(number)
                turns.give_back()

    threads = [Thread(target=come, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert max(most) <= 3
    assert [turns.take(0) for _ in range(4)] == [True, True, True, False]
