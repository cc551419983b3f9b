"""The eight rural towns of the demo county: small centres, villages around them, roads between. Pure.

On the same drawing plane as the seat.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import shapely
from shapely import LineString, MultiPoint, Point, Polygon

from linli.demo.planar import XY, Carver, Fabric, Floats, dice, faces, noded, ragged, smooth, superellipse
from linli.demo.roads import draw_roads
from linli.demo.seat import Cell, Line, railway, river

#: Where the eight towns lie, which way their main street runs (radians), and the size of their centre in metres.
CENTRES: tuple[tuple[XY, float, XY], ...] = (
    ((-4150, 3250), 0.35, (470, 370)),
    ((200, 4500), -0.12, (520, 360)),
    ((4600, 3550), -0.55, (480, 400)),
    ((6250, -350), 0.2, (460, 430)),
    ((4750, -4150), 0.75, (500, 360)),
    ((-5250, 650), -0.3, (470, 380)),
    ((300, -5050), 0.1, (420, 330)),
    ((-4250, -3650), -0.6, (400, 340)),
)
COUNTY_CENTRE, COUNTY_RADII = (500.0, -150.0), (7700.0, 6350.0)
VILLAGE_GRIDS = 80
VILLAGES_PER_TOWN = 3
CENTRE_GRIDS = 5
CENTRE_FABRIC = Fabric(0.0, sway=0.10, uneven=0.16)
CENTRE_BLOCK_M2 = 19_000
TRACK_SHARE = 0.6
NEAR_M = 3.0
EDGE_ROOM_M = 180


def county_outline(seed: int) -> Any:
    """A border that follows ridges and brooks."""
    rng = dice(seed, "county")
    round_trip = superellipse(COUNTY_CENTRE, COUNTY_RADII, power=2.35, turn=-0.08, count=14).exterior.coords
    corners = [(x * rng.uniform(0.90, 1.07), y * rng.uniform(0.90, 1.07)) for x, y in round_trip[:-1]]
    border: list[XY] = []
    for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
        border += ragged(start, end, rng=rng, roughness=0.11, step_m=170)[:-1]
    return Polygon(border)


@dataclass(slots=True)
class Centre:
    """The centre of a rural town: its edge, its two main streets and where they leave it."""

    outline: Any
    streets: list[Line]
    gates: list[XY]


def town_centre(place: XY, turn: float, radii: XY) -> Centre:
    """A main street, a side street across it, and a lane around."""
    outline = superellipse(place, radii, power=3.2, turn=turn, count=48)
    streets, gates = [], []
    for kind, heading in (("arterial", turn), ("collector", turn + math.pi / 2 - 0.12)):
        far = np.array([math.cos(heading), math.sin(heading)]) * 900
        bend = np.array([-far[1], far[0]]) * 0.06
        line = shapely.intersection(smooth([tuple(place - far), tuple(place + bend), tuple(place + far)]), outline)
        streets.append(Line(kind, line))
        gates += [line.coords[0], line.coords[-1]]
    return Centre(outline, [Line("collector", outline.exterior), *streets], gates)


def centre_cells(centre: Centre, town: int, community: int, rng: Random) -> tuple[list[Line], list[Cell]]:
    """The streets and grids of a town's centre."""
    carver, lanes = Carver(rng), Carver(rng)
    quarters = faces(noded(line.path for line in centre.streets))
    spare = sorted(quarters, key=lambda quarter: float(quarter.area))[len(quarters) - (CENTRE_GRIDS - 4) :]
    cells = []
    for quarter in quarters:
        outlines = carver.carve(quarter, 2 if quarter in spare else 1, CENTRE_FABRIC)
        cells += [Cell(town, community, outline, "centre") for outline in outlines]
    for cell in cells:
        lanes.joints = list(carver.joints)
        lanes.carve(cell.outline, round(float(cell.outline.area) / CENTRE_BLOCK_M2), CENTRE_FABRIC)
    drawn = [Line("collector", cut) for cut in carver.cuts] + [Line("local", cut) for cut in lanes.cuts]
    return centre.streets + drawn, cells


def village_seeds(open_ground: Any, count: int, rng: Random) -> Floats:
    """`count` points spread evenly over the ground, with the irregularity of things that grew."""
    west, south, east, north = open_ground.bounds
    shapely.prepare(open_ground)
    points: list[XY] = []
    while len(points) < count:
        point = (rng.uniform(west, east), rng.uniform(south, north))
        if open_ground.contains(Point(point)):
            points.append(point)
    for _ in range(5):
        points = [_heart(shapely.intersection(cell, open_ground)) for cell in _voronoi(points, open_ground)]
    return np.asarray(points)


def _heart(ground: Any) -> XY:
    largest = max(shapely.get_parts(ground), key=lambda part: float(part.area))
    heart = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
    return (heart.x, heart.y)


def _voronoi(points: Sequence[XY] | Floats, ground: Any) -> list[Any]:
    return list(shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), extend_to=ground, ordered=True)))


def village_borders(points: Floats, towns: Sequence[int], ground: Any, rng: Random) -> list[Line]:
    """The ragged borders between villages: tracks between fields, hedges elsewhere and where towns meet."""
    edges = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), extend_to=ground, only_edges=True))
    tree = shapely.STRtree(shapely.points(points))
    lines = []
    for edge in sorted((e for e in _two_point(edges)), key=lambda e: tuple(e.coords[0]) + tuple(e.coords[-1])):
        middle = edge.interpolate(0.5, normalized=True)
        near = sorted(tree.query(middle, predicate="dwithin", distance=middle.distance(MultiPoint(points)) + NEAR_M))
        same = len({towns[i] for i in near}) == 1
        kind = "track" if same and rng.random() < TRACK_SHARE else "hedge"
        path = LineString(ragged(edge.coords[0], edge.coords[-1], rng=rng, roughness=0.10, step_m=150))
        lines += [Line(kind, part) for part in shapely.get_parts(shapely.intersection(path, ground))]
    return lines


