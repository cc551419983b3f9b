"""What several threads want done at the same moment, done in one go.

Who comes while nothing is being done, does it; who comes meanwhile is done together with all others that came, by the
first of them. So it costs one alone nothing, and many less than each by itself.

Those who were done together mostly come again at once, as programs that send one report after the other do. So the next
in lead waits for as many as there were, a moment at the most; without that they would fall apart into two parts that
take turns. (PostgreSQL's ``commit_delay`` waits likewise for company that is known to be about.)
"""

from collections.abc import Callable, Sequence
from threading import Condition, Event
from time import monotonic
from typing import Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")

#: How long those are waited for who were there last time, in seconds.
MOMENT = 0.004


class _One(Generic[A, B]):
    """What one thread wants done, and what came of it."""

    __slots__ = ("answer", "asked", "error", "is_done", "woken")

    def __init__(self, asked: A) -> None:
        self.asked, self.woken, self.is_done = asked, Event(), False
        self.answer: B
        self.error: BaseException | None = None

    def told(self) -> B:
        if self.error is not None:
            raise self.error
        return self.answer


class Together(Generic[A, B]):
    """``do`` does so many at the ``most`` in one go and answers each, in their order; all or none.

    Where it raises, each is done by itself, so that nobody fails for another's fault. It runs in one thread at a time.
    """

    def __init__(self, do: Callable[[Sequence[A]], Sequence[B]], most: int, moment: float = MOMENT) -> None:
        self._do, self._most, self._moment = do, most, moment
        self._waiting: list[_One[A, B]] = []
        #: Held for everything here; tells who leads that all have come.
        self._came = Condition()
        self._is_busy = False
        #: How many there were last time, those who came too late for it included, and when it was over.
        self._were, self._ended = 0, 0.0

    def __call__(self, asked: A) -> B:
        """Have it done; raises what doing it raises."""
        one = _One[A, B](asked)
        with self._came:
            leads = not self._is_busy
            self._is_busy = True
            if not leads:
                self._waiting.append(one)
                if self._are_all_here():
                    self._came.notify()
        if not leads:
            one.woken.wait()
        if not one.is_done:
            self._lead(one)
        return one.told()

    def _lead(self, one: _One[A, B]) -> None:
        """Do it, with those that wait, and hand on to the first who came meanwhile."""
        with self._came:
            self._came.wait_for(self._are_all_here, self._ended + self._moment - monotonic())
            those = [one, *self._waiting[: self._most - 1]]
            del self._waiting[: self._most - 1]
        self._all_done(those)
        with self._came:
            self._were, self._ended = len(those) + len(self._waiting), monotonic()
            following = [self._waiting.pop(0)] if self._waiting else []
            self._is_busy = bool(following)
        for each in (*following, *those):  # the next first: it gathers company while the others tell what came of it
            each.woken.set()

    def _are_all_here(self) -> bool:
        """Whether those in lead and waiting are as many as there were, or as can be done in one go."""
        return 1 + len(self._waiting) >= min(self._were, self._most)

    def _all_done(self, those: list[_One[A, B]]) -> None:
        try:
            answers = self._do([one.asked for one in those])
        except BaseException as error:  # noqa: BLE001 - told where it was asked; nobody may be left waiting
            if len(those) > 1:
                for one in those:
                    self._all_done([one])
            else:
                those[0].error, those[0].is_done = error, True
        else:
            for one, answer in zip(those, answers, strict=True):
                one.answer, one.is_done = answer, True
