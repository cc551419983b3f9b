"""What part of the map somebody looks at or has drawn: read from the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from django.contrib.gis.geos import Polygon

#: Corners of a drawn shape; more is no drawing by hand.
MOST_CORNERS = 200
_FEWEST_CORNERS = 3
_LONGEST = MOST_CORNERS * 40

Corner = tuple[float, float]


@dataclass(frozen=True)
class Window:
    """A drawn shape, or the box of the map; neither means the whole ground. WGS 84."""

    shape: Polygon | None = None
    box: Polygon | None = None

    @property
    def area(self) -> Polygon | None:
        """What is looked at."""
        return self.shape or self.box


def window_from(values: Mapping[str, str]) -> Window:
    """``shape=lon,lat;lon,lat;…`` or ``box=west,south,east,north``; what cannot be meant is left out."""
    return Window(shape_from(values.get("shape", "")), box_from(values.get("box", "")))


def shape_from(text: str) -> Polygon | None:
    """A drawn shape, closed by itself; ``None`` for one without an inside or that crosses its own line."""
    corners = [corner for part in text[:_LONGEST].split(";") if (corner := _corner(part.split(",")))]
    if not _FEWEST_CORNERS <= len(corners) <= MOST_CORNERS:
        return None
    shape = Polygon((*corners, corners[0]), srid=4326)
    return shape if shape.valid and shape.area else None


def box_from(text: str) -> Polygon | None:
    """A box; ``None`` for one that is none."""
    west, south, east, north = (*text[:_LONGEST].split(","), "", "", "", "")[:4]
    low, high = _corner([west, south]), _corner([east, north])
    if low is None or high is None or low[0] >= high[0] or low[1] >= high[1]:
        return None
    box = Polygon.from_bbox((*low, *high))
    box.srid = 4326
    return box


def _corner(parts: list[str]) -> Corner | None:
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        return None
    return (lon, lat) if isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90 else None  # noqa: PLR2004 - degrees
