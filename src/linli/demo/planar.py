"""Lines and polygons of a town plan on a flat plane in metres. Pure."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Polygon
from shapely.ops import split

XY = tuple[float, float]
Floats = npt.NDArray[np.float64]

#: Every coordinate of the drawing lies on this raster, in metres: equal points are equal numbers.
RASTER_M = 0.01
#: How far a new street is drawn over the line it meets, so that the two are sure to cross.
OVERSHOOT_M = 0.6
#: How many places are tried for a new street in each direction.
TRIES = 3
#: A street that would end this close to an existing junction is drawn through it.
JOINT_REACH = 0.16


def dice(seed: int, purpose: str) -> Random:
    """A generator of its own for each purpose: a change in one part leaves the others as they were."""
    return Random(f"{seed}/{purpose}")


def smooth(points: Sequence[XY], step_m: float = 60.0) -> Any:
    """The Catmull-Rom curve through the points, as a line with a vertex about every `step_m`."""
    knots = np.asarray([points[0], *points, points[-1]], dtype=float)
    pieces: list[Floats] = []
    for i in range(1, len(knots) - 2):
        before, start, end, after = knots[i - 1 : i + 3]
        count = max(2, int(np.hypot(*(end - start)) / step_m) + 1)
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        pieces.append(
            0.5
            * (
                2 * start
                + (end - before) * t
                + (2 * before - 5 * start + 4 * end - after) * t**2
                + (3 * start - before - 3 * end + after) * t**3
            )
        )
    return LineString(np.vstack([*pieces, knots[-1:]]))


def ragged(start: XY, end: XY, *, rng: Random, roughness: float, step_m: float) -> list[XY]:
    """From start to end by midpoint displacement: a hedge, a brook or a ridge, not a ruler."""
    (ax, ay), (bx, by) = start, end
    length = math.hypot(bx - ax, by - ay)
    if length <= step_m:
        return [start, end]
    shift = rng.uniform(-roughness, roughness)
    middle = ((ax + bx) / 2 - (by - ay) * shift, (ay + by) / 2 + (bx - ax) * shift)
    first = ragged(start, middle, rng=rng, roughness=roughness, step_m=step_m)
    return first + ragged(middle, end, rng=rng, roughness=roughness, step_m=step_m)[1:]


def superellipse(centre: XY, radii: XY, *, power: float, turn: float = 0.0, count: int = 96) -> Any:
    """A rounded rectangle: power 2 is an ellipse, 4 nearly a rectangle. `turn` in radians."""
    t = np.linspace(0, 2 * math.pi, count, endpoint=False)
    x = np.sign(np.cos(t)) * np.abs(np.cos(t)) ** (2 / power) * radii[0]
    y = np.sign(np.sin(t)) * np.abs(np.sin(t)) ** (2 / power) * radii[1]
    turned = np.column_stack([x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)])
    return Polygon(turned + np.asarray(centre))


def wobble(seed: int, *, waves: Sequence[tuple[float, float]]) -> Callable[[Floats], Floats]:
    """A smooth displacement of the plane: for each (amplitude, wavelength) in metres two crossing waves.

    The sum of amplitude / wavelength stays far below 1 / 2π, so that no two points change places.
    """
    rng = dice(seed, "wobble")
    terms = [
        (amplitude / 2, 2 * math.pi / length, rng.uniform(0, math.pi), rng.uniform(0, 6.28), axis)
        for amplitude, length in waves
        for axis in (0, 1)
        for _ in range(2)
    ]

    def move(points: Floats) -> Floats:
        moved = points.astype(float)
        for amplitude, frequency, heading, phase, axis in terms:
            along = points[:, 0] * math.cos(heading) + points[:, 1] * math.sin(heading)
            moved[:, axis] += amplitude * np.sin(frequency * along + phase)
        return moved

    return move


@dataclass(frozen=True, slots=True)
class Fabric:
    """How an area is cut into pieces: its direction and how loosely it is kept to."""

    heading: float
    """Radians; one of the two directions of the streets."""
    sway: float = 0.05
    """Radians by which a street may leave the heading."""
    uneven: float = 0.10
    """By how much the shares of two halves may differ from even."""


class Carver:
    """Cuts polygons by straight streets, and remembers where streets end so that the next may go on there."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.joints: list[XY] = []
        self.cuts: list[Any] = []

    def carve(self, polygon: Any, count: int, fabric: Fabric) -> list[Any]:
        """`count` pieces of about equal area; the streets between them are added to `cuts`."""
        if count <= 1:
            return [polygon]
        first = count // 2
        cut, parts = self._best_cut(polygon, first / count, fabric)
        if cut is None:
            return [polygon]
        self.cuts.append(cut)
        self.joints += [cut.coords[0], cut.coords[-1]]
        small, large = sorted(parts, key=lambda part: float(part.area))
        counts = (first, count - first)
        return self.carve(small, counts[0], fabric) + self.carve(large, counts[1], fabric)

    def _best_cut(self, polygon: Any, share: float, fabric: Fabric) -> tuple[Any, list[Any]]:
        best: tuple[float, Any, list[Any]] = (math.inf, None, [])
        joints = self._joints_of(polygon)
        for square in (0.0, math.pi / 2):
            for _ in range(TRIES):
                heading = fabric.heading + square + self.rng.uniform(-fabric.sway, fabric.sway)
                aim = share + self.rng.uniform(-fabric.uneven, fabric.uneven) / 2
                cut = _cut_at(polygon, heading, aim, joints)
                parts = _parts(polygon, cut)
                rating = _rating(parts, share)
                if rating < best[0]:
                    best = (rating, cut, parts)
        return best[1], best[2]

    def _joints_of(self, polygon: Any) -> Floats:
        """The junctions that lie on the polygon's edge."""
        known = np.asarray(self.joints, dtype=float).reshape(-1, 2)
        on_edge: Floats = known[shapely.dwithin(polygon.boundary, shapely.points(known), 1.0)]
        return on_edge


