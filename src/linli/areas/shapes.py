"""Extents as people send them: GeoJSON in one of three coordinate systems, checked before anything is kept."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry, LineString, MultiPolygon, Polygon
from django.utils.translation import gettext as _

from linli.areas.rules import Refused
from linli.geo.coords import Point, System, to_wgs84

SRID = 4326
MOST_POINTS = 50_000
#: The box around the country, with the sea; outside it a point is most likely latitude first.
_WEST, _SOUTH, _EAST, _NORTH = 72.0, 0.8, 138.0, 56.0
_RING_POINTS = 4
_LINE_POINTS = 2

Convert = Callable[[float, float], Point]


def polygon_from_geojson(geometry: object, system: System = System.WGS84) -> MultiPolygon:
    """The extent of a GeoJSON Polygon or MultiPolygon, in WGS 84; raises ``Refused`` with the reason."""
    kind, coordinates = _parts(geometry)
    if kind == "Polygon":
        coordinates = [coordinates]
    elif kind != "MultiPolygon":
        raise Refused("not_polygon", _("边界必须是面（Polygon 或 MultiPolygon），不能是 %(kind)s。") % {"kind": kind})
    polygons = [Polygon(*(_ring(ring, system) for ring in _list(rings)), srid=SRID) for rings in _list(coordinates)]
    return checked(MultiPolygon(polygons, srid=SRID))


def line_from_geojson(geometry: object, system: System = System.WGS84) -> LineString:
    """The line of a GeoJSON LineString, in WGS 84; raises ``Refused`` with the reason."""
    kind, coordinates = _parts(geometry)
    if kind != "LineString":
        raise Refused("not_line", _("分割线必须是一条折线。"))
    points = list(_points(coordinates, system))
    if len(points) < _LINE_POINTS or len(set(points)) < _LINE_POINTS:
        raise Refused("not_line", _("分割线至少要有两个不同的点。"))
    return LineString(points, srid=SRID)


def checked(extent: GEOSGeometry) -> MultiPolygon:
    """The extent as a valid multi-polygon in WGS 84; raises ``Refused`` where it is none."""
    whole = MultiPolygon(extent, srid=SRID) if isinstance(extent, Polygon) else extent
    if not isinstance(whole, MultiPolygon) or whole.empty:
        raise Refused("not_polygon", _("边界必须是面。"))
    if whole.srid not in {None, SRID}:
        raise Refused("crs", _("边界的坐标系必须是 WGS84。"))
    whole.srid = SRID
    if whole.num_coords > MOST_POINTS:
        raise Refused("too_many_points", _("边界的点太多，最多 %(most)d 个。") % {"most": MOST_POINTS})
    west, south, east, north = whole.extent
    if not (west >= _WEST and east <= _EAST and south >= _SOUTH and north <= _NORTH):
        raise Refused("out_of_range", _("坐标不在中国范围内，请检查经度和纬度的顺序以及坐标系。"))
    if not whole.valid:
        raise Refused("invalid", _("边界自相交或环线有误：%(reason)s") % {"reason": _reason(whole)})
    return whole


def _parts(geometry: object) -> tuple[str, Any]:
    if not isinstance(geometry, dict) or "type" not in geometry:
        raise Refused("not_geojson", _("不是 GeoJSON 图形。"))
    return str(geometry["type"]), geometry.get("coordinates")


def _list(value: object) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise Refused("not_geojson", _("图形的坐标有缺失。"))
    return value


def _ring(ring: object, system: System) -> list[Point]:
    points = list(_points(ring, system))
    if points[0] != points[-1]:
        points.append(points[0])
    if len(points) < _RING_POINTS:
        raise Refused("not_polygon", _("一个面至少要有三个不同的点。"))
    return points


def _points(positions: object, system: System) -> Iterator[Point]:
    for position in _list(positions):
        yield to_wgs84(system, *_position(position))


def _position(position: object) -> tuple[float, float]:
    """Longitude and latitude; a height is left out."""
    pair = _list(position)[:2]
    numbers = [float(n) for n in pair if isinstance(n, int | float) and not isinstance(n, bool)]
    if len(numbers) != _LINE_POINTS or not all(math.isfinite(n) for n in numbers):
        raise Refused("not_geojson", _("坐标必须是数字。"))
    return numbers[0], numbers[1]


def _reason(whole: MultiPolygon) -> str:
    try:
        return str(whole.valid_reason)
    except GEOSException:
        return ""
