"""What the command says to the person who typed it: Chinese first, then English."""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

SLOW_SECONDS = 2.0
#: 128 + SIGINT, as shells report it.
INTERRUPTED = 130
#: What a disk or its owner may be in the way with.
IN_THE_WAY = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额用完",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只读",
}


class Refusal(Exception):
    """Something is in the way; the text says what, and what to do about it."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n  {english}")


def say(text: str = "") -> None:
    """Print a line; a terminal that has gone away is no reason to stop half-way."""
    try:
        print(text, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def step(chinese: str, english: str) -> Iterator[None]:
    """Announce a piece of work, and say how long it took when that was noticeable."""
    say(f"· {chinese} · {english}")
    begun = time.monotonic()
    yield
    took = time.monotonic() - begun
    if took > SLOW_SECONDS:
        say(f"  {took:.0f} s")


def program(main: Callable[[], int]) -> None:
    """Run a program to its exit status; a refusal ends it with its sentence and status 1."""
    try:
        sys.exit(main())
    except Refusal as refusal:
        end(refusal)
    except OSError as error:
        if error.errno not in IN_THE_WAY:
            raise
        end(Refusal(f"{error.filename}:{IN_THE_WAY[error.errno]}。", f"{error.filename}: {error.strerror}."))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def end(refusal: Refusal) -> NoReturn:
    print(f"✗ {refusal}", file=sys.stderr, flush=True)
    sys.exit(1)
