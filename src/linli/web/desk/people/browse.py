"""Going down the area tree by links: no list is longer than the areas below one area."""

from dataclasses import dataclass

from linli.areas import people
from linli.areas.models import Area
from linli.areas.rules import Actor
from linli.cases.queries import NotFound


@dataclass(frozen=True)
class Branch:
    """An area below the one looked at, with what is in it."""

    area: Area
    units: int


@dataclass(frozen=True)
class Place:
    """Where in the tree somebody looks: the way down from their own ground, and what lies below."""

    area: Area
    path: list[Area]
    below: list[Branch]


def place(actor: Actor, code: str) -> Place:
    """The area with this code, or the actor's own ground for none. Raises ``NotFound`` outside the ground."""
    within = people.areas_within(actor)
    area = within.filter(code=code or actor.ground_code).first()  # unique: no order is needed
    if area is None:
        raise NotFound
    line = [ancestor for ancestor in area.ground if ancestor]
    counts = people.unit_counts_below(area)
    below = within.filter(parent=area)
    return Place(
        area=area,
        path=list(within.filter(code__in=line)),
        below=[Branch(child, counts.get(child.code, 0)) for child in below],
    )
