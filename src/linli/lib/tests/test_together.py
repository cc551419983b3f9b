"""What is asked for at the same moment is done in one go; nobody is forgotten, and nobody fails for another."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from linli.lib.together import Together


class Doing:
    """Doubles numbers, but no odd ones; holds the first go until it is let on."""

    def __init__(self) -> None:
        self.goes = list[list[int]]()
        self.has_begun, self.may_end = Event(), Event()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.goes.append([*numbers])
        self.has_begun.set()
        self.may_end.wait(10)
        if any(number % 2 for number in numbers):
            raise ValueError(numbers)
        return [2 * number for number in numbers]


def asked_amid_the_first(doing: Doing, numbers: Sequence[int], *, most: int = 16) -> list["Future[int]"]:
    """What is answered to 0 and, while that is being done, to each of the numbers, one after the other."""
    together = Together(doing, most)
    with ThreadPoolExecutor(len(numbers) + 1) as threads:
        answers = [threads.submit(together, 0)]
        assert doing.has_begun.wait(10)
        for waiting, number in enumerate(numbers, 1):
            answers.append(threads.submit(together, number))
            while len(together._waiting) < waiting:
                pass
        doing.may_end.set()
    return answers


def test_one_alone_is_done_at_once() -> None:
    doing = Doing()
    doing.may_end.set()
    together = Together(doing, 16)
    assert [together(4), together(6)] == [8, 12]
    assert doing.goes == [[4], [6]]


def test_those_who_come_meanwhile_are_done_in_one_go() -> None:
    doing = Doing()
    answers = asked_amid_the_first(doing, [2, 4, 6, 8])
    assert [answer.result() for answer in answers] == [0, 4, 8, 12, 16]
    assert doing.goes == [[0], [2, 4, 6, 8]]


def test_those_who_were_done_together_are_waited_for() -> None:
    doing = Doing()
    together = Together(doing, 16, moment=1)

    def asking(number: int) -> list[int]:
        return [together(number) for _ in range(4)]

    with ThreadPoolExecutor(3) as threads:
        answers = [threads.submit(asking, 0)]
        assert doing.has_begun.wait(10)
        answers += [threads.submit(asking, number) for number in (2, 4)]
        while len(together._waiting) < 2:
            pass
        doing.may_end.set()
    assert [answer.result() for answer in answers] == [[0] * 4, [4] * 4, [8] * 4]
    assert [sorted(go) for go in doing.goes] == [[0], [0, 2, 4], [0, 2, 4], [0, 2, 4], [2, 4]]


def test_no_more_than_so_many_in_one_go() -> None:
    doing = Doing()
    answers = asked_amid_the_first(doing, [2, 4, 6, 8, 10], most=2)
    assert [answer.result() for answer in answers] == [0, 4, 8, 12, 16, 20]
    assert doing.goes == [[0], [2, 4], [6, 8], [10]]


def test_only_who_asks_for_what_fails_is_told_so() -> None:
    doing = Doing()
    answers = asked_amid_the_first(doing, [2, 3, 4])
    assert [answers[0].result(), answers[1].result(), answers[3].result()] == [0, 4, 8]
    with pytest.raises(ValueError, match="3"):
        answers[2].result()
    assert doing.goes == [[0], [2, 3, 4], [2], [3], [4]]
