"""Map tiles in Web Mercator (EPSG:3857), counted from the north-west as in every z/x/y address."""

from math import asinh, atan, degrees, floor, pi, radians, sinh, tan
from typing import NamedTuple

MAX_ZOOM = 24
MAX_LAT = degrees(atan(sinh(pi)))  # 85.0511°: where the square map ends


class Bounds(NamedTuple):
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float


class Tile(NamedTuple):
    """Zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int


def is_tile(z: int, x: int, y: int) -> bool:
    """Whether such a tile exists."""
    return 0 <= z <= MAX_ZOOM and 0 <= x < (1 << z) and 0 <= y < (1 << z)


def tile_bounds(z: int, x: int, y: int) -> Bounds:
    """What the tile covers. Raises ValueError if there is no such tile."""
    if not is_tile(z, x, y):
        raise ValueError(f"no tile {z}/{x}/{y}")
    return Bounds(_lon(x, z), _lat(y + 1, z), _lon(x + 1, z), _lat(y, z))


def tile_at(lon: float, lat: float, z: int) -> Tile:
    """The tile a point lies in; points beyond the edge of the map belong to the outermost tiles.

    Raises ValueError for a zoom that does not exist.
    """
    if not 0 <= z <= MAX_ZOOM:
        raise ValueError(f"no zoom {z}")
    lat = min(max(lat, -MAX_LAT), MAX_LAT)
    across = (lon + 180) / 360
    down = (1 - asinh(tan(radians(lat))) / pi) / 2
    return Tile(z, _clamped(across, z), _clamped(down, z))


def _clamped(share: float, z: int) -> int:
    return min(max(floor(share * (1 << z)), 0), (1 << z) - 1)


def _lon(x: int, z: int) -> float:
    return x / (1 << z) * 360 - 180


def _lat(y: int, z: int) -> float:
    return degrees(atan(sinh(pi * (1 - 2 * y / (1 << z)))))
