"""What opening a case must know: one look at the database, from which the rules of every room concerned decide."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor, Ground
from linli.cases.queries.prepared import ask_prepared
from linli.cases.rules.facts import MatterFacts
from linli.lib.sql import statement
from linli.matters import rules as routing

#: Whoever holds one of these over the ground may have to hear of a new case.
_DUTIES = [str(Permission.GRID), str(Permission.SUPERVISE), str(Permission.APPROVE)]
#: And whoever holds one of these at the desk.
_WORK = [str(Permission.DESK), str(Permission.HANDLE)]


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


class UnitKnown(msgspec.Struct, frozen=True):
    """A desk over the place, or a unit that answers for what the matter or a rule asks."""

    id: int
    kind: str
    functions: frozenset[str]
    area_code: str
    area_level: str

    @property
    def card(self) -> routing.UnitCard:
        """As routing knows it."""
        return routing.UnitCard(self.id, self.area_code, self.area_level, self.functions)


class PostingKnown(msgspec.Struct, frozen=True):
    """A posting in force that may have to hear of the case."""

    id: int
    user_id: int
    unit_id: int
    ground_level: str
    ground_code: str
    permissions: frozenset[str]

    @property
    def actor(self) -> Actor:
        """As far as relations go."""
        return Actor(
            user_id=self.user_id,
            posting_id=self.id,
            unit_id=self.unit_id,
            ground_level=self.ground_level,
            ground_code=self.ground_code,
            permissions=self.permissions,
        )


class Known(msgspec.Struct, frozen=True):
    """All of it. ``opened``: the case already opened under the key; ``published``: the county's newest version."""

    serial: int
    opened: int | None
    ground: Ground | None
    matter: MatterKnown | None
    criterion: CriterionKnown | None
    rules: tuple[routing.Rule, ...]
    units: tuple[UnitKnown, ...]
    published: int | None
    calendar: tuple[int, ...]
    postings: tuple[PostingKnown, ...]


_decoder = msgspec.json.Decoder(Known)


def about_opening(  # noqa: PLR0913 - what a report says of itself, each named at the call
    *,
    key: UUID,
    process: str,
    matter: str,
    criterion: int | None,
    point: tuple[float, float] | None,
    code: str,
    on: date,
) -> Known:
    """What opening must know; one query. A report without a point lies in the area of the code."""
    lon, lat = point or (None, None)
    values = {
        "key": str(key),
        "process": process,
        "matter": matter,
        "criterion": None if criterion is None else str(criterion),
        "lon": lon,
        "lat": lat,
        "code": code,
        "on": on,
        "duties": _DUTIES,
        "work": _WORK,
    }
    (found,) = ask_prepared(statement(__package__, "about_opening"), values, comes_first=True)
    return _decoder.decode(found)


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
