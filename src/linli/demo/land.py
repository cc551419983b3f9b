"""What stands on the ground: land use of every block, landmarks, water, woods and the footprints of buildings. Pure."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np
import shapely
from shapely import Point, Polygon
from shapely.affinity import rotate, scale

from linli.demo.country import CENTRES
from linli.demo.ground import RIVERSIDE_M, Patch, Sheet
from linli.demo.planar import XY, heading_of, superellipse
from linli.demo.seat import LAKE, SEAT
from linli.demo.words import estates

RIVER_M, BANK_M = 27, 44
LEAST_BLOCK_M2 = 900
ESTATE_M2 = 9_000
WOOD_M2 = 150_000


@dataclass(slots=True)
class Lot:
    """A block with its use, and the buildings on it."""

    use: str
    name: str
    extent: Any
    patch: int
    buildings: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place everybody knows."""

    name: str
    use: str
    at: XY


@dataclass(frozen=True, slots=True)
class Pattern:
    """How buildings stand in a block: footprint, distance from axis to axis, distance from the street."""

    size: XY
    pitch: XY
    inset: float


PATTERNS = {
    "estate": Pattern((52, 13), (68, 37), 13),
    "towers": Pattern((27, 21), (58, 52), 15),
    "houses": Pattern((15, 10), (18.5, 21), 4),
    "town": Pattern((19, 11), (23, 27), 5),
    "farm": Pattern((16, 10), (23, 30), 5),
    "shops": Pattern((30, 16), (36, 40), 7),
    "industry": Pattern((74, 34), (90, 52), 16),
    "civic": Pattern((58, 18), (80, 52), 20),
    "school": Pattern((54, 15), (72, 46), 18),
    "market": Pattern((70, 18), (80, 28), 14),
}
#: Uses and their shares in a zone; what is left over is lived in.
SHARES = {
    "old": (("commerce", 0.16), ("park", 0.03), ("civic", 0.03)),
    "living": (("commerce", 0.10), ("park", 0.06), ("civic", 0.04)),
    "new": (("commerce", 0.08), ("park", 0.09), ("civic", 0.04)),
    "works": (("industry", 0.72), ("commerce", 0.06), ("park", 0.05)),
    "lake": (("park", 1.0),),
    "edge": (("industry", 0.10), ("commerce", 0.08), ("park", 0.06)),
    "centre": (("commerce", 0.12), ("park", 0.03), ("industry", 0.05)),
}
LANDMARKS: tuple[tuple[str, str, XY], ...] = (
    ("榆邑县人民政府", "civic", (180, -2080)),
    ("榆邑市民广场", "square", (-170, -1990)),
    ("榆邑县政务服务中心", "civic", (420, -1640)),
    ("榆邑县社会治安综合治理中心", "civic", (-330, -1640)),
    ("榆邑县人民医院", "hospital", (1250, -380)),
    ("榆邑县中医医院", "hospital", (-1150, 470)),
    ("榆邑县妇幼保健院", "hospital", (480, -2300)),
    ("鼓楼广场", "square", (90, 80)),
    ("鼓楼小学", "school", (-430, 330)),
    ("榆邑县第一中学", "school", (430, -360)),
    ("榆邑县第二中学", "school", (-1180, -1480)),
    ("榆邑县实验小学", "school", (1280, -1500)),
    ("城西小学", "school", (-2050, -250)),
    ("城东小学", "school", (1350, 400)),
    ("站前小学", "school", (-1150, 1220)),
    ("新城幼儿园", "school", (350, -1420)),
    ("榆邑火车站", "station", (290, 1380)),
    ("榆邑汽车客运站", "station", (2150, -620)),
    ("人民公园", "park", (-400, -370)),
    ("城东公园", "park", (1480, -720)),
    ("城北公园", "park", (-1200, 1330)),
    ("榆邑体育中心", "park", (-420, -2330)),
    ("东关农贸市场", "market", (1020, 180)),
    ("西关农贸市场", "market", (-1000, -160)),
    ("新城农贸市场", "market", (1150, -2150)),
    ("百货大楼", "commerce", (-160, 130)),
    ("榆邑县图书馆", "civic", (520, -2060)),
    ("榆邑县文化馆", "civic", (-600, 240)),
)
TOWN_LANDMARKS = (
    ("政府", "civic", 80.0),
    ("卫生院", "hospital", 170.0),
    ("中心小学", "school", 250.0),
    ("集贸市场", "market", 150.0),
)
#: Grids of their own kind: one holder, hardly any households.
HOLDERS: tuple[tuple[str, str, XY], ...] = (
    ("榆湖公园", "park", LAKE),
    ("榆邑职业教育中心", "school", (2250, -1650)),
    ("榆邑农产品批发市场", "market", (1250, 1240)),
    ("榆邑经济开发区东区", "industry", (2200, 1150)),
    ("榆邑经济开发区南区", "industry", (2180, 350)),
    ("榆邑经济开发区北区", "industry", (350, 1850)),
    ("榆邑铁路货场", "industry", (-1150, 1750)),
)