def _cut_at(polygon: Any, heading: float, share: float, joints: Floats) -> Any:
    """The piece of a line with this heading that leaves about `share` of the polygon's width on one side."""
    along = np.array([math.cos(heading), math.sin(heading)])
    across = np.array([-along[1], along[0]])
    reach = shapely.get_coordinates(polygon) @ across
    low, high = float(reach.min()), float(reach.max())
    offset = _through_a_joint(joints @ across, low + (high - low) * share, (high - low) * JOINT_REACH)
    middle = across * offset + along * float(along @ np.asarray(polygon.centroid.coords[0]))
    far = along * (shapely.length(polygon) + 1)
    inside = shapely.intersection(LineString([middle - far, middle + far]), polygon)
    return max(shapely.get_parts(inside), key=lambda part: float(part.length), default=None)


def _through_a_joint(offsets: Floats, wished: float, reach: float) -> float:
    if len(offsets) == 0:
        return wished
    nearest = float(offsets[np.abs(offsets - wished).argmin()])
    return nearest if abs(nearest - wished) < reach else wished


def _parts(polygon: Any, cut: Any) -> list[Any]:
    if cut is None or cut.geom_type != "LineString":
        return []
    return list(split(polygon, longer(cut, OVERSHOOT_M)).geoms)


def _rating(parts: list[Any], share: float) -> float:
    """Lower is better: two compact parts of the wished sizes."""
    if len(parts) != 2:  # noqa: PLR2004 - a cut makes two
        return math.inf
    areas = sorted(float(part.area) for part in parts)
    wished = min(share, 1 - share)
    missed = abs(areas[0] / sum(areas) - wished)
    lean = sum(float(part.length) ** 2 / (16 * float(part.area)) for part in parts)
    return lean + 6 * missed


def heading_of(polygon: Any) -> float:
    """The direction, in radians, of the longer side of the narrowest rectangle around the polygon."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(polygon))
    sides = np.diff(corners, axis=0)
    longest = sides[np.hypot(sides[:, 0], sides[:, 1]).argmax()]
    return math.atan2(longest[1], longest[0])


def longer(line: Any, by_m: float) -> Any:
    """The line, drawn over at both ends."""
    xy = shapely.get_coordinates(line)
    head, tail = xy[0] - xy[1], xy[-1] - xy[-2]
    start = xy[0] + head / np.hypot(*head) * by_m
    end = xy[-1] + tail / np.hypot(*tail) * by_m
    return LineString(np.vstack([start, xy[1:-1], end]))


def noded(lines: Iterable[Any]) -> list[Any]:
    """The lines cut at every crossing, on the raster, without the stubs left by drawing over."""
    edges = list(shapely.get_parts(shapely.unary_union(list(lines), grid_size=RASTER_M)))
    degree = Counter(end for edge in edges for end in (edge.coords[0], edge.coords[-1]))
    return [
        edge
        for edge in edges
        if edge.length > 2 * OVERSHOOT_M or min(degree[edge.coords[0]], degree[edge.coords[-1]]) > 1
    ]


def faces(edges: Iterable[Any]) -> list[Any]:
    """The polygons that the edges enclose, in a fixed order."""
    found = shapely.get_parts(shapely.polygonize(list(edges)))
    return sorted(found, key=lambda face: tuple(face.representative_point().coords[0]))
