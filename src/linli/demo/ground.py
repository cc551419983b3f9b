"""From the lines of the drawing to a planar subdivision: blocks, grids above them, street edges between. Pure."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from linli.demo.country import draw_country
from linli.demo.planar import XY, Floats, faces, noded, wobble
from linli.demo.seat import COMMUNITIES, SEAT, Cell, Line, draw_seat, river

#: The county lies on no real county: the point of the plane's origin (EPSG:4326).
ORIGIN = (108.3152, 34.2486)
METRES_PER_DEGREE = (111_320 * math.cos(math.radians(ORIGIN[1])), 110_946.0)
RANKS = ("river", "railway", "border", "arterial", "collector", "local", "track", "hedge")
WAVES = ((230.0, 7000.0), (64.0, 2300.0), (16.0, 760.0))
STEP_M = 35
NEAR_M = 0.4
RIVERSIDE_M = 88


@dataclass(slots=True)
class Edge:
    """A piece of line between two junctions."""

    kind: str
    path: Any
    name: str = ""
    heart: XY = (0.0, 0.0)
    """The middle, on the drawing plane."""


@dataclass(slots=True)
class Patch:
    """A grid to be, with the blocks it is made of."""

    town: int
    community: int
    zone: str
    heart: XY
    blocks: list[Any] = field(default_factory=list)
    extent: Any = None


@dataclass(slots=True)
class Sheet:
    """The plan on the plane, in metres, warped; `edges` and `patches` share every vertex."""

    edges: list[Edge]
    patches: list[Patch]
    roads: list[Edge]
    river: Any
    railway: Any
    county: Any
    hamlets: list[tuple[XY, float]]
    move: Callable[[Floats], Floats]


def draw_ground(seed: int) -> Sheet:
    """The whole county as one planar subdivision."""
    seat_lines, seat_cells = draw_seat(seed)
    country = draw_country(seed, SEAT, len(COMMUNITIES), sum(COMMUNITIES))
    riverside = [
        Line("collector", shapely.intersection(river().path.offset_curve(side), SEAT), name)
        for side, name in ((RIVERSIDE_M, "滨河北路"), (-RIVERSIDE_M, "滨河南路"))
    ]
    lines = _ranked([*seat_lines, *riverside, *country.lines])
    whole = noded(line.path for line in lines)
    dense = [shapely.segmentize(edge, STEP_M) for edge in whole]
    move = wobble(seed, waves=WAVES)
    patches = _patches(faces(dense), [*seat_cells, *country.cells])
    for patch in patches:
        patch.blocks = [shapely.transform(block, move) for block in patch.blocks]
        patch.extent = shapely.coverage_union_all(patch.blocks)
    return Sheet(
        edges=[_moved(edge, move) for edge in _classed(dense, lines)],
        patches=patches,
        roads=[
            _moved(Edge(road.kind, shapely.segmentize(road.path, STEP_M), road.name), move) for road in country.roads
        ],
        river=shapely.transform(shapely.segmentize(river().path, STEP_M), move),
        railway=shapely.transform(shapely.segmentize(country.railway, STEP_M), move),
        county=shapely.union_all([patch.extent for patch in patches]),
        hamlets=[(_moved_point(place, move), turn) for place, turn in country.hamlets],
        move=move,
    )


def _ranked(lines: Iterable[Line]) -> list[Line]:
    return sorted((line for line in lines if not line.path.is_empty), key=lambda line: RANKS.index(line.kind))


def _moved(edge: Edge, move: Any) -> Edge:
    middle = edge.path.interpolate(0.5, normalized=True)
    return Edge(edge.kind, shapely.transform(edge.path, move), edge.name, (middle.x, middle.y))


def _moved_point(place: XY, move: Any) -> XY:
    x, y = move(np.array([place]))[0]
    return (float(x), float(y))


def _classed(edges: list[Any], lines: list[Line]) -> list[Edge]:
    """Every edge with the kind and name of the weightiest line it lies on."""
    tree = shapely.STRtree([line.path for line in lines])
    found = []
    for edge in edges:
        middle = edge.interpolate(0.5, normalized=True)
        on = tree.query(middle, predicate="dwithin", distance=NEAR_M)
        line = lines[int(on.min())] if len(on) else Line("hedge", edge)
        found.append(Edge(line.kind, edge, line.name))
    return found


def _patches(blocks: list[Any], cells: list[Cell]) -> list[Patch]:
    """The blocks gathered by the cell they lie in; loose bits go to the neighbour they border most."""
    tree = shapely.STRtree([cell.outline for cell in cells])
    owner = [int(tree.nearest(block.representative_point())) for block in blocks]
    _settle(blocks, owner)
    patches = []
    for number, cell in enumerate(cells):
        mine = [block for block, found in zip(blocks, owner, strict=True) if found == number]
        if mine:
            heart = cell.outline.representative_point()
            patches.append(Patch(cell.town, cell.community, cell.zone, (heart.x, heart.y), mine))
    return patches


def _settle(blocks: list[Any], owner: list[int]) -> None:
    """Hand on, in place, every block that does not hang together with the largest part of its grid."""
    tree = shapely.STRtree(blocks)
    for _ in range(3):
        for i in _strays(blocks, owner):
            near = [int(j) for j in tree.query(blocks[i], predicate="touches") if owner[int(j)] != owner[i]]
            borders = {owner[j]: 0.0 for j in near}
            for j in near:
                borders[owner[j]] += float(shapely.intersection(blocks[i], blocks[j]).length)
            owner[i] = max(borders, key=lambda found: (borders[found], found), default=owner[i])


def _strays(blocks: list[Any], owner: list[int]) -> list[int]:
    members: dict[int, list[int]] = {}
    for i, found in enumerate(owner):
        members.setdefault(found, []).append(i)
    strays = []
    for mine in members.values():
        parts = shapely.get_parts(shapely.coverage_union_all([blocks[i] for i in mine]))
        main = max(parts, key=lambda part: float(part.area))
        strays += [i for i in mine if not main.contains(blocks[i].representative_point())]
    return strays


def to_degrees(points: Floats) -> Floats:
    """Metres on the plane to longitude and latitude (EPSG:4326); straight stays straight."""
    degrees: Floats = points / np.asarray(METRES_PER_DEGREE) + np.asarray(ORIGIN)
    return degrees
