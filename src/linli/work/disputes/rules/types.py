"""The 18 types of disputes, with the matter of the default catalogue under which the same is reported as an event."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "matters.toml"


@dataclass(frozen=True)
class Type:
    """One type: who mediates it, at which level it is taken in, within which time."""

    code: str
    title: str
    function: str
    level: str
    limit: Decimal
    unit: str
    like: str
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
    rows = tuple(Type(**(row | {"limit": Decimal(row["limit"])})) for row in told["matter"])
    return Class(told["code"], told["title"], told["icon"], rows)
