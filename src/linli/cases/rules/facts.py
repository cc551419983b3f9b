"""What rules must know that neither the case nor the actor carries; the caller looks it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from linli.deadlines.rules import WorkingCalendar


@dataclass(frozen=True)
class Desk:
    """A desk at a level."""

    level: str
    unit: int


@dataclass(frozen=True)
class MatterFacts:
    """The matter and criterion that were chosen."""

    matter: str
    edition: int
    criterion: int | None
    limit_amount: Decimal
    limit_unit: str
    accept_amount: Decimal
    accept_unit: str
    urgency: str
    duty_type: str


@dataclass(frozen=True)
class Facts:
    """``unit_levels``: the area level of each unit named in the form; ``into``: the case to merge with.

    ``more``: what the kind of work looked up for itself.
    """

    calendar: WorkingCalendar
    higher: Desk | None = None
    lower: Desk | None = None
    matter: MatterFacts | None = None
    unit_levels: dict[int, str] = field(default_factory=dict)
    into: int | None = None
    more: Mapping[str, object] = field(default_factory=dict)
