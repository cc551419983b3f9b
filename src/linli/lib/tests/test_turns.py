"""Turns are given in the order in which they were asked for, and none is lost."""

from random import Random
from threading import Thread
from time import monotonic, sleep

from linli.lib.turns import Turns


def test_who_waits_is_served_before_who_comes() -> None:
    turns, served = Turns(1), list[int]()

    def serve(number: int) -> None:
        assert turns.take(10)
        served.append(number)
        turns.give_back()

    assert turns.take(0)
    threads = [Thread(target=serve, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        while len(turns._waiting) < number:
            sleep(0.001)
    turns.give_back()
    for thread in threads:
        thread.join(10)
    assert served == [0, 1, 2, 3, 4]


def test_a_newcomer_does_not_overtake() -> None:
    turns, taken = Turns(1), list[str]()

    def wait() -> None:
        assert turns.take(10)
        taken.append("waited")

    assert turns.take(0)
    waiting = Thread(target=wait)
    waiting.start()
    while not turns._waiting:
        sleep(0.001)
    turns.give_back()
    assert not turns.take(0)  # it was given away already, whether or not the other has woken up
    waiting.join(10)
    assert taken == ["waited"]


def test_patience_ends_and_the_turn_goes_to_another() -> None:
    turns = Turns(1)
    assert turns.take(0)
    began = monotonic()
    assert not turns.take(0.05)
    assert 0.04 < monotonic() - began < 5
    turns.give_back()
    assert turns.take(0)


def test_no_turn_is_lost_or_made_among_impatient_threads() -> None:
    turns, most = Turns(3), list[int]()
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
