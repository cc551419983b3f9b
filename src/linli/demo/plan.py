"""The demo county as plain values: areas, streets, blocks, places, all in EPSG:4326. Pure, seeded, always the same."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import shapely

from linli.demo.addresses import draw_doors
from linli.demo.ground import Patch, Sheet, draw_ground, to_degrees
from linli.demo.land import Land, draw_land
from linli.demo.planar import dice
from linli.demo.streets import Street, draw_streets
from linli.demo.words import NUMERALS, stems, villages

SEED = 1
SCHEME = "linli-demo"
COUNTY = ("990101", "榆邑县")
#: The grid around which most stories happen: its worker, community, town and county are the sign-ins that are shown.
FOCUS = "990101001001005"
#: Class digits of the third group: 001–099 street, 100–199 town, 200–399 township.
TOWNS = (
    ("001", "鼓楼街道"),
    ("002", "东关街道"),
    ("003", "新城街道"),
    ("004", "城北街道"),
    ("100", "柳泉镇"),
    ("101", "石桥镇"),
    ("102", "白杨镇"),
    ("103", "双河镇"),
    ("104", "桃园镇"),
    ("105", "古渡镇"),
    ("200", "云台乡"),
    ("201", "松岭乡"),
)
SEAT_TOWNS = 4
VILLAGE_COMMITTEE = 200
URBAN_HOUSEHOLDS, RURAL_HOUSEHOLDS, HOLDER_HOUSEHOLDS = (200, 500), (40, 100), (0, 30)
USUAL_HOUSEHOLDS = 345
HOLDER_SUFFIX = "专属网格"
ROW_M = 420


@dataclass(frozen=True, slots=True)
class Ground:
    """One area of the tree. `zone` says how a grid is built: old, living, new, works, edge, lake, centre, village."""

    code: str
    level: str
    name: str
    parent: str
    extent: Any
    kind: str = ""
    households: int = 0
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A surface to draw: a block by its use, water, a wood, or a building."""

    kind: str
    name: str
    extent: Any


