"""Turns among all threads and processes of a server: who comes first is served first.

They are kept by the system (a System V semaphore, semop(2)): it hands a turn that is given back to whoever has waited
longest, in whichever process, and takes back the turns of a process that dies. What the standard library has does one
or the other: its semaphores let newcomers overtake, and those among processes forget what a dead one held.
"""

import ctypes
import errno
import os
import zlib

_CREATE, _ALONE, _OURS = 0o1000, 0o2000, 0o600
_SET_VALUE = 16
_UNDO = 0x1000
_NO_TURN = frozenset({errno.EAGAIN, errno.EINTR})
_NANO = 1_000_000_000


class _Operation(ctypes.Structure):
    """``struct sembuf``."""

    _fields_ = (("number", ctypes.c_ushort), ("change", ctypes.c_short), ("flags", ctypes.c_short))


class _Span(ctypes.Structure):
    """``struct timespec``."""

    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class Turns:
    """So many at the same time among all who use this name; a turn given back goes to whoever has waited longest.

    The semaphore stays when the last of them has ended, for the next: one for each name, number and user of the
    system. Raises ``OSError`` where the system grants none.
    """

    def __init__(self, name: str, count: int) -> None:
        self._system = ctypes.CDLL(None, use_errno=True)
        self._semaphore = self._found(zlib.crc32(f"{name} {count} {os.getuid()}".encode()) & 0x7FFFFFFF, count)

    def take(self, patience: float) -> bool:
        """Wait for a turn, at most so many seconds; whether it was given. Who had none gives none back."""
        whole, part = divmod(int(patience * _NANO), _NANO)
        return self._change(-1, _Span(whole, part))

    def give_back(self) -> None:
        """To the next who waits, or for whoever comes."""
        self._change(1, None)

    def _found(self, key: int, count: int) -> int:
        made: int = self._system.semget(key, 1, _CREATE | _ALONE | _OURS)
        if made >= 0:  # whoever finds it before the next line waits
            self._asked(self._system.semctl(made, 0, _SET_VALUE, count))
            return made
        return self._asked(self._system.semget(key, 1, _OURS))

    def _change(self, by: int, patience: _Span | None) -> bool:
        """Python's other threads go on meanwhile."""
        one = _Operation(0, by, _UNDO)
        waiting = None if patience is None else ctypes.byref(patience)
        if not self._system.semtimedop(self._semaphore, ctypes.byref(one), 1, waiting):
            return True
        if ctypes.get_errno() in _NO_TURN:
            return False
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    @staticmethod
    def _asked(answer: int) -> int:
        if answer < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return answer