def _two_point(edges: Iterable[Any]) -> Iterable[Any]:
    for edge in edges:
        xy = shapely.get_coordinates(edge)
        for ends in pairwise(xy):
            yield LineString(sorted(tuple(end) for end in ends))


def grouped(points: Floats, count: int) -> list[int]:
    """The points in `count` groups of neighbours: k-means from points as far apart as can be."""
    chosen = [int(np.hypot(*(points - points.mean(axis=0)).T).argmax())]
    while len(chosen) < count:
        apart = np.min([np.hypot(*(points - points[i]).T) for i in chosen], axis=0)
        chosen.append(int(apart.argmax()))
    hearts = points[chosen]
    for _ in range(12):
        group = np.array([int(np.hypot(*(hearts - point).T).argmin()) for point in points])
        hearts = np.array([points[group == i].mean(axis=0) if (group == i).any() else hearts[i] for i in range(count)])
    return [int(i) for i in group]


def owned_faces(ground_faces: list[Any], seeds: Floats) -> list[tuple[Any, int]]:
    """Every face with the seed it belongs to: the one it holds, else that of the neighbour it borders most.

    The river parts: a scrap beyond it goes to a neighbour on its own bank.
    """
    tree = shapely.STRtree(ground_faces)
    owner = [-1] * len(ground_faces)
    for seed, at in enumerate(shapely.points(seeds)):
        owner[int(tree.nearest(at))] = seed
    bank = river().path.buffer(NEAR_M)
    while -1 in owner:
        changed = False
        for i, face in enumerate(ground_faces):
            if owner[i] >= 0:
                continue
            near = [int(j) for j in tree.query(face, predicate="intersects") if j != i and owner[j] >= 0]
            rated = [(_land_border_m(face, ground_faces[j], bank), owner[j]) for j in sorted(near)]
            if rated and max(rated)[0] > 0:
                owner[i] = max(rated)[1]
                changed = True
        if not changed:
            bank = Polygon()
    return list(zip(ground_faces, owner, strict=True))


def _land_border_m(one: Any, other: Any, bank: Any) -> float:
    border = shapely.intersection(one, other)
    return float(shapely.difference(border, bank).length)


@dataclass(slots=True)
class Country:
    """What was drawn outside the seat: lines that part the ground, roads laid over it, grids, hamlets."""

    outline: Any
    lines: list[Line]
    roads: list[Line]
    cells: list[Cell]
    railway: Any
    hamlets: list[tuple[XY, float]]


def draw_country(seed: int, seat: Any, first_town: int, first_community: int) -> Country:
    """Eight towns around the seat, down to the grids of their villages."""
    rng = dice(seed, "country")
    outline = county_outline(seed)
    centres = [town_centre(*place) for place in CENTRES]
    cores = shapely.union_all([seat, *(centre.outline for centre in centres)])
    ground = shapely.difference(outline, cores)
    seeds = village_seeds(ground.buffer(-EDGE_ROOM_M), VILLAGE_GRIDS, rng)
    places = np.array([place for place, _, _ in CENTRES])
    towns = [int(np.hypot(*(places - point).T).argmin()) for point in seeds]
    borders = village_borders(seeds, towns, ground, rng)
    lines, cells = [Line("border", outline.exterior), *borders], []
    for town, centre in enumerate(centres):
        number = first_community + town * (VILLAGES_PER_TOWN + 1)
        drawn, core = centre_cells(centre, first_town + town, number, rng)
        lines += drawn
        cells += core
    reaches = shapely.get_parts(shapely.intersection(river().path, ground))
    open_river = [Line("river", reach, "青榆河") for reach in reaches]
    lines += open_river
    villages = _villages(seeds, towns, first_community)
    for face, owner in _open_cells(ground, borders, open_river, seeds):
        cells.append(Cell(first_town + towns[owner], villages[owner], face, "village"))
    roads = draw_roads(seeds, [centre.gates for centre in centres], cores, outline, rng)
    hamlets = [((float(x), float(y)), rng.uniform(0, math.pi)) for x, y in seeds]
    rails = shapely.intersection(railway().path, outline)
    return Country(outline, lines, roads, cells, rails, hamlets)


def _villages(seeds: Floats, towns: list[int], first_community: int) -> list[int]:
    villages = [0] * len(seeds)
    for town in range(len(CENTRES)):
        members = [i for i, found in enumerate(towns) if found == town]
        for i, group in zip(members, grouped(seeds[members], VILLAGES_PER_TOWN), strict=True):
            villages[i] = first_community + town * (VILLAGES_PER_TOWN + 1) + 1 + group
    return villages


def _open_cells(ground: Any, borders: list[Line], water: list[Line], seeds: Floats) -> list[tuple[Any, int]]:
    edges = noded([ground.boundary, *(line.path for line in borders), *(line.path for line in water)])
    inside = [face for face in faces(edges) if ground.contains(face.representative_point())]
    owned: dict[int, list[Any]] = {}
    for face, owner in owned_faces(inside, seeds):
        owned.setdefault(owner, []).append(face)
    return [(shapely.union_all(parts), owner) for owner, parts in sorted(owned.items())]
