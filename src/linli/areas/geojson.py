"""Areas as GeoJSON: the children of one area out, and a file of features read with a verdict for each."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from linli.areas import shapes
from linli.areas.models import Area, Boundary
from linli.areas.rules import Refused
from linli.geo.coords import System

#: Eight decimals are a millimetre.
_DECIMALS = 8
#: Degrees.
_SMALL_SCREEN = 0.00002
_MOST_CHARACTERS = 30_000_000
_MOST_FEATURES = 5_000
_TEXT_LENGTH = 80
_HOUSEHOLD_DIGITS = 7
#: Names under which WGS 84 and CGCS 2000 (a few centimetres apart) are known.
_PLAIN_CRS = ("CRS84", "EPSG:4326", "EPSG::4326", "EPSG:4490", "EPSG::4490")


@dataclass(frozen=True)
class FeatureError:
    """A feature that was not taken: its number in the file from 1, its code if it has one, and why."""

    number: int
    code: str
    reason: str


@dataclass(frozen=True)
class Feature:
    """One area as a file describes it, in WGS 84."""

    number: int
    code: str
    name: str
    kind: str | None
    households: int | None
    extent: MultiPolygon


def export_geojson(parent: str, on: date | None = None) -> str:
    """The areas directly below a parent as a FeatureCollection (WGS 84), in force today or on a day.

    An area without a boundary comes with an empty geometry. Raises ``Area.DoesNotExist``.
    """
    return json.dumps(
        {"type": "FeatureCollection", "features": [_feature(area) for area in _children(parent, on)]},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def area_geojson(area: Area) -> dict[str, Any]:
    """One area with its present boundary as a Feature (WGS 84)."""
    return _feature(area)


def outline(area: Area) -> dict[str, Any]:
    """One area drawn for a small screen (WGS 84): corners that lie within some two metres of a line are left out."""
    extent = area.extent.simplify(_SMALL_SCREEN, preserve_topology=True) if area.extent else None
    properties = {"code": area.code, "name": area.name, "level": area.level}
    geometry = json.loads(extent.json, parse_float=lambda text: round(float(text), 6)) if extent else None
    return {"type": "Feature", "id": area.code, "properties": properties, "geometry": geometry}


def read_features(text: str, system: System) -> tuple[list[Feature], list[FeatureError]]:
    """The features of a file that are whole, and what is wrong with the others.

    Raises ``Refused`` when the text is no FeatureCollection, too long, or in another coordinate system.
    """
    good: list[Feature] = []
    errors: list[FeatureError] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(_collection(text), start=1):
        properties = raw.get("properties") if isinstance(raw, dict) else None
        known = properties if isinstance(properties, dict) else {}
        code = str(known.get("code") or "").strip()
        try:
            feature = _read(raw, number, code, known, system)
        except Refused as refused:
            errors.append(FeatureError(number, code, refused.text))
            continue
        if code and code in seen:
            reason = _("代码与第 %(number)d 个图形重复。") % {"number": seen[code]}
            errors.append(FeatureError(number, code, reason))
            continue
        seen[code] = number
        good.append(feature)
    return good, errors


def _children(parent: str, on: date | None) -> "list[Area]":
    owner = Area.objects.get(code=parent)
    children = Area.objects.filter(parent=owner).order_by("code")
    if on is None:
        return list(children.filter(valid_to=None))
    then = Boundary.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), area=OuterRef("pk"), valid_from__lte=on
    ).order_by("-valid_from")
    in_force = children.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
    areas: list[Area] = list(in_force.annotate(then=Subquery(then.values("extent")[:1])))
    for area in areas:
        # django-stubs forgets the annotation when the list is typed.
        area.extent = area.then  # type: ignore[attr-defined]
    return areas


def _feature(area: Area) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": area.code,
        "properties": {
            "code": area.code,
            "name": area.name,
            "level": area.level,
            "kind": area.kind,
            "households": area.households,
            "valid_from": area.valid_from.isoformat(),
        },
        "geometry": _geometry(area.extent),
    }


def _geometry(extent: MultiPolygon | None) -> dict[str, Any] | None:
    if extent is None:
        return None
    return {"type": "MultiPolygon", "coordinates": _rounded(extent.coords)}


def _rounded(value: Any) -> Any:
    return round(value, _DECIMALS) if isinstance(value, float) else [_rounded(each) for each in value]


def _collection(text: str) -> list[Any]:
    if len(text) > _MOST_CHARACTERS:
        raise Refused("too_large", _("文件太大。"))
    try:
        parsed = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Refused("not_geojson", _("不是有效的 GeoJSON 文件。")) from error
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(features, list) or parsed.get("type") != "FeatureCollection":
        raise Refused("not_geojson", _("文件必须是 GeoJSON 的 FeatureCollection。"))
    if len(features) > _MOST_FEATURES:
        raise Refused("too_large", _("图形太多，一次最多 %(most)d 个。") % {"most": _MOST_FEATURES})
    _check_crs(parsed.get("crs"))
    return features


def _check_crs(crs: Any) -> None:
    """A file may name its coordinate system in the manner of 2008; today's GeoJSON is always WGS 84."""
    if crs is None:
        return
    name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else str(crs)
    if not name.upper().endswith(_PLAIN_CRS):
        raise Refused("crs", _("文件的坐标系是 %(name)s，请先转换为 WGS84。") % {"name": name})


def _read(raw: Any, number: int, code: str, known: dict[str, Any], system: System) -> Feature:
    name = " ".join(str(known.get("name") or "").split())
    if not code and not name:
        raise Refused("no_name", _("缺少名称（name）。"))
    if len(name) > _TEXT_LENGTH:
        raise Refused("long_name", _("名称太长。"))
    extent = shapes.polygon_from_geojson(raw.get("geometry") if isinstance(raw, dict) else None, system)
    kind = known.get("kind")
    return Feature(number, code, name, None if kind is None else str(kind), _households(known), extent)


def _households(known: dict[str, Any]) -> int | None:
    value = known.get("households")
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not str(value).isdecimal() or len(str(value)) > _HOUSEHOLD_DIGITS:
        raise Refused("households", _("户数（households）必须是不小于零的整数。"))
    return int(value)
