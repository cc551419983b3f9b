"""The claims, in the order in which they are measured."""

from collections.abc import Callable
from importlib import import_module

from benchmarks.results import Result
from benchmarks.run import Run


def _claim(name: str) -> Callable[[Run], list[Result]]:
    """What the module of this name measures; it is read only then, for Django must have been set up."""

    def measure(run: Run) -> list[Result]:
        found: list[Result] = import_module(f"benchmarks.claims.{name}").measure(run)
        return found

    return measure


NAMES = ("lists", "search", "figures", "tiles", "clocks", "imports", "start", "dispatch", "intake")
CLAIMS: dict[str, Callable[[Run], list[Result]]] = {name: _claim(name) for name in NAMES}
