"""What opening a case must know: one look at the database, from which the rules of every room concerned decide."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from uuid import UUID

import msgspec

from linli.areas.rules import Ground
from linli.cases.queries.hearing import DUTIES, WORK, PostingKnown, UnitKnown, with_postings
from linli.cases.rules.facts import MatterFacts
from linli.lib.prepared import ask_prepared
from linli.lib.sql import statement
from linli.matters import rules as routing


class MatterKnown(msgspec.Struct, frozen=True):
    """A matter in use."""

    id: int
    code: str
    title: str
    is_public: bool
    class_code: str
    urgency: str
    edition: int
    accept_limit: Decimal
    accept_unit: str
    first_level: str
    default_function: str


class CriterionKnown(msgspec.Struct, frozen=True):
    """The criterion that was named, else the matter's first."""

    id: int
    limit: Decimal
    unit: str


class Known(msgspec.Struct, frozen=True):
    """All of it. ``case_id`` and ``serial``: what the case may have; ``opened``: the case already opened under the key.

    ``process``: what the matter runs on, unless another was asked for; ``published``: the county's newest version.
    """

    case_id: int
    serial: int
    opened: int | None
    ground: Ground | None
    process: str | None
    matter: MatterKnown | None
    criterion: CriterionKnown | None
    rules: tuple[routing.Rule, ...]
    units: tuple[UnitKnown, ...]
    published: int | None
    calendar: tuple[int, ...]
    postings: tuple[PostingKnown, ...]


class Reported(msgspec.Struct, frozen=True):
    """What a report says that opening looks up. Without a point it lies in the area of the code.

    ``process``: ``None`` for the matter's own; ``day``: in Shanghai.
    """

    key: UUID
    process: str | None
    matter: str
    criterion: int | None
    lon: float | None
    lat: float | None
    code: str
    day: date


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(list[Known])


def about_openings(reports: Sequence[Reported]) -> list[Known]:
    """What opening each must know; one query."""
    values = {"reports": _encoder.encode(reports).decode(), "duties": DUTIES, "work": WORK}
    (found,) = ask_prepared(_statement(), values, comes_first=True)
    return _decoder.decode(found)


@cache
def _statement() -> str:
    return with_postings(statement(__package__, "about_openings"))


def way_of(known: Known, matter: MatterKnown, ground: Ground) -> routing.Way:
    """Where the matter goes on the ground."""
    choice = routing.deepest_rule(known.rules, matter.code, matter.class_code, ground)
    wanted = routing.asked(choice, matter.default_function)
    return routing.way(wanted, choice, [unit.card for unit in known.units], ground, matter.first_level)


def desk_of(known: Known, ground: Ground, level: str) -> int | None:
    """The desk that takes in what lies on the ground at a level; the next one up where that level has none."""
    lowest = Ground._fields.index(level)
    codes = [code for depth, code in enumerate(ground) if code and depth <= lowest]
    desks = [unit for unit in known.units if unit.kind == "desk" and unit.area_code in codes]
    return max(desks, key=lambda u: (codes.index(u.area_code), -u.id)).id if desks else None


def matter_facts_of(matter: MatterKnown, criterion: CriterionKnown, duty_type: str) -> MatterFacts:
    """The matter and its criterion as the rules of a case want them."""
    return MatterFacts(
        matter=matter.code,
        edition=matter.edition,
        criterion=criterion.id,
        limit_amount=criterion.limit,
        limit_unit=criterion.unit,
        accept_amount=matter.accept_limit,
        accept_unit=matter.accept_unit,
        urgency=matter.urgency,
        duty_type=duty_type,
    )
