"""From street edges to streets: what runs straight on is one street and has one name. Pure."""

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

import shapely

from linli.demo.ground import Edge, Sheet
from linli.demo.planar import XY
from linli.demo.seat import OLD_TOWN
from linli.demo.words import LANES, NUMERALS, stems

#: What runs on within this angle, in radians, is the same street.
STRAIGHT = math.radians(32)
SHORTEST_NAMED_M = 80
IN_THE_RIVER_M = 40
KINDS = {
    "highway": "highway",
    "arterial": "arterial",
    "collector": "street",
    "local": "lane",
    "lane": "lane",
    "track": "lane",
    "river": "river",
    "railway": "railway",
}
#: Streets that change their name at the river or the centre: west / south half, east / north half.
HALVES = {
    "人民路": ("人民西路", "人民东路", 0),
    "北环路": ("北环西路", "北环东路", 0),
    "新城大道": ("新城西大道", "新城东大道", 0),
    "中山路": ("中山南路", "中山北路", 1),
    "解放路": ("解放南路", "解放北路", 1),
    "建设路": ("建设南路", "建设北路", 1),
    "长兴路": ("长兴南路", "长兴北路", 1),
    "兴业路": ("兴业南路", "兴业北路", 1),
}
GATE_STREETS = {"人民路": ("西大街", "东大街", 0), "中山路": ("南大街", "北大街", 1)}


@dataclass(frozen=True, slots=True)
class Street:
    """A street with its name, or a lane without one."""

    name: str
    kind: str
    path: Any


@dataclass(slots=True)
class Stroke:
    """Edges that run on into each other."""

    kind: str
    edges: list[Edge]
    name: str = ""

    @property
    def length(self) -> float:
        return float(sum(edge.path.length for edge in self.edges))

    @property
    def middle(self) -> XY:
        return max(self.edges, key=lambda edge: float(edge.path.length)).heart


def draw_streets(sheet: Sheet, rng: Random, town_names: list[str]) -> list[Street]:
    """All streets, roads, the railway and the river, named; no two streets share a name."""
    dry = [edge for edge in sheet.edges if edge.kind in KINDS and _is_dry(edge, sheet.river)]
    strokes = _named_strokes(dry) + [
        stroke for kind in ("collector", "local", "track") for stroke in strokes_of(dry, kind)
    ]
    give_names(strokes, rng)
    streets = [Street(s.name, KINDS[s.kind], _merged(edge.path for edge in s.edges)) for s in strokes]
    streets += [Street(road_name(road, town_names), KINDS[road.kind], road.path) for road in sheet.roads]
    return [*_joined(streets), Street("青榆河", "river", sheet.river), Street("榆宁铁路", "railway", sheet.railway)]


def _is_dry(edge: Edge, river: Any) -> bool:
    if edge.kind in {"river", "railway"}:
        return False
    return edge.kind == "arterial" or not river.dwithin(edge.path, IN_THE_RIVER_M)


def _merged(paths: Any) -> Any:
    return shapely.line_merge(shapely.union_all(list(paths)))


def _joined(streets: list[Street]) -> list[Street]:
    """Streets of one name as one; the nameless as they are."""
    by_name: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for number, street in enumerate(streets):
        by_name[street.name or f"#{number}", street.kind].append(street.path)
    return [
        Street("" if name.startswith("#") else name, kind, _merged(paths)) for (name, kind), paths in by_name.items()
    ]


def proper_name(edge: Edge) -> str:
    """The name of an avenue at this place: the four gate streets in the old town, halves elsewhere."""
    u, v = edge.heart
    halves = HALVES.get(edge.name)
    if abs(u) < OLD_TOWN[0] and abs(v) < OLD_TOWN[1]:
        halves = GATE_STREETS.get(edge.name, halves)
    if halves is None:
        return edge.name
    return halves[1] if edge.heart[halves[2]] > 0 else halves[0]