@dataclass(slots=True)
class Land:
    """Everything that is drawn as a surface."""

    lots: list[Lot]
    water: list[tuple[str, Any]]
    woods: list[Any]
    landmarks: list[Landmark]
    holders: dict[int, tuple[str, str]]


def draw_land(sheet: Sheet, rng: Random, town_names: list[str]) -> Land:
    """Uses, landmarks and buildings of the whole county."""
    holders = dict(_holders(sheet))
    water = list(_water(sheet))
    wet = shapely.union_all([extent for _, extent in water])
    lots = _lots(sheet, holders, wet, rng)
    landmarks = [*_landmarks(sheet, lots, town_names), *_holder_landmarks(sheet, holders)]
    names = estates(rng)
    for lot in lots:
        if lot.use == "residential" and not lot.name and lot.extent.area > ESTATE_M2 and _is_estate(sheet, lot):
            lot.name = next(names)
        lot.buildings = list(_buildings(lot, sheet.patches[lot.patch].zone, rng))
    lots += _hamlets(sheet, rng)
    return Land(lots, water, _woods(sheet, rng), landmarks, holders)


def _is_estate(sheet: Sheet, lot: Lot) -> bool:
    return sheet.patches[lot.patch].zone in {"living", "new", "edge", "works"}


def _patch_at(sheet: Sheet, place: XY) -> int:
    hearts = np.array([patch.heart for patch in sheet.patches])
    return int(np.hypot(*(hearts - np.array(place)).T).argmin())


def _holders(sheet: Sheet) -> Iterator[tuple[int, tuple[str, str]]]:
    for name, use, place in HOLDERS:
        yield _patch_at(sheet, place), (name, use)


def _holder_landmarks(sheet: Sheet, holders: dict[int, tuple[str, str]]) -> Iterator[Landmark]:
    for number, (name, use) in sorted(holders.items()):
        heart = sheet.patches[number].extent.representative_point()
        yield Landmark(name, use, (heart.x, heart.y))


def _water(sheet: Sheet) -> Iterator[tuple[str, Any]]:
    seat = shapely.transform(SEAT.buffer(600), sheet.move)
    wide = shapely.intersection(sheet.river, seat).buffer(BANK_M, cap_style="round")
    yield "青榆河", shapely.intersection(shapely.union(sheet.river.buffer(RIVER_M), wide), sheet.county)
    x, y = sheet.move(np.array([LAKE]))[0]
    shore = superellipse((x, y), (178, 104), power=2.2, turn=0.35, count=60)
    island = Point(x + 62, y + 18).buffer(26)
    yield "榆湖", shapely.difference(_rippled(shore), island)
    for name, place, radii in (("松岭水库", (-5200, -2500), (260, 480)), ("石桥水库", (1750, 5150), (420, 190))):
        yield name, shapely.transform(_rippled(superellipse(place, radii, power=2.0, turn=0.5, count=60)), sheet.move)


def _rippled(shore: Any) -> Any:
    xy = shapely.get_coordinates(shore)
    middle = xy.mean(axis=0)
    t = np.arctan2(*(xy - middle).T)[:, None]
    return Polygon(middle + (xy - middle) * (1 + 0.13 * np.sin(3 * t + 1) + 0.08 * np.sin(5 * t)))


def _lots(sheet: Sheet, holders: dict[int, tuple[str, str]], wet: Any, rng: Random) -> list[Lot]:
    strip = sheet.river.buffer(RIVERSIDE_M - 8)
    lots = []
    for number, patch in enumerate(sheet.patches):
        if patch.zone == "village":
            continue
        for block in patch.blocks:
            for part in shapely.get_parts(shapely.difference(block, wet)):
                if part.area < LEAST_BLOCK_M2:
                    continue
                use = "park" if part.representative_point().within(strip) else _use(patch, rng)
                lots.append(Lot(holders[number][1] if number in holders else use, "", part, number))
    return lots


def _use(patch: Patch, rng: Random) -> str:
    draw = rng.random()
    for use, share in SHARES[patch.zone]:
        draw -= share
        if draw < 0:
            return use
    return "residential"


def _landmarks(sheet: Sheet, lots: list[Lot], town_names: list[str]) -> Iterator[Landmark]:
    tree = shapely.STRtree([lot.extent for lot in lots])
    for name, use, place in (*LANDMARKS, *_town_landmarks(town_names)):
        x, y = sheet.move(np.array([place]))[0]
        nearby = [int(i) for i in tree.query(Point(x, y), predicate="dwithin", distance=300)]
        free = [i for i in nearby if not lots[i].name]
        lot = lots[min(free or nearby, key=lambda i: (float(lots[i].extent.distance(Point(x, y))), i))]
        lot.use, lot.name = use, name
        heart = lot.extent.representative_point()
        yield Landmark(name, use, (heart.x, heart.y))


