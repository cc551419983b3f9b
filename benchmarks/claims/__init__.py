"""The claims, in the order in which they are measured: those that write come last."""

from collections.abc import Callable
from importlib import import_module

from benchmarks.results import Result
from benchmarks.run import Run


def _claim(name: str) -> Callable[[Run], list[Result]]:
    """A claim of the module of its name, read when it is measured: Django must have been set up."""

    def measure(run: Run) -> list[Result]:
        found: list[Result] = getattr(import_module(f"benchmarks.claims.{name}"), name)(run)
        return found

    return measure


CLAIMS: dict[str, Callable[[Run], list[Result]]] = {name: _claim(name) for name in ("lists", "search", "clocks")}
