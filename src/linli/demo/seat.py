"""The county seat of the demo county: arterials drawn by hand, the rest carved between them. Pure.

Everything here lies on the drawing plane (u east, v north, metres, the drum tower at 0, 0), before it is warped.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import shapely
from shapely import Polygon

from linli.demo.planar import XY, Carver, Fabric, dice, faces, heading_of, longer, noded, smooth, superellipse

RIVER_V = -1080.0
RAIL_V = 1540.0
STATION_V = 900.0
EAST_U = 300.0
OLD_TOWN = (750.0, 575.0)
WORKS_U, WORKS_V = 1720.0, -60.0
EDGE_U = 1640.0
LAKE_M = 180.0
OVER_M = 1.0
SCRAP_SHARE = 0.45
TOUCH_M = 30.0
MOST_GRIDS = 9


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan: a street, a railway, a river or the county's edge."""

    kind: str
    path: Any
    name: str = ""


@dataclass(slots=True)
class Cell:
    """A grid to be: its rough outline on the drawing plane, and where it belongs."""

    town: int
    community: int
    outline: Any
    zone: str


@dataclass(frozen=True, slots=True)
class Zone:
    """How one part of the seat is built."""

    grid_m2: float
    block_m2: float
    fabric: Fabric


ZONES = {
    "old": Zone(76_000, 13_000, Fabric(0.0, sway=0.14, uneven=0.22)),
    "living": Zone(112_000, 27_000, Fabric(0.0, sway=0.07, uneven=0.14)),
    "new": Zone(128_000, 33_000, Fabric(0.0, sway=0.02, uneven=0.06)),
    "works": Zone(225_000, 62_000, Fabric(0.0, sway=0.04, uneven=0.12)),
    "lake": Zone(200_000, 400_000, Fabric(0.0)),
    "edge": Zone(140_000, 32_000, Fabric(0.0, sway=0.12, uneven=0.20)),
}
COMMUNITIES = (8, 7, 7, 6)
RING: tuple[XY, ...] = (
    (-2560, -900),
    (-2500, 150),
    (-2260, 1010),
    (-1800, 1850),
    (-760, 2060),
    (400, 2180),
    (1500, 2060),
    (2320, 1520),
    (2560, 560),
    (2740, -480),
    (2560, -1350),
    (2260, -2150),
    (1500, -2700),
    (150, -2840),
    (-1050, -2640),
    (-2020, -2330),
    (-2440, -1650),
)
SEAT = Polygon(smooth([*RING, RING[0]]).coords)

AVENUES: tuple[tuple[str, str, tuple[XY, ...]], ...] = (
    ("arterial", "人民路", ((-2900, -110), (-1600, 30), (-720, 0), (0, 0), (770, 0), (1700, -40), (2900, -160))),
    ("arterial", "北环路", ((-2900, 790), (-1640, 890), (-720, 940), (0, 960), (800, 930), (1740, 880), (2900, 760))),
    ("arterial", "新城大道", ((-2700, -1760), (-1600, -1990), (-760, -1880), (60, -1790), (880, -1880), (2700, -2150))),
    ("arterial", "解放路", ((-700, 2400), (-730, 940), (-725, 0), (-730, -1080), (-760, -1860), (-700, -3000))),
    (
        "arterial",
        "中山路",
        ((210, 1530), (30, 960), (0, 560), (0, 0), (0, -570), (20, -1080), (60, -1860), (40, -3000)),
    ),
    ("arterial", "建设路", ((820, 2400), (790, 930), (765, 0), (800, -1080), (880, -1890), (1000, -3000))),
    ("arterial", "兴业路", ((-1640, 2300), (-1620, 900), (-1600, 20), (-1650, -1050), (-1600, -1900), (-1500, -2900))),
    ("arterial", "长兴路", ((1780, 2300), (1730, 900), (1700, -40), (1740, -1060), (1850, -1960), (1900, -2700))),
    ("collector", "城墙北街", ((-725, 545), (-300, 590), (0, 560), (400, 600), (775, 540))),
    ("collector", "城墙南街", ((-725, -540), (-320, -590), (0, -570), (420, -600), (780, -545))),
    ("arterial", "迎宾大道", ((880, -1890), (1500, -2260), (2350, -2900))),
    ("arterial", "站前大道", ((210, 1490), (500, 1230), (790, 930), (1230, 480), (1700, -40))),
    ("arterial", "老西路", ((-2900, -1050), (-2100, -700), (-1610, -480), (-1100, -230), (-725, 0))),
    (
        "collector",
        "环湖路",
        tuple(superellipse((-1180, -2270), (270, 190), power=2.4, turn=0.3, count=24).exterior.coords),
    ),
    ("collector", "湖北街", ((-1200, -1880), (-1165, -2090))),
    ("collector", "湖南街", ((-1210, -2440), (-1260, -2700))),
    ("collector", "湖东街", ((-925, -2200), (-740, -2180))),
    ("collector", "湖西街", ((-1440, -2330), (-1620, -2350))),
    ("collector", "仓后街", ((-720, 940), (-330, 1220), (210, 1490))),
)
LAKE = (-1180.0, -2270.0)
RAILWAY: tuple[XY, ...] = ((-9500, 900), (-5200, 1250), (-2600, 1440), (-1000, 1500), (210, 1530), (1600, 1490))
RAILWAY_EAST: tuple[XY, ...] = ((2800, 1380), (5200, 900), (8200, 1000), (11000, 1700))
RIVER: tuple[XY, ...] = ((-9500, 900), (-7600, -300), (-6000, 200), (-4700, -700), (-3600, -1250), (-2500, -1010))
RIVER_EAST: tuple[XY, ...] = (
    (-1200, -1150),
    (0, -1060),
    (1200, -1150),
    (2400, -1010),
    (3700, -1500),
    (5000, -1050),
    (6400, -1900),
    (7900, -1500),
    (11000, -2600),
)


