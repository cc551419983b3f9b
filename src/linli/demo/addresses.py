"""Doors of the demo county: street and number, estate and building, village and house. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import shapely

from linli.demo.ground import Sheet
from linli.demo.land import Land, Lot
from linli.demo.planar import XY
from linli.demo.streets import Street

#: Of the buildings of a zone so many get a door in the register: houses stand closer than blocks of flats.
DOOR_SHARE = {"old": 0.36, "centre": 0.22, "village": 0.2}
FRONT_M = 11.0
FAR_M = 130.0
NO_DOOR = frozenset({"park", "square"})


@dataclass(frozen=True, slots=True)
class Door:
    """An address with its point on the plane."""

    text: str
    patch: int
    at: XY


@dataclass(slots=True)
class Numbering:
    """House numbers of the named streets: odd on the left, even on the right, each once."""

    streets: list[Street]
    taken: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    tree: Any = None

    def __post_init__(self) -> None:
        self.streets = [s for s in self.streets if s.name and s.kind in {"arterial", "street", "lane"}]
        self.tree = shapely.STRtree([s.path for s in self.streets])

    def at(self, place: Any) -> str:
        """Street and number of a door here, empty far from any named street."""
        found = self.tree.query_nearest(place, max_distance=FAR_M, all_matches=False)
        if not len(found):
            return ""
        street = self.streets[int(found[0])]
        number = self._number(street, place)
        while number in self.taken[street.name]:
            number += 2
        self.taken[street.name].add(number)
        return f"{street.name}{number}号"

    def _number(self, street: Street, place: Any) -> int:
        along = 0.0
        parts = sorted(shapely.get_parts(street.path), key=lambda part: tuple(part.coords[0]))
        nearest = min(parts, key=lambda part: float(part.distance(place)))
        for part in parts:
            if part is nearest:
                break
            along += part.length
        here = nearest.project(place)
        before, after = nearest.interpolate(max(here - 1, 0)), nearest.interpolate(here + 1)
        turn = (after.x - before.x) * (place.y - before.y) - (after.y - before.y) * (place.x - before.x)
        step: int = math.floor((along + here) / FRONT_M)
        return 2 * step + (1 if turn > 0 else 2)


def draw_doors(sheet: Sheet, land: Land, streets: list[Street], villages: dict[int, str], rng: Random) -> list[Door]:
    """About six thousand doors, in the order of the lots."""
    numbering = Numbering(streets)
    doors: list[Door] = []
    for lot in land.lots:
        zone = sheet.patches[lot.patch].zone
        if lot.use in NO_DOOR or not lot.buildings:
            continue
        if zone == "village":
            doors += _village_doors(lot, villages[lot.patch], rng)
        elif lot.name:
            doors += _estate_doors(lot, numbering)
        else:
            doors += _street_doors(lot, numbering, DOOR_SHARE.get(zone, 1.0), rng)
    return doors


def _xy(point: Any) -> XY:
    return (float(point.x), float(point.y))


def _village_doors(lot: Lot, village: str, rng: Random) -> Iterator[Door]:
    for number, building in enumerate(lot.buildings, 1):
        if rng.random() < DOOR_SHARE["village"]:
            yield Door(f"{village}{number}号", lot.patch, _xy(building.centroid))


def _estate_doors(lot: Lot, numbering: Numbering) -> Iterator[Door]:
    gate = numbering.at(lot.extent.representative_point())
    yield Door(f"{gate}{lot.name}", lot.patch, _xy(lot.extent.representative_point()))
    if lot.use == "residential":
        for number, building in enumerate(lot.buildings, 1):
            yield Door(f"{gate}{lot.name}{number}号楼", lot.patch, _xy(building.centroid))


def _street_doors(lot: Lot, numbering: Numbering, share: float, rng: Random) -> Iterator[Door]:
    for building in lot.buildings:
        if rng.random() < share:
            text = numbering.at(building.centroid)
            if text:
                yield Door(text, lot.patch, _xy(building.centroid))