@dataclass(frozen=True, slots=True)
class Place:
    """An address, an estate or a landmark."""

    kind: str
    name: str
    grid: str
    at: Any
    use: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole county."""

    seed: int
    areas: list[Ground]
    streets: list[Street]
    blocks: list[Block]
    places: list[Place]

    def level(self, level: str) -> list[Ground]:
        """The areas of one level, by code."""
        return [area for area in self.areas if area.level == level]

    def digest(self) -> str:
        """A hash over everything in the plan: equal plans have equal digests."""
        drawn = hashlib.sha256()
        for area in self.areas:
            drawn.update(repr((area.code, area.name, area.kind, area.households)).encode())
            drawn.update(shapely.to_wkb(area.extent))
        for street in self.streets:
            drawn.update(f"{street.kind} {street.name}".encode())
        for block in self.blocks:
            drawn.update(f"{block.kind} {block.name}".encode())
            drawn.update(shapely.to_wkb(block.extent))
        for place in self.places:
            drawn.update(f"{place.kind} {place.name} {place.grid} {place.at.wkt}".encode())
        return drawn.hexdigest()


def draw_plan(seed: int = SEED) -> Plan:
    """The county drawn from a seed; takes about five seconds."""
    sheet = draw_ground(seed)
    rural = [name for _, name in TOWNS[SEAT_TOWNS:]]
    streets = draw_streets(sheet, dice(seed, "streets"), rural)
    land = draw_land(sheet, dice(seed, "land"), rural)
    areas, grid_codes, names = _areas(sheet, land, dice(seed, "areas"))
    doors = draw_doors(sheet, land, streets, names, dice(seed, "doors"))
    places = [Place("landmark", m.name, _grid_at(sheet, grid_codes, m.at), _point(m.at), m.use) for m in land.landmarks]
    places += [
        Place("estate", lot.name, grid_codes[lot.patch], _degrees(lot.extent.representative_point()), lot.use)
        for lot in land.lots
        if lot.name and lot.use == "residential"
    ]
    places += [Place("address", door.text, grid_codes[door.patch], _point(door.at)) for door in doors]
    drawn = [Street(street.name, street.kind, _degrees(street.path)) for street in streets]
    return Plan(seed, areas, drawn, list(_blocks(land)), places)


def _degrees(shape: Any) -> Any:
    return shapely.transform(shape, to_degrees)


def _point(at: tuple[float, float]) -> Any:
    return _degrees(shapely.Point(at))


def _grid_at(sheet: Sheet, codes: dict[int, str], at: tuple[float, float]) -> str:
    here = shapely.Point(at)
    return codes[min(codes, key=lambda number: float(sheet.patches[number].extent.distance(here)))]


def _blocks(land: Land) -> Iterator[Block]:
    for wood in land.woods:
        yield Block("forest", "", _degrees(wood))
    for lot in land.lots:
        yield Block(lot.use, lot.name, _degrees(lot.extent))
    for name, extent in land.water:
        yield Block("water", name, _degrees(extent))
    for lot in land.lots:
        for building in lot.buildings:
            yield Block("building", "", _degrees(building))


def _areas(sheet: Sheet, land: Land, rng: Random) -> tuple[list[Ground], dict[int, str], dict[int, str]]:
    """The tree from the county down, the code of every patch, and the name of the village it lies in."""
    communities: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, patch in enumerate(sheet.patches):
        communities[patch.town, patch.community].append(number)
    shape = {number: _degrees(patch.extent) for number, patch in enumerate(sheet.patches)}
    naming = _Naming(rng)
    codes: dict[int, str] = {}
    names: dict[int, str] = {}
    lower: list[Ground] = []
    for town in range(len(TOWNS)):
        keys = sorted((key for key in communities if key[0] == town), key=lambda key: _order(sheet, communities[key]))
        for code, name, members in naming.communities(sheet, town, [communities[key] for key in keys]):
            extent = shapely.coverage_union_all([shape[i] for i in members])
            kind = "村" if name.endswith("村") else "社区"
            lower.append(Ground(code, "community", name, code[:9], extent, kind))
            for place, i in enumerate(sorted(members, key=lambda i: _order(sheet, [i])), 1):
                codes[i], names[i] = f"{code}{place:03}", f"{name}{NUMERALS[place - 1]}组"
                holder = land.holders.get(i)
                called = f"{holder[0]}{HOLDER_SUFFIX}" if holder else f"{name}第{NUMERALS[place - 1]}网格"
                households = _households(sheet.patches[i], holder, rng)
                lower.append(_grid(codes[i], called, sheet.patches[i], shape[i], households))
    return [*_upper(lower), *lower], codes, names


def _order(sheet: Sheet, members: list[int]) -> tuple[int, float]:
    """From north to south in bands, west to east within each."""
    hearts = [sheet.patches[i].heart for i in members]
    east, north = (sum(values) / len(hearts) for values in zip(*hearts, strict=True))
    return (-int(north // ROW_M), east)


def _upper(lower: list[Ground]) -> list[Ground]:
    code, name = COUNTY
    towns = []
    for part, town in TOWNS:
        mine = [area.extent for area in lower if area.level == "community" and area.parent == code + part]
        towns.append(Ground(code + part, "town", town, code, shapely.coverage_union_all(mine), town[2:]))
    county = shapely.coverage_union_all([town.extent for town in towns])
    return [Ground(code, "county", name, "", county, "县"), *towns]


def _grid(code: str, name: str, patch: Patch, extent: Any, households: int) -> Ground:
    kind = "专属" if name.endswith(HOLDER_SUFFIX) else "普通"
    return Ground(code, "grid", name, code[:12], extent, kind, households, patch.zone)


def _households(patch: Patch, holder: Any, rng: Random) -> int:
    if holder:
        return rng.randint(*HOLDER_HOUSEHOLDS)
    low, high = RURAL_HOUSEHOLDS if patch.zone == "village" else URBAN_HOUSEHOLDS
    usual = (low + high) / 2 if patch.zone == "village" else USUAL_HOUSEHOLDS
    return min(high, max(low, round(usual * rng.uniform(0.62, 1.4))))


class _Naming:
    """Names of communities: residents' committees after words, villages after families and places."""

    def __init__(self, rng: Random) -> None:
        self.words, self.villages = stems(rng), villages(rng)

    def communities(self, sheet: Sheet, town: int, found: list[list[int]]) -> Iterator[tuple[str, str, list[int]]]:
        """Code, name and members of each community of a town, residents' committees first."""
        town_code = COUNTY[0] + TOWNS[town][0]
        number = {"社区": 0, "村": VILLAGE_COMMITTEE - 1}
        for members in sorted(found, key=lambda members: sheet.patches[members[0]].zone == "village"):
            kind = "村" if sheet.patches[members[0]].zone == "village" else "社区"
            number[kind] += 1
            yield f"{town_code}{number[kind]:03}", self._name(town, kind), members

    def _name(self, town: int, kind: str) -> str:
        if kind == "村":
            return next(self.villages) + "村"
        return TOWNS[town][1][:2] + "社区" if town >= SEAT_TOWNS else next(self.words) + "社区"
