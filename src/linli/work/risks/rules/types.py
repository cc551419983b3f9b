"""What may be assessed: projects, policies, events and other decisions, as matters of a class of their own."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "matters.toml"


@dataclass(frozen=True)
class Type:
    """One kind of decision: ``text`` says when it is to be assessed."""

    code: str
    title: str
    text: str
    synonyms: str


@dataclass(frozen=True)
class Class:
    """The class of the catalogue that holds them."""

    code: str
    title: str
    icon: str
    types: tuple[Type, ...]


@cache
def types() -> Class:
    """All of them, in the order of their codes."""
    told: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Class(told["code"], told["title"], told["icon"], tuple(Type(**row) for row in told["matter"]))
