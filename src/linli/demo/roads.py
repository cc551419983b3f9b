"""Roads across the country of the demo county: from the seat to the towns, and from village to village. Pure."""

import math
from random import Random
from typing import Any

import numpy as np
import shapely
from shapely import LineString, Point

from linli.demo.planar import XY, Floats, ragged, smooth
from linli.demo.seat import AVENUES, SEAT, Line, river

EXPRESSWAY: tuple[XY, ...] = (
    (-9500, 1900),
    (-5200, 2150),
    (-2500, 2750),
    (400, 3080),
    (3000, 2660),
    (6200, 2350),
    (9500, 2700),
)
MAIN_STEP_M = 700
#: How much of a way between two villages may already be a main road.
ALONG_M = 350
#: Of the ways between villages that would cross the river so many are not built.
NO_BRIDGE_SHARE = 0.6


def seat_gates() -> list[XY]:
    """Where the avenues leave the ring around the seat."""
    gates: list[XY] = []
    for kind, _, points in AVENUES:
        if kind == "arterial":
            crossing = shapely.intersection(smooth(points), SEAT.exterior)
            gates += [(float(p.x), float(p.y)) for p in shapely.get_parts(crossing) if p.geom_type == "Point"]
    return gates


def bent(start: XY, end: XY, rng: Random, roughness: float = 0.07) -> Any:
    """A road that takes the ground as it comes."""
    corners = ragged(start, end, rng=rng, roughness=roughness, step_m=900)
    return smooth(corners)


def draw_roads(villages: Floats, town_gates: list[list[XY]], built: Any, county: Any, rng: Random) -> list[Line]:
    """Expressway, main roads and village roads; where they run through built ground they are left out."""
    express = shapely.intersection(smooth(EXPRESSWAY), county)
    main = main_roads(town_gates, county, rng)
    main = [Line(line.kind, part, line.name) for line in main for part in _outside(line.path, built)]
    link = Line("arterial", bent((1000, 2125), (1150, 2960), rng), "高速连接线")
    return [Line("highway", express, "榆宁高速"), link, *main, *village_roads(villages, main, built, rng)]


def _outside(path: Any, built: Any) -> list[Any]:
    return [part for part in shapely.get_parts(shapely.difference(path, built)) if part.length > ALONG_M / 4]


def main_roads(town_gates: list[list[XY]], county: Any, rng: Random) -> list[Line]:
    """From the seat to each town, on to the county's edge, and from town to town around the seat."""
    lines = []
    for number, gates in enumerate(town_gates):
        start, end = _nearest(seat_gates(), gates)
        lines.append(Line("arterial", bent(start, end, rng), f"to{number}"))
        far = max(gates, key=lambda gate: math.dist(gate, start))
        lines.append(Line("arterial", shapely.intersection(bent(far, _outwards(far), rng), county), f"to{number}"))
    order = sorted(range(len(town_gates)), key=lambda i: math.atan2(*reversed(town_gates[i][0])))
    for one, other in zip(order, [*order[1:], order[0]], strict=True):
        start, end = _nearest(town_gates[one], town_gates[other])
        lines.append(Line("collector", bent(start, end, rng), f"between{one}{other}"))
    return lines


def _outwards(gate: XY) -> XY:
    scale = 1 + 4200 / math.hypot(*gate)
    return (gate[0] * scale, gate[1] * scale)


def _nearest(ones: list[XY], others: list[XY]) -> tuple[XY, XY]:
    return min(((a, b) for a in ones for b in others), key=lambda pair: math.dist(*pair))


def village_roads(villages: Floats, main: list[Line], built: Any, rng: Random) -> list[Line]:
    """The relative neighbourhood graph over villages and main roads: no needless way, nobody left out."""
    fixed = [line.path.interpolate(at) for line in main for at in np.arange(0, line.path.length, MAIN_STEP_M)]
    nodes = np.vstack([villages, [(p.x, p.y) for p in fixed]])
    bridges = river().path
    lines = []
    for i, j in neighbours(nodes):
        if i >= len(villages):
            continue
        start, end = tuple(nodes[i]), tuple(nodes[j])
        straight = LineString([start, end])
        if shapely.intersects(straight, built) or (
            shapely.intersects(straight, bridges) and rng.random() < NO_BRIDGE_SHARE
        ):
            continue
        lines.append(Line("lane", bent(start, end, rng, 0.12)))
    return lines


def neighbours(nodes: Floats) -> list[tuple[int, int]]:
    """Pairs of points that have no third point closer to both than they are to each other."""
    apart = np.hypot(nodes[:, None, 0] - nodes[None, :, 0], nodes[:, None, 1] - nodes[None, :, 1])
    pairs = []
    for i in range(len(nodes)):
        for j in range(i + 1, len(nodes)):
            between = np.maximum(apart[i], apart[j]) < apart[i, j] - 1e-6
            if not between.any():
                pairs.append((i, j))
    return pairs


def nearest_on(lines: list[Line], point: XY) -> Any:
    """The nearest point of the nearest line."""
    at = Point(point)
    line = min(lines, key=lambda found: float(found.path.distance(at)))
    return line.path.interpolate(line.path.project(at))
