"""Levels, grounds and what a posting may do on them: values in, values out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Level(StrEnum):
    """The levels of the area tree, from the top down; stored, never guessed from a code's length."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    COMMUNITY = "community"
    GRID = "grid"
    MICRO_GRID = "micro_grid"

    @property
    def title(self) -> str:  # type: ignore[override]  # a word for people, not `str.title`
        """The level in Chinese."""
        return _TITLES[self]

    @property
    def depth(self) -> int:
        """0 for a province, growing downwards."""
        return list(Level).index(self)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """For a model field."""
        return [(str(level), level.title) for level in cls]

    @classmethod
    def from_title(cls, title: str) -> "Level":
        """The level called 网格, 社区, 街镇 or 区县 in a responsibility list; raises ``KeyError`` for another word."""
        return _BY_TITLE[title]


_TITLES = {
    Level.PROVINCE: "省",
    Level.CITY: "市",
    Level.COUNTY: "区县",
    Level.TOWN: "街镇",
    Level.COMMUNITY: "社区",
    Level.GRID: "网格",
    Level.MICRO_GRID: "微网格",
}
_BY_TITLE = {title: level for level, title in _TITLES.items()} | {"村社区": Level.COMMUNITY, "乡镇街道": Level.TOWN}


class Ground(NamedTuple):
    """Where something lies: the codes of its ancestors, empty from the level on where it is not known."""

    city: str = ""
    county: str = ""
    town: str = ""
    community: str = ""
    grid: str = ""

    def covers(self, level: str, code: str) -> bool:
        """Whether the ground lies inside the area ``code`` of ``level``."""
        return bool(code) and getattr(self, level, "") == code

    @property
    def deepest(self) -> str:
        """The code of the smallest known area."""
        return next((code for code in reversed(self) if code), "")

    def code_at(self, level: str) -> str:
        """The ancestor's code at a level, empty if unknown."""
        return getattr(self, level, "")


@dataclass(frozen=True)
class Actor:
    """Who acts: a posting flattened to values, the system, or a resident holding a public code."""

    kind: str = "person"  # person | system | resident
    user_id: int | None = None
    posting_id: int | None = None
    unit_id: int | None = None
    name: str = ""
    unit_name: str = ""
    unit_level: str = ""
    ground_level: str = ""
    ground_code: str = ""
    permissions: frozenset[str] = frozenset()

    def may(self, permission: str, ground: Ground) -> bool:
        """Whether the posting allows this on that ground; the one question everything above asks."""
        return permission in self.permissions and ground.covers(self.ground_level, self.ground_code)

    def holds(self, permission: str) -> bool:
        """Whether the posting allows this somewhere; for menus only."""
        return permission in self.permissions


SYSTEM = Actor(kind="system", name="系统")
RESIDENT = Actor(kind="resident", name="居民")


@dataclass(frozen=True)
class Problem:
    """One fault of a division: its kind (overlap, gap, outside), whose it is, how large and where (EPSG:4326)."""

    kind: str
    codes: tuple[str, ...]
    area_m2: float
    geojson: dict[str, Any]


class NotAllowed(Exception):
    """The posting does not allow this on that ground."""


class Refused(Exception):
    """What was asked cannot be done to the ground as it is: a code for programs, a sentence for people."""

    def __init__(self, code: str, text: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.problems = problems


class KeyConflict(Exception):
    """The key was used before for something else (409)."""


class BadForm(Exception):
    """What was filled in cannot be kept: a message for each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in errors.items()))
        self.errors = errors
