"""Whether the areas below one parent divide it without overlap and without gap."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, LineString, MultiPolygon, Polygon
from django.db import connection

from linli.areas.models import Area
from linli.areas.rules import Problem
from linli.lib.sql import statement

#: Square metres that two drawings of one street may differ by.
TOLERANCE_M2 = 5.0


def check_partition(
    parent: str, on: date, *, tolerance_m2: float = TOLERANCE_M2, codes: Sequence[str] | None = None
) -> list[Problem]:
    """Every fault larger than the tolerance inside one parent on one day, the largest first.

    A gap names the areas that border on it. With ``codes`` only overlaps and overhangs of these; a parent without an
    extent has neither gaps nor overhangs. Raises ``Area.DoesNotExist``.
    """
    found = Area.objects.get(code=parent)
    values: dict[str, Any] = {
        "parent": found.pk,
        "day": on,
        "tolerance": tolerance_m2,
        "codes": None if codes is None else list(codes),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement(__package__, "partition"), values)
        return [
            Problem(kind, tuple(involved), area_m2, json.loads(shape))
            for kind, involved, area_m2, shape in cursor.fetchall()
        ]


def fitted(shape: MultiPolygon, parent: Area, but: Sequence[str] = ()) -> MultiPolygon:
    """The shape without what lies outside the parent or on its other children; may be empty."""
    values: dict[str, Any] = {"shape": bytes(shape.ewkb), "parent": parent.pk, "but": list(but)}
    with connection.cursor() as cursor:
        cursor.execute(statement(__package__, "fit"), values)
        (ewkb,) = cursor.fetchone()
    return _multi(GEOSGeometry(memoryview(ewkb)))


def cut(extent: MultiPolygon, line: LineString) -> list[Polygon]:
    """The faces into which the line cuts the extent, west first; one where it does not reach across."""
    with connection.cursor() as cursor:
        cursor.execute(statement(__package__, "cut"), {"extent": bytes(extent.ewkb), "line": bytes(line.ewkb)})
        return [face for (ewkb,) in cursor.fetchall() if isinstance(face := GEOSGeometry(memoryview(ewkb)), Polygon)]


def area_m2(shape: GEOSGeometry) -> float:
    """Square metres on the ellipsoid."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_Area(%s::geometry::geography)", [bytes(shape.ewkb)])
        return float(cursor.fetchone()[0])


def _multi(shape: GEOSGeometry) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon(srid=4326)