def _town_landmarks(town_names: list[str]) -> Iterator[tuple[str, str, XY]]:
    for town, ((x, y), turn, _) in zip(town_names, CENTRES, strict=True):
        for number, (what, use, away) in enumerate(TOWN_LANDMARKS):
            angle = turn + 0.5 + number * math.pi / 2
            name = f"{town}人民{what}" if what == "政府" else f"{town}{what}"
            yield name, use, (x + away * math.cos(angle), y + away * math.sin(angle))


def _pattern(lot: Lot, zone: str, rng: Random) -> Pattern | None:
    if lot.use in {"park", "square"}:
        return None
    if lot.use == "residential":
        if zone in {"old", "centre"}:
            return PATTERNS["houses" if zone == "old" else "town"]
        return PATTERNS["towers"] if zone == "new" and rng.random() < TOWER_SHARE else PATTERNS["estate"]
    names = {"commerce": "shops", "hospital": "civic", "station": "civic"}
    return PATTERNS[names.get(lot.use, lot.use)]


TOWER_SHARE = 0.35


def _buildings(lot: Lot, zone: str, rng: Random) -> Iterator[Any]:
    pattern = _pattern(lot, zone, rng)
    if pattern is None:
        return
    heading = heading_of(lot.extent)
    if abs(math.sin(heading)) > math.sin(math.pi / 4):
        heading -= math.pi / 2
    for inner in shapely.get_parts(lot.extent.buffer(-pattern.inset)):
        yield from rows(inner, pattern, heading, rng)


def rows(inner: Any, pattern: Pattern, heading: float, rng: Random) -> Iterator[Any]:
    """Footprints in rows along the heading, as many as stand wholly inside."""
    if inner.is_empty:
        return
    middle = inner.centroid
    level = rotate(inner, -heading, origin=middle, use_radians=True)
    west, south, east, north = level.bounds
    (width, depth), (pitch_x, pitch_y) = pattern.size, pattern.pitch
    columns, lines = max(1, int((east - west + 8) / pitch_x)), max(1, int((north - south + 8) / pitch_y))
    x0, y0 = (east + west - (columns - 1) * pitch_x) / 2, (north + south - (lines - 1) * pitch_y) / 2
    at = [(x0 + i * pitch_x, y0 + j * pitch_y) for j in range(lines) for i in range(columns)]
    stretch = [(width * rng.uniform(0.82, 1.06), depth * rng.uniform(0.9, 1.1)) for _ in at]
    boxes = np.array([
        shapely.box(x - w / 2, y - d / 2, x + w / 2, y + d / 2) for (x, y), (w, d) in zip(at, stretch, strict=True)
    ])  # fmt: skip
    shapely.prepare(level)
    for box in boxes[shapely.covers(level, boxes)]:
        yield rotate(box, heading, origin=middle, use_radians=True)


def _hamlets(sheet: Sheet, rng: Random) -> list[Lot]:
    """Houses around the heart of every village grid, in rows, never across a border."""
    lots = []
    patches = [(i, patch) for i, patch in enumerate(sheet.patches) if patch.zone == "village"]
    tree = shapely.STRtree([patch.extent for _, patch in patches])
    taken = shapely.union_all([sheet.river.buffer(60), sheet.railway.buffer(30)])
    for place, turn in sheet.hamlets:
        number, patch = patches[int(tree.nearest(Point(place)))]
        shape = superellipse(place, (rng.uniform(105, 165), rng.uniform(75, 120)), power=2.6, turn=turn, count=40)
        room = shapely.difference(shapely.intersection(shape, patch.extent.buffer(-12)), taken)
        room = max(shapely.get_parts(room), key=lambda part: float(part.area))
        lots.append(Lot("residential", "", room, number, list(rows(room, PATTERNS["farm"], turn, rng))))
    return lots


def _woods(sheet: Sheet, rng: Random) -> list[Any]:
    """Woods on the hills along the county's northern and southern edge."""
    rim = shapely.difference(sheet.county, scale(sheet.county, 0.88, 0.78))
    hamlets = [(place[0] + rng.uniform(-90, 90), place[1] + rng.uniform(-90, 90)) for place, _ in sheet.hamlets]
    keep_off = [_rippled(superellipse(place, (330, 230), power=2, turn=rng.uniform(0, 3))) for place in hamlets]
    keep_off += [patch.extent.buffer(220) for patch in sheet.patches if patch.zone == "centre"]
    west, south, east, north = sheet.county.bounds
    places = [(rng.uniform(west, east), rng.uniform(south, north)) for _ in range(900)]
    circles = [
        _rippled(superellipse(place, (rng.uniform(140, 420), rng.uniform(110, 260)), power=2, turn=rng.uniform(0, 3)))
        for place in places
        if rim.contains(Point(place))
    ]
    hills = shapely.intersection(shapely.union_all(circles), sheet.county)
    hills = shapely.difference(hills, shapely.union_all(keep_off))
    round_off = hills.buffer(-70).buffer(140).buffer(-70)
    parts = shapely.get_parts(shapely.intersection(round_off, sheet.county))
    return [part for part in parts if part.geom_type == "Polygon" and part.area > WOOD_M2]
