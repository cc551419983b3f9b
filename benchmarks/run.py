"""What every claim is handed."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """One run: against which database, how large it is, and whether to say where the time goes."""

    url: str
    #: The database of the installation itself.
    beside: str
    size: int
    say: Callable[[str], None]
    profile: bool = False
