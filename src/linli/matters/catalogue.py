"""The default catalogue, as it is kept in ``data/``."""

import csv
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from linli.areas.rules import Level
from linli.deadlines.rules import TimeUnit
from linli.matters.wording import CriterionValues, MatterValues, parse_source

DATA = Path(__file__).parent / "data"
_URGENCIES = {"紧急": "urgent", "较急": "pressing", "一般": "normal"}


@dataclass(frozen=True)
class ClassValues:
    """A class of the default catalogue."""

    code: str
    title: str
    icon: str
    criterion: str
    is_confidential: bool


def default_classes() -> tuple[ClassValues, ...]:
    """The classes, in the order of their codes."""
    return tuple(
        ClassValues(one["code"], one["title"], one["icon"], one["criterion"], one.get("confidential", False))
        for one in _toml("classes.toml")["class"]
    )


def default_matters() -> tuple[MatterValues, ...]:
    """The matters, in the order of their codes; each has one criterion."""
    classes = {one.code: one for one in default_classes()}
    confidential = frozenset(_toml("classes.toml")["confidential_matters"])
    synonyms = _toml("synonyms.toml")
    with (DATA / "catalogue.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            _matter(row, classes[row["class_code"]], confidential, synonyms.get(row["item_code"], ""))
            for row in csv.DictReader(lines)
        )


def _matter(row: dict[str, str], group: ClassValues, confidential: frozenset[str], synonyms: str) -> MatterValues:
    urgency = _URGENCIES[row["urgency"]]
    return MatterValues(
        code=row["item_code"],
        class_code=group.code,
        title=row["item"],
        urgency=urgency,
        accept_limit=Decimal(row["accept_hours"]),
        accept_unit=TimeUnit.URGENT_HOUR if urgency == "urgent" else TimeUnit.WORK_HOUR,
        first_level=Level.from_title(row["first_level"]),
        default_function=row["default_department"],
        is_confidential=group.is_confidential or row["item_code"] in confidential,
        synonyms=synonyms,
        references=parse_source(row["reference"]),
        criteria=(
            CriterionValues(
                text=group.criterion.format(title=row["item"]),
                limit=Decimal(row["limit"]),
                unit=TimeUnit.from_title(row["unit"]),
                closing_condition=row["close_condition"],
            ),
        ),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