def road_name(road: Edge, towns: list[str]) -> str:
    """A road is called after the ends it joins: 榆柳路, 柳石路."""
    if road.name.startswith("to"):
        return f"榆{towns[int(road.name[2:])][0]}路"
    if road.name.startswith("between"):
        one, other = (towns[int(number)][0] for number in road.name[7:])
        return f"{one}{other}路"
    return road.name


def _named_strokes(edges: list[Edge]) -> list[Stroke]:
    by_name: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    nameless = []
    for edge in edges:
        if edge.name:
            by_name[proper_name(edge), edge.kind].append(edge)
        elif edge.kind == "arterial":
            nameless.append(edge)
    named = [Stroke(kind, found, name) for (name, kind), found in by_name.items()]
    return named + strokes_of(nameless, "arterial")


def strokes_of(edges: list[Edge], kind: str) -> list[Stroke]:
    """The nameless edges of a kind, joined where they run straight on."""
    mine = [edge for edge in edges if edge.kind == kind and not edge.name]
    at: dict[XY, list[tuple[int, float]]] = defaultdict(list)
    for number, edge in enumerate(mine):
        xy = shapely.get_coordinates(edge.path)
        for end, inner in ((xy[0], xy[1]), (xy[-1], xy[-2])):
            at[float(end[0]), float(end[1])].append((number, math.atan2(inner[1] - end[1], inner[0] - end[0])))
    group = list(range(len(mine)))
    for ends in at.values():
        for one, other in _pairs(ends):
            _unite(group, one, other)
    members: dict[int, list[Edge]] = defaultdict(list)
    for number, edge in enumerate(mine):
        members[_root(group, number)].append(edge)
    return [Stroke(kind, found) for found in members.values()]


def _pairs(ends: list[tuple[int, float]]) -> list[tuple[int, int]]:
    """Which edges at a junction run on into each other, the straightest first."""
    bends = sorted(
        (abs(math.pi - abs((a[1] - b[1] + math.pi) % math.tau - math.pi)), a[0], b[0]) for a, b in combinations(ends, 2)
    )
    taken: set[int] = set()
    found = []
    for bend, one, other in bends:
        if bend < STRAIGHT and not {one, other} & taken:
            taken |= {one, other}
            found.append((one, other))
    return found


def _root(group: list[int], number: int) -> int:
    while group[number] != number:
        number = group[number]
    return number


def _unite(group: list[int], one: int, other: int) -> None:
    group[_root(group, one)] = _root(group, other)


def give_names(strokes: list[Stroke], rng: Random) -> None:
    """Names, in place: the longest first; a lane off a street is numbered after it."""
    stem = iter(stems(rng))
    lanes = iter(rng.sample(LANES, len(LANES)))
    taken = {stroke.name for stroke in strokes}
    for stroke in sorted(strokes, key=lambda s: (s.kind != "arterial", -s.length, s.middle)):
        if stroke.name or stroke.kind == "track" or stroke.length < SHORTEST_NAMED_M:
            continue
        if stroke.kind == "local":
            old = abs(stroke.middle[0]) < OLD_TOWN[0] and abs(stroke.middle[1]) < OLD_TOWN[1]
            stroke.name = (next(lanes, "") if old else "") or _side_lane(stroke, strokes, taken)
        else:
            stroke.name = next(stem) + ("路" if stroke.kind == "arterial" or rng.random() < ROAD_SHARE else "街")
        taken.add(stroke.name)


ROAD_SHARE = 0.45


def _side_lane(lane: Stroke, strokes: list[Stroke], taken: set[str]) -> str:
    near = min(
        (s for s in strokes if s.kind == "collector" and len(s.name) == len("某某街")),
        key=lambda s: math.dist(s.middle, lane.middle) - s.length / 3,
    )
    base = near.name.removesuffix("路").removesuffix("街")
    return next((f"{base}{n}巷" for n in NUMERALS if f"{base}{n}巷" not in taken), "")
