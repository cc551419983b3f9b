"""What happened in the demo county: stories and the paths that cases take, read from data files. Pure."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Story:
    """Something that is reported: where, in which words, and what became of it."""

    matter: str
    scene: str
    at: str
    text: tuple[str, ...]
    result: tuple[str, ...]
    assist: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Who does what, and how long after: minutes, or a share of the handling limit from dispatch on."""

    who: str
    action: str
    minutes: int = 0
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Path:
    """What is done to a case, and how many cases end in which colour of the clock that runs last."""

    name: str
    steps: tuple[Step, ...]
    clock: str = ""
    done: int = 0
    green: int = 0
    yellow: int = 0
    red: int = 0
    level: str = ""
    source: str = ""
    limit: str = ""
    oldest: int = 35
    assisted: bool = False
    twin: bool = False

    @property
    def is_finished(self) -> bool:
        """Whether a unit brings the case to its end."""
        return any(step.action == "pass" for step in self.steps)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The colour of each case of this path."""
        return self.wanted_at_most(1000)

    def wanted_at_most(self, most: int) -> tuple[str, ...]:
        """The same with at most so many of each colour."""
        counts = {"done": self.done, "green": self.green, "yellow": self.yellow, "red": self.red}
        return tuple(colour for colour, count in counts.items() for _ in range(min(count, most)))

    def raised(self, times: int) -> "Path":
        """The same path after the desk has passed the report on to the level above so many times."""
        return replace(self, steps=(*[Step("desk", "escalate", 15)] * times, *self.steps))


@cache
def stories() -> tuple[Story, ...]:
    """All stories."""
    return tuple(
        Story(**{**row, "text": tuple(row["text"]), "result": tuple(row["result"])})
        for row in _rows("stories", "story")
    )


@cache
def paths() -> tuple[Path, ...]:
    """All paths."""
    return tuple(Path(**{**row, "steps": tuple(map(_step, row["steps"]))}) for row in _rows("paths", "path"))


def _rows(name: str, key: str) -> list[dict[str, Any]]:
    text = files("linli.demo").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)[key]
    return rows


def _step(text: str) -> Step:
    who, action, wait = text.split()
    if wait.endswith("%"):
        return Step(who, action, share=int(wait.removesuffix("%")) / 100)
    return Step(who, action, minutes=int(wait))
