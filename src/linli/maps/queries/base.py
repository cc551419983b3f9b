"""Every read of the base map: tiles, the middle of a county, and words for a place."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.geojson import area_geojson
from linli.areas.models import Area
from linli.lib.sql import statement
from linli.maps.rules import MOST_BYTES, MOST_THINNING, content
from linli.registers.places.queries import Named, nearest_address

#: Part of every version: raised when the tiles or the style are made differently.
_EDITION = 1


@dataclass(frozen=True)
class Spot:
    """Where a point lies: its areas by level as (code, name), from the grid up, and the nearest place."""

    areas: dict[str, tuple[str, str]]
    nearest: Named | None

    @property
    def address(self) -> str:
        """The place in words, empty where nothing is near."""
        if self.nearest is None:
            return ""
        return self.nearest.name if self.nearest.is_here else _("%(place)s附近") % {"place": self.nearest.name}

    @property
    def words(self) -> str:
        """Ground and place in one line; empty outside every ground."""
        smallest = next((self.areas[level][1] for level in ("grid", "community", "town") if level in self.areas), "")
        return "，".join(part for part in (self.address, smallest) if part)


def version() -> str:
    """A short text that changes whenever the base map does."""
    with connection.cursor() as cursor:
        cursor.execute(statement("linli.maps", "version"))
        (last,) = cursor.fetchone()
    return hashlib.sha256(f"{_EDITION}.{last}".encode()).hexdigest()[:12]


def base_tile(z: int, x: int, y: int) -> bytes:
    """One tile of the base map (Mapbox Vector Tile 2.1); empty where there is nothing.

    Where so much stands that it would be too large, the small things are left out.
    """
    for thinning in range(MOST_THINNING):
        tile = _tile(z, x, y, thinning)
        if len(tile) <= MOST_BYTES:
            return tile
    return _tile(z, x, y, MOST_THINNING)


def _tile(z: int, x: int, y: int, thinning: int) -> bytes:
    wanted = asdict(content(z, thinning))
    values: dict[str, Any] = {"z": z, "x": x, "y": y}
    values |= {key: list(value) if isinstance(value, tuple) else value for key, value in wanted.items()}
    with connection.cursor() as cursor:
        cursor.execute(statement("linli.maps", "base_tile"), values)
        (tile,) = cursor.fetchone()
    return bytes(tile)


def middle_of(county: str) -> tuple[float, float] | None:
    """Where most of a county's grids are (EPSG:4326), to open a map on; ``None`` without any."""
    with connection.cursor() as cursor:
        cursor.execute(statement("linli.maps", "middle"), {"county": county})
        lon, lat = cursor.fetchone()
    return None if lon is None else (round(lon, 5), round(lat, 5))


def ground(code: str) -> dict[str, Any] | None:
    """An area as a GeoJSON Feature with its box; ``None`` for a code there is not, or one without a boundary."""
    area = Area.objects.filter(code=code, extent__isnull=False).first() if code else None  # unique: no order needed
    if area is None or area.extent is None:
        return None
    feature = area_geojson(area)
    feature["bbox"] = [round(edge, 7) for edge in area.extent.extent]
    feature["properties"]["ended_on"] = area.valid_to and area.valid_to.isoformat()
    return feature


def grounds_below(code: str) -> list[dict[str, Any]]:
    """The areas in force directly below one, as GeoJSON Features; those without a boundary are left out."""
    below = Area.objects.filter(parent__code=code, valid_to=None, extent__isnull=False).order_by("code")
    return [area_geojson(area) for area in below]


def spot(lon: float, lat: float) -> Spot:
    """Where a point (EPSG:4326) lies, and what is near."""
    found = areas.locate(lon, lat)
    if found is None:
        return Spot({}, None)
    codes = [code for code in (*found.ground, found.code) if code]
    chain = Area.objects.filter(code__in=codes).only("code", "level", "name").order_by()
    return Spot({area.level: (area.code, area.name) for area in chain}, nearest_address(lon, lat))