def river() -> Line:
    return Line("river", smooth([*RIVER, *RIVER_EAST]), "青榆河")


def railway() -> Line:
    return Line("railway", smooth([*RAILWAY, *RAILWAY_EAST]), "榆宁铁路")


def skeleton() -> list[Line]:
    """Arterials, river, railway and the ring around the seat, in the order of their weight."""
    ring = Line("arterial", SEAT.exterior, "环城路")
    inside = SEAT.buffer(OVER_M)
    drawn = [Line(kind, smooth(points), name) for kind, name, points in AVENUES]
    lines = [ring, river(), railway(), *drawn]
    return [replace(line, path=part) for line in lines for part in _within(line.path, inside)]


def _within(path: Any, area: Any) -> Iterator[Any]:
    for part in shapely.get_parts(shapely.intersection(path, area)):
        if part.length > OVER_M:
            yield part


@dataclass(slots=True)
class Piece:
    """Ground between arterials."""

    outline: Any
    town: int
    zone: str

    @property
    def grids(self) -> int:
        return max(1, round(float(self.outline.area) / ZONES[self.zone].grid_m2))


def fabric(zone: str, outline: Any) -> Fabric:
    """The streets of a zone, parallel to the longer side of the ground they are laid on."""
    return replace(ZONES[zone].fabric, heading=heading_of(outline))


def zone_at(u: float, v: float) -> str:
    """What is built at this place."""
    if math.dist((u, v), LAKE) < LAKE_M:
        return "lake"
    if abs(u) < OLD_TOWN[0] and abs(v) < OLD_TOWN[1]:
        return "old"
    if v > RAIL_V or (u > WORKS_U and v > WORKS_V):
        return "works"
    if v < RIVER_V:
        return "new"
    return "edge" if abs(u) > EDGE_U else "living"


def town_at(u: float, v: float) -> int:
    """Which of the four street offices: old town and west, east, new town south of the river, station."""
    if v < RIVER_V:
        return 2
    if v > STATION_V:
        return 3
    return 0 if u < EAST_U else 1


def pieces(lines: list[Line]) -> list[Piece]:
    """The ground between the arterials; what is too small for a grid goes to its neighbour."""
    found = []
    for face in faces(noded(line.path for line in lines)):
        u, v = face.representative_point().coords[0]
        found.append(Piece(face, town_at(u, v), zone_at(u, v)))
    return _without_scraps(found)


def _without_scraps(found: list[Piece]) -> list[Piece]:
    kept = sorted(found, key=lambda piece: -float(piece.outline.area))
    while kept[-1].outline.area < ZONES[kept[-1].zone].grid_m2 * SCRAP_SHARE:
        scrap = kept.pop()
        host = max((p for p in kept if p.town == scrap.town), key=lambda piece: shared_m(piece.outline, scrap.outline))
        host.outline = shapely.union(host.outline, scrap.outline)
        kept.sort(key=lambda piece: -float(piece.outline.area))
    return kept


def shared_m(one: Any, other: Any) -> float:
    """The length of the border that two polygons share."""
    return float(shapely.intersection(one, other).length)


def communities(ground: list[Piece], count: int, carver: Carver) -> list[list[Piece]]:
    """The pieces of one town in `count` connected groups of about as many grids each."""
    groups = [[piece] for piece in ground]
    while len(groups) < count or _grids(max(groups, key=_grids)) > MOST_GRIDS:
        _halve_the_largest(groups, carver)
    while len(groups) > count:
        groups.sort(key=_grids)
        small = groups.pop(0)
        host = min((g for g in groups if _touch(g, small)), key=_grids)
        host += small
    return groups


def _halve_the_largest(groups: list[list[Piece]], carver: Carver) -> None:
    groups.sort(key=_grids)
    group = groups.pop()
    if len(group) == 1:
        piece = group[0]
        halves = carver.carve(piece.outline, 2, fabric(piece.zone, piece.outline))
        group = [replace(piece, outline=half) for half in halves]
    groups += [group[:1], group[1:]]


def _grids(group: list[Piece]) -> int:
    return sum(piece.grids for piece in group)


def _touch(one: list[Piece], other: list[Piece]) -> bool:
    return any(shared_m(a.outline, b.outline) > TOUCH_M for a in one for b in other)


def draw_seat(seed: int) -> tuple[list[Line], list[Cell]]:
    """The seat's lines down to the lanes, and its grids."""
    rng = dice(seed, "seat")
    main = skeleton()
    lines, cells = list(main), []
    between, lanes = Carver(rng), Carver(rng)
    ground = pieces(main)
    number = 0
    for town, wished in enumerate(COMMUNITIES):
        for group in communities([p for p in ground if p.town == town], wished, between):
            for piece in group:
                outlines = between.carve(piece.outline, piece.grids, fabric(piece.zone, piece.outline))
                cells += [Cell(town, number, outline, piece.zone) for outline in outlines]
            number += 1
    for cell in cells:
        zone = ZONES[cell.zone]
        lanes.joints = list(between.joints)
        lanes.carve(cell.outline, round(float(cell.outline.area) / zone.block_m2), fabric(cell.zone, cell.outline))
    lines += [Line("collector", longer(cut, OVER_M)) for cut in between.cuts]
    lines += [Line("local", longer(cut, OVER_M)) for cut in lanes.cuts]
    return lines, cells
