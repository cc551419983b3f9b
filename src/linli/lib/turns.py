"""Turns among threads: who comes first is served first."""

from collections import deque
from threading import Lock


class Turns:
    """So many at the same time; a turn given back goes to whoever has waited longest.

    A semaphore of the standard library lets who comes just then overtake all who wait: among few threads that ask
    again at once, one is served often and another late.
    """

    def __init__(self, count: int) -> None:
        self._lock = Lock()
        self._free = count
        self._waiting = deque[Lock]()

    def take(self, patience: float) -> bool:
        """Wait for a turn, at most so many seconds; whether it was given. Who had none gives none back."""
        with self._lock:
            if self._free:  # then nobody waits
                self._free -= 1
                return True
            called = Lock()
            called.acquire()  # released by who gives the turn
            self._waiting.append(called)
        if called.acquire(timeout=patience):
            return True
        with self._lock:
            if called in self._waiting:
                self._waiting.remove(called)
                return False
        return True  # given in that very moment

    def give_back(self) -> None:
        """To the next who waits, or for whoever comes."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
