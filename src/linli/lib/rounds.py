"""Work that is done a piece at a time, until there is no more of it."""

from collections.abc import Callable

#: No run holds up the other jobs for longer than this many rounds.
MOST_ROUNDS = 20


def in_rounds(piece: Callable[[], int], full: int) -> int:
    """Do a piece again while it was a ``full`` one, at most twenty times; returns how much was done altogether."""
    done = 0
    for _ in range(MOST_ROUNDS):
        taken = piece()
        done += taken
        if taken < full:
            break
    return done
