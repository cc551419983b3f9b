"""Going to a place on the map: by its name, or by coordinates pasted from another map."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.geo.coords import Point, System
from linli.geo.pasted import pasted_point
from linli.maps import queries as maps
from linli.registers.places import queries as places
from linli.web.desk.fields import Option

LONGEST = 80


@dataclass(frozen=True)
class Hit:
    """A place to go to (WGS 84)."""

    name: str
    note: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Hits:
    """What was looked for, in which coordinates, and what was found."""

    text: str
    system: System
    places: list[Hit]


def systems() -> list[Option]:
    """The coordinate systems of other maps."""
    words = {
        System.WGS84: _("天地图坐标"),  # CGCS 2000, a few centimetres from WGS 84
        System.GCJ02: _("高德、腾讯坐标"),
        System.BD09: _("百度坐标"),
    }
    return [Option(system.value, text) for system, text in words.items()]


def hits_for(values: Mapping[str, str]) -> Hits:
    """Coordinates become the one true point; other words are looked for among the places of the county."""
    text = values.get("q", "").replace("\x00", "").strip()[:LONGEST]
    wanted = values.get("system", "")
    system = System(wanted) if wanted in [*System] else System.WGS84
    if point := pasted_point(text, system):
        return Hits(text, system, [_at(point)])
    found = places.find(text, county=settings.HOME_AREA) if text else []
    names = areas.names(one.community for one in found)
    return Hits(text, system, [Hit(one.name, names.get(one.community, ""), one.point.x, one.point.y) for one in found])


def _at(point: Point) -> Hit:
    """A point in words: its address, or outside every ground."""
    spot = maps.spot(*point)
    return Hit(spot.words or _("辖区以外的地方"), f"{point.lon:.6f}, {point.lat:.6f}", point.lon, point.lat)
