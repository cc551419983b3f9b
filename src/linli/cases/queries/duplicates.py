"""Cases that are likely the same thing told twice: same matter, still open, near, and recent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.db.models import QuerySet

from linli.cases import processes
from linli.cases.models import Case
from linli.matters.models import Matter

MOST = 5
_METRES_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Duplicate:
    """An open case of the same matter, and how far away it is."""

    case: Case
    metres: int


def duplicates(  # noqa: PLR0913 - what was reported, where and when
    matter: Matter,
    lon: float,
    lat: float,
    at: datetime,
    *,
    county: str,
    among: QuerySet[Case] | None = None,
    process: str = "event",
) -> list[Duplicate]:
    """Open cases of the matter within the process's ``duplicate_metres`` and ``duplicate_days``, the nearest first.

    ``among``: the cases the one who asks may see. Coordinates are WGS 84. One query, at most ``MOST`` of them.
    """
    limits = processes.current(process, county).limits
    here = Point(lon, lat, srid=4326)
    near = (Case.objects.all() if among is None else among).filter(
        process=process,
        county=county,
        matter=matter,
        is_final=False,
        opened_at__gt=at - timedelta(days=limits.duplicate_days),
        point__bboverlaps=_square(lon, lat, limits.duplicate_metres),
    )
    measured = near.select_related("matter__group", "desk_unit", "lead_unit").annotate(away=Distance("point", here))
    found = [(case, case.away.m) for case in measured.order_by("away", "pk")[: MOST * 2]]  # the square has corners
    return [Duplicate(case, round(m)) for case, m in found if m <= limits.duplicate_metres][:MOST]


def _square(lon: float, lat: float, metres: float) -> Polygon:
    """A square that holds the circle of that radius around the point."""
    up = metres / _METRES_PER_DEGREE * 1.01
    aside = up / max(cos(radians(lat)), 0.01)
    return Polygon.from_bbox((lon - aside, lat - up, lon + aside, lat + up))
