"""Cutting one area in pieces and making one of several, with the past kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.areas import shapes
from linli.areas.actions import conditions, ground
from linli.areas.actions.ground import NewArea
from linli.areas.models import Area
from linli.areas.partition import TOLERANCE_M2, area_m2, cut
from linli.areas.rules import Actor, Refused
from linli.lib.repeats import digest_of

#: A line drawn by hand may stop this short of the border it is meant to reach, in degrees (about 40 m).
_REACH_DEG = 0.0004
_SCRAP_M2 = 100.0
_TOUCH_DEG = 1e-9
_MOST_PARTS = 10
_TEN = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the areas that come out of a split; without a name it is called after the old one."""

    name: str = ""
    extent: MultiPolygon | None = None
    kind: str | None = None
    households: int | None = None


@transaction.atomic
def split_grid(  # noqa: PLR0913 - a split has these parts, each named at the call
    code: str,
    *,
    line: LineString | None = None,
    parts: Sequence[Part] = (),
    on: date,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> list[Area]:
    """Cut a grid in pieces along a line, or into parts that bring their own extents; the old one ends.

    Along a line the pieces come west first, and ``parts`` only name them. Raises ``NotAllowed``, ``KeyConflict``,
    and ``Refused`` when the line does not reach across or the parts do not make up the whole.
    """
    parent, area = _locked_for_key(code, by=by, key=key)
    asked = [[part.name, part.extent and part.extent.wkt, part.kind, part.households] for part in parts]
    digest = digest_of("split", code, line and line.wkt, asked, on)
    if (first := conditions.first_answer(key, digest)) is not None:
        return first
    _still_in_force(area)
    conditions.check_day(on, at=at, parent=parent)
    whole = _extent_of(area)
    extents = _along(whole, line) if line is not None else _given(whole, parts)
    named = _named(area, extents, parts)
    codes = conditions.next_codes(parent, len(named))
    ground.close([area], on=on, kind="split", replaced_by=codes, source="local", key=key, digest=digest)
    made = ground.make([_new(area, part, new) for part, new in zip(named, codes, strict=True)], parent, on)
    ground.note_added(made, on=on, key=key, digest=digest)
    audit.record("area.split", "area", code, by=by, at=at, detail={"into": codes, "on": str(on)})
    return made


@transaction.atomic
def merge_grids(  # noqa: PLR0913 - a merger has these parts, each named at the call
    codes: Sequence[str],
    *,
    name: str,
    kind: str | None = None,
    on: date,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Area:
    """Make one grid of several neighbours of one parent; the old ones end.

    Raises ``NotAllowed``, ``KeyConflict``, and ``Refused`` when they do not touch or have different parents.
    """
    wanted = sorted(set(codes))
    if len(wanted) < 2:  # noqa: PLR2004 - a merger takes two
        raise Refused("too_few", _("至少选择两个网格才能合并。"))
    parent, first_area = _locked_for_key(wanted[0], by=by, key=key)
    digest = digest_of("merge", wanted, name, kind, on)
    if (first := conditions.first_answer(key, digest)) is not None:
        return first[0]
    _still_in_force(first_area)
    areas = [first_area, *(conditions.locked(code, by=by) for code in wanted[1:])]
    if any(area.parent_id != parent.pk or area.level != first_area.level for area in areas):
        raise Refused("other_parent", _("只能合并同一上级之下的网格。"))
    conditions.check_day(on, at=at, parent=parent)
    extent = _united([_extent_of(area) for area in areas])
    [code] = conditions.next_codes(parent, 1)
    ground.close(areas, on=on, kind="merged", replaced_by=[code], source="local", key=key, digest=digest)
    homes = [area.households for area in areas if area.households is not None]
    part = Part(name=name, extent=extent, kind=kind, households=sum(homes) if len(homes) == len(areas) else None)
    [made] = ground.make([_new(first_area, part, code)], parent, on)
    ground.note_added([made], on=on, key=key, digest=digest)
    audit.record("area.merge", "area", made.code, by=by, at=at, detail={"from": wanted, "on": str(on)})
    return made


def _locked_for_key(code: str, *, by: Actor, key: UUID | None) -> tuple[Area, Area]:
    """Parent and area, locked; the area may have been ended by the first request with this key."""
    found = Area.objects.filter(code=code).select_related("parent").first()  # unique: no order needed
    conditions.let(by, found)
    if found is None or found.parent is None:
        raise Refused("ended", _("区划 %(code)s 不存在。") % {"code": code})
    parent = conditions.locked(found.parent.code, by=by)
    if key is None:
        return parent, conditions.locked(code, by=by)
    return parent, Area.objects.select_for_update(no_key=True).get(code=code)


def _still_in_force(area: Area) -> None:
    if area.valid_to is not None:
        raise Refused("ended", _("“%(name)s”已停用，可能刚被别人调整过，请刷新后再试。") % {"name": area.name})


def _extent_of(area: Area) -> MultiPolygon:
    if area.extent is None:
        raise Refused("no_extent", _("“%(name)s”还没有边界，请先画出边界。") % {"name": area.name})
    return shapes.checked(area.extent)


def _along(whole: MultiPolygon, line: LineString) -> list[MultiPolygon]:
    long = _reaching_out(line, whole)
    faces = cut(whole, long)
    touched = [face for face in faces if face.distance(long) < _TOUCH_DEG]
    if len(touched) < 2:  # noqa: PLR2004 - a cut makes two
        raise Refused("not_across", _("分割线没有穿过整个网格，请从一侧边界画到另一侧。"))
    apart = [face for face in faces if face.distance(long) >= _TOUCH_DEG]
    scraps = [face for face in touched if area_m2(face) < _SCRAP_M2]
    pieces = [MultiPolygon(face, srid=4326) for face in touched if face not in scraps]
    if not 2 <= len(pieces) <= _MOST_PARTS:  # noqa: PLR2004 - as above
        raise Refused("not_across", _("这样分割会得到 %(count)d 块，请重画分割线。") % {"count": len(pieces)})
    for face in [*scraps, *apart]:
        nearest = min(range(len(pieces)), key=lambda number: _loose(pieces[number], face))
        pieces[nearest] = _as_multi(pieces[nearest].union(face))
    return pieces


def _loose(piece: MultiPolygon, face: Polygon) -> tuple[float, float]:
    """Least for the piece that is nearest and shares most of its border."""
    return piece.distance(face), -piece.intersection(face).length


def _reaching_out(line: LineString, whole: MultiPolygon) -> LineString:
    points = list(line.coords)
    if whole.contains(Point(points[0], srid=4326)):
        points.insert(0, _beyond(points[1], points[0]))
    if whole.contains(Point(points[-1], srid=4326)):
        points.append(_beyond(points[-2], points[-1]))
    return LineString(points, srid=4326)


def _beyond(before: Sequence[float], last: Sequence[float]) -> tuple[float, float]:
    east, north = last[0] - before[0], last[1] - before[1]
    length = (east**2 + north**2) ** 0.5 or 1.0
    return last[0] + east / length * _REACH_DEG, last[1] + north / length * _REACH_DEG


def _given(whole: MultiPolygon, parts: Sequence[Part]) -> list[MultiPolygon]:
    extents = [shapes.checked(part.extent) for part in parts if part.extent is not None]
    if len(extents) != len(parts) or not 2 <= len(parts) <= _MOST_PARTS:  # noqa: PLR2004 - a split makes two
        raise Refused("parts", _("请给出 2 至 %(most)d 个部分，并各有边界。") % {"most": _MOST_PARTS})
    united = _union(extents)
    difference = area_m2(whole.sym_difference(united))
    if difference > TOLERANCE_M2:
        raise Refused(
            "not_whole", _("各部分与原网格相差 %(area)s 平方米，必须正好拼成原网格。") % {"area": f"{difference:,.0f}"}
        )
    return extents


def _named(area: Area, extents: Sequence[MultiPolygon], parts: Sequence[Part]) -> list[Part]:
    if parts and len(parts) != len(extents):
        raise Refused(
            "parts",
            _("分割得到 %(got)d 块，与填写的 %(named)d 个名称不符。") % {"got": len(extents), "named": len(parts)},
        )
    wished = parts or [Part() for _each in extents]
    return [
        Part(
            name=part.name or f"{area.name}{_TEN[number]}",
            extent=extent,
            kind=part.kind,
            households=part.households,
        )
        for number, (part, extent) in enumerate(zip(wished, extents, strict=True))
    ]


def _new(area: Area, part: Part, code: str) -> NewArea:
    return NewArea(
        level=area.level,
        name=part.name,
        code=code,
        extent=part.extent,
        kind=area.kind if part.kind is None else part.kind,
        households=part.households,
        public_phone=area.public_phone,
        scheme=area.scheme,
    )


def _united(extents: Sequence[MultiPolygon]) -> MultiPolygon:
    united = _union(extents)
    if len(united) > sum(len(extent) for extent in extents) - (len(extents) - 1):
        raise Refused("not_adjacent", _("所选网格没有公共边界，不能合并。"))
    return shapes.checked(united)


def _union(extents: Sequence[MultiPolygon]) -> MultiPolygon:
    return _as_multi(MultiPolygon([polygon for extent in extents for polygon in extent], srid=4326).unary_union)


def _as_multi(shape: object) -> MultiPolygon:
    if isinstance(shape, Polygon):
        return MultiPolygon(shape, srid=4326)
    if isinstance(shape, MultiPolygon):
        return shape
    raise Refused("invalid", _("无法得到完整的边界，请重画。"))
