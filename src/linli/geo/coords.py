"""The three coordinate systems of Chinese maps, and distances.

WGS 84 (EPSG:4326; CGCS 2000, EPSG:4490, agrees with it to a few centimetres) is what is stored and what 天地图 draws.
GCJ-02 is what 高德 and 腾讯 draw, BD-09 what 百度 draws: convert at the door, keep the raw fix. Everything is in
degrees, longitude first.

GCJ-02 has no published definition; these are the formulas every map tool uses, which agree with the map services
to about a metre. The ways back are solved by iteration, so that a round trip stays under a millimetre.
"""

from collections.abc import Callable
from enum import StrEnum
from math import asin, atan2, cos, hypot, pi, radians, sin, sqrt
from typing import NamedTuple

# Krasovsky 1940, the ellipsoid of the shift.
_AXIS_M = 6_378_245.0
_ECCENTRICITY_2 = 0.00669342162296594323
# Where the shift applies: the box around the country that map tools use.
_WEST, _SOUTH, _EAST, _NORTH = 72.004, 0.8293, 137.8347, 55.8271
_BD_TURN = pi * 3000 / 180
_BD_EAST, _BD_NORTH = 0.0065, 0.006
_MEAN_RADIUS_M = 6_371_008.8


class Point(NamedTuple):
    """Longitude and latitude in degrees."""

    lon: float
    lat: float


class System(StrEnum):
    """In which coordinates a point was given."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def is_shifted(lon: float, lat: float) -> bool:
    """Whether Chinese map services shift points here."""
    return _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    """The point as 高德 and 腾讯 draw it; unchanged outside China."""
    if not is_shifted(lon, lat):
        return Point(lon, lat)
    phi = radians(lat)
    flattening = 1 - _ECCENTRICITY_2 * sin(phi) ** 2
    metres_per_radian_north = _AXIS_M * (1 - _ECCENTRICITY_2) / flattening**1.5
    metres_per_radian_east = _AXIS_M / sqrt(flattening) * cos(phi)
    x, y = lon - 105, lat - 35
    return Point(
        lon + _shift_east_m(x, y) * 180 / pi / metres_per_radian_east,
        lat + _shift_north_m(x, y) * 180 / pi / metres_per_radian_north,
    )


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    """The true point of what 高德 and 腾讯 give; unchanged outside China."""
    if not is_shifted(lon, lat):
        return Point(lon, lat)
    return _solve(wgs84_to_gcj02, Point(lon, lat))


def gcj02_to_bd09(lon: float, lat: float) -> Point:
    """The point as 百度 draws it; unchanged outside China."""
    if not is_shifted(lon, lat):
        return Point(lon, lat)
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BD_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD_TURN)
    return Point(radius * cos(angle) + _BD_EAST, radius * sin(angle) + _BD_NORTH)


def bd09_to_gcj02(lon: float, lat: float) -> Point:
    """The point as 高德 and 腾讯 draw it, of what 百度 gives; unchanged outside China."""
    if not is_shifted(lon, lat):
        return Point(lon, lat)
    return _solve(gcj02_to_bd09, Point(lon, lat))


def wgs84_to_bd09(lon: float, lat: float) -> Point:
    """The point as 百度 draws it; unchanged outside China."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: float, lat: float) -> Point:
    """The true point of what 百度 gives; unchanged outside China."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def to_wgs84(system: System, lon: float, lat: float) -> Point:
    """The true point of one given in any of the systems."""
    return _TO_WGS84[system](lon, lat)


def from_wgs84(system: System, lon: float, lat: float) -> Point:
    """A true point in the coordinates of any of the systems."""
    return _FROM_WGS84[system](lon, lat)


_TO_WGS84: dict[System, Callable[[float, float], Point]] = {
    System.WGS84: Point,
    System.GCJ02: gcj02_to_wgs84,
    System.BD09: bd09_to_wgs84,
}
_FROM_WGS84: dict[System, Callable[[float, float], Point]] = {
    System.WGS84: Point,
    System.GCJ02: wgs84_to_gcj02,
    System.BD09: wgs84_to_bd09,
}


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres along the great circle; within half a percent of the ellipsoid."""
    phi1, phi2 = radians(lat1), radians(lat2)
    north, east = sin((phi2 - phi1) / 2), sin(radians(lon2 - lon1) / 2)
    return 2 * _MEAN_RADIUS_M * asin(min(1.0, sqrt(north**2 + cos(phi1) * cos(phi2) * east**2)))


def _shift_east_m(x: float, y: float) -> float:
    smooth = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    return smooth + _ripples(x) + 2 / 3 * (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) + _waves_east(x)


def _waves_east(x: float) -> float:
    return 2 / 3 * (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi))


def _shift_north_m(x: float, y: float) -> float:
    smooth = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    return smooth + _ripples(x) + 2 / 3 * (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) + _waves_north(y)


def _waves_north(y: float) -> float:
    return 2 / 3 * (160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi))


def _ripples(x: float) -> float:
    return 2 / 3 * (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi))


def _solve(shift: Callable[[float, float], Point], target: Point) -> Point:
    """The point that `shift` moves to the target.

    The shift changes by less than a hundredth of the way gone, so that each step leaves less than a hundredth of the
    error: a kilometre is below a micrometre after five.
    """
    guess = target
    for _ in range(6):
        reached = shift(*guess)
        guess = Point(guess.lon + target.lon - reached.lon, guess.lat + target.lat - reached.lat)
    return guess
