"""Every write to the area tree and its boundaries, one area or many at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.areas import shapes
from linli.areas.actions import conditions
from linli.areas.models import Area, Boundary, Change, Grounded
from linli.areas.partition import TOLERANCE_M2, area_m2, fitted
from linli.areas.rules import Actor, Level, Refused
from linli.lib.repeats import digest_of

_GROUND = [each.name for each in Grounded._meta.fields]  # noqa: SLF001 - the documented way to a model's fields


@dataclass(frozen=True, kw_only=True)
class NewArea:
    """An area to be made; without a code it gets the next three digits below its parent."""

    level: str
    name: str
    parent: str = ""
    code: str = ""
    extent: MultiPolygon | None = None
    kind: str = ""
    households: int | None = None
    public_phone: str = ""
    scheme: str = "local"
    external_codes: Mapping[str, str] = field(default_factory=dict)


def create_area(new: NewArea, *, on: date, by: Actor, at: datetime, key: UUID | None = None) -> Area:
    """Make one area; raises as ``create_areas``."""
    return create_areas([new], on=on, by=by, at=at, key=key)[0]


@transaction.atomic
def create_areas(
    wanted: Sequence[NewArea], *, on: date, by: Actor, at: datetime, key: UUID | None = None
) -> list[Area]:
    """Make areas of one parent or of several, in the order given; all of them or none.

    Raises ``NotAllowed``, ``KeyConflict``, and ``Refused`` for a bad or used code, a bad name or extent, a day to
    come or before the last change, an overlap with a neighbour, or a part outside the parent.
    """
    digest = digest_of("create", [_asked(new) for new in wanted], on)
    made: dict[int, Area] = {}
    for parent_code in dict.fromkeys(new.parent for new in wanted):
        parent = conditions.locked(parent_code, by=by) if parent_code else None
        conditions.let(by, parent)
        if not made and (first := conditions.first_answer(key, digest)) is not None:
            return first
        conditions.check_day(on, at=at, parent=parent)
        children = [number for number, new in enumerate(wanted) if new.parent == parent_code]
        made |= zip(children, make([wanted[number] for number in children], parent, on), strict=True)
    areas = [made[number] for number in range(len(wanted))]
    note_added(areas, on=on, key=key, digest=digest)
    codes = [area.code for area in areas]
    if codes:
        audit.record("area.create", "area", codes[0], by=by, at=at, detail={"codes": codes, "on": str(on)})
    return areas


@transaction.atomic
def draw_grid(  # noqa: PLR0913 - a grid has these parts, each named at the call
    parent: str,
    *,
    name: str,
    extent: MultiPolygon,
    kind: str = "",
    households: int | None = None,
    fit: bool = False,
    on: date,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Area:
    """Draw a new grid (below a grid: a micro-grid); with ``fit`` what lies outside or on neighbours is cut off.

    Raises as ``create_areas``.
    """
    host = conditions.locked(parent, by=by)
    shape = shapes.checked(extent)
    asked = digest_of("draw", parent, name, shape.wkt, kind, households, fit, on)
    if (first := conditions.first_answer(key, asked)) is not None:
        return first[0]
    conditions.check_day(on, at=at, parent=host)
    if fit:
        shape = _fitted(shape, host)
    level = Level.MICRO_GRID if host.level == Level.GRID else Level.GRID
    new = NewArea(level=level, name=name, parent=parent, extent=shape, kind=kind, households=households)
    made = make([new], host, on)
    note_added(made, on=on, key=key, digest=asked)
    audit.record("area.draw", "area", made[0].code, by=by, at=at, detail={"on": str(on), "name": name})
    return made[0]


@transaction.atomic
def rename_area(  # noqa: PLR0913 - a name has these parts, each named at the call
    code: str, *, name: str, on: date, by: Actor, at: datetime, seen: str | None = None
) -> Area:
    """Give an area another name from a day on; ``seen`` is the name the administrator saw, if it must still hold."""
    _parent, area = conditions.locked_with_parent(code, by=by)
    conditions.check_day(on, at=at, parent=None)
    if seen is not None and area.name != seen:
        raise Refused("changed", _("名称刚被别人改为“%(name)s”，请刷新后再试。") % {"name": area.name})
    before, area.name = area.name, conditions.clean_name(name)
    if before == area.name:
        return area
    area.save(update_fields=["name"])
    change = Change(on=on, kind="renamed", code=code, before=before, after=area.name, source="local")
    conditions.note_changes([change], key=None, digest="")
    audit.record("area.rename", "area", code, by=by, at=at, detail={"before": before, "after": area.name})
    return area


@transaction.atomic
def describe_area(  # noqa: PLR0913 - an area is described by these parts, each named at the call
    code: str, *, kind: str, households: int | None, public_phone: str, by: Actor, at: datetime
) -> Area:
    """Say of what kind an area is, how many households it has and which telephone takes complaints."""
    area = conditions.locked(code, by=by)
    conditions.check_households(households)
    before = {"kind": area.kind, "households": area.households, "public_phone": area.public_phone}
    after = {"kind": kind[:20], "households": households, "public_phone": public_phone[:30]}
    if before == after:
        return area
    area.kind, area.households, area.public_phone = kind[:20], households, public_phone[:30]
    area.save(update_fields=list(after))
    audit.record("area.describe", "area", code, by=by, at=at, detail={"before": before, "after": after})
    return area


@transaction.atomic
def end_area(  # noqa: PLR0913 - an end has these parts, each named at the call
    code: str, *, on: date, replaced_by: Sequence[str] = (), reason: str = "", by: Actor, at: datetime
) -> Area:
    """End an area; its row, its past boundary and its old cases stay. The day is the first without it.

    Units, postings and open cases do not hold it back: ``queries.hanging`` lists them. Raises ``Refused`` while
    areas below it are in force.
    """
    parent, area = conditions.locked_with_parent(code, by=by)
    conditions.check_day(on, at=at, parent=parent)
    missing = set(replaced_by) - set(
        Area.objects.filter(code__in=replaced_by, valid_to=None).values_list("code", flat=True)
    )
    if missing:
        raise Refused("no_successor", _("接替的区划 %(code)s 不存在或已停用。") % {"code": min(missing)})
    close([area], on=on, kind="ended", replaced_by=list(replaced_by), source=reason or "local", key=None, digest="")
    detail: dict[str, object] = {"on": str(on), "replaced_by": list(replaced_by), "reason": reason}
    audit.record("area.end", "area", code, by=by, at=at, detail=detail)
    return area


def set_extent(  # noqa: PLR0913 - a boundary has these parts, each named at the call
    code: str, *, extent: MultiPolygon, on: date, reason: str = "", by: Actor, at: datetime, key: UUID | None = None
) -> Area:
    """Draw one area's boundary anew from a day on; raises as ``set_extents``."""
    return set_extents({code: extent}, on=on, reason=reason, by=by, at=at, key=key)[0]


@transaction.atomic
def set_extents(  # noqa: PLR0913 - as above
    extents: Mapping[str, MultiPolygon], *, on: date, reason: str = "", by: Actor, at: datetime, key: UUID | None = None
) -> list[Area]:
    """Draw the boundaries of several areas of one parent anew from a day on, as when a border between two moves.

    The old boundaries are kept until that day. Raises ``NotAllowed``, ``KeyConflict`` and ``Refused``.
    """
    checked = {code: shapes.checked(extent) for code, extent in extents.items()}
    parent, _first = conditions.locked_with_parent(min(checked), by=by)
    areas = [conditions.locked(code, by=by) for code in sorted(checked)]
    if any(area.parent_id != (parent and parent.pk) for area in areas):
        raise Refused("other_parent", _("一次只能调整同一上级之下的边界。"))
    digest = digest_of("redraw", {code: shape.wkt for code, shape in checked.items()}, on)
    if (first := conditions.first_answer(key, digest)) is not None:
        return first
    conditions.check_day(on, at=at, parent=parent)
    for area in areas:
        redraw(area, checked[area.code], on=on, reason=reason)
    changes = [Change(on=on, kind="redrawn", code=a.code, before=a.name, after=a.name, source=reason) for a in areas]
    conditions.note_changes(changes, key=key, digest=digest)
    conditions.check_division(parent, list(checked), on)
    audit.record("area.redraw", "area", areas[0].code, by=by, at=at, detail={"codes": sorted(checked), "on": str(on)})
    return areas


# -- pieces that the other ground actions use too; they neither lock nor ask


def redraw(area: Area, extent: MultiPolygon, *, on: date, reason: str) -> None:
    """Keep the old boundary until the day and begin the new one."""
    end_boundary(area, on)
    Boundary.objects.create(area=area, extent=extent, valid_from=on, reason=reason[:200])
    area.extent = extent
    area.save(update_fields=["extent"])


def end_boundary(area: Area, on: date) -> None:
    """Close the present boundary; an extent that was never dated is dated now, from the area's first day."""
    if area.extent is None:
        return
    if not Boundary.objects.filter(area=area, valid_to=None).update(valid_to=on):
        Boundary.objects.create(area=area, extent=area.extent, valid_from=area.valid_from, valid_to=on)


def close(  # noqa: PLR0913 - an end has these parts, each named at the call
    areas: Sequence[Area],
    *,
    on: date,
    kind: str,
    replaced_by: list[str],
    source: str,
    key: UUID | None,
    digest: str,
) -> None:
    """End areas that have nothing in force below them."""
    below = Area.objects.filter(parent__in=areas, valid_to=None).order_by("code").first()
    if below is not None:
        raise Refused("has_children", _("“%(name)s”还在用，请先停用或调整它。") % {"name": below.name})
    for area in areas:
        if on < area.valid_from:
            raise Refused("backdated", _("停用日期不能早于启用日期 %(day)s。") % {"day": area.valid_from})
        end_boundary(area, on)
        area.valid_to = on
        area.save(update_fields=["valid_to"])
    changes = [
        Change(on=on, kind=kind, code=area.code, before=area.name, replaced_by=replaced_by, source=source[:120])
        for area in areas
    ]
    conditions.note_changes(changes, key=key, digest=digest)


def make(children: Sequence[NewArea], parent: Area | None, on: date) -> list[Area]:
    """Keep new areas of one parent, in the order given, and check that they divide it cleanly."""
    areas = rows(children, parent, on)
    conditions.check_division(parent, [area.code for area in areas if area.extent is not None], on)
    return areas


def rows(children: Sequence[NewArea], parent: Area | None, on: date) -> list[Area]:
    """Keep new areas of one parent, in the order given; whether they divide it cleanly is asked afterwards."""
    nameless = [new for new in children if not new.code]
    if nameless and parent is None:
        raise Refused("bad_code", _("请填写代码。"))
    allotted = iter(conditions.next_codes(parent, len(nameless)) if parent and nameless else [])
    areas = [_row(new, new.code or next(allotted), parent, on) for new in children]
    Area.objects.bulk_create(areas)
    Boundary.objects.bulk_create(
        [Boundary(area=area, extent=area.extent, valid_from=on) for area in areas if area.extent is not None]
    )
    return areas


def _row(new: NewArea, code: str, parent: Area | None, on: date) -> Area:
    conditions.check_code(code, new.level, parent)
    conditions.check_households(new.households)
    ground = {name: getattr(parent, name) for name in _GROUND} if parent else {}
    if new.level in _GROUND:
        ground[new.level] = code
    return Area(
        code=code,
        level=new.level,
        name=conditions.clean_name(new.name),
        parent=parent,
        kind=new.kind[:20],
        households=new.households,
        extent=shapes.checked(new.extent) if new.extent is not None else None,
        public_phone=new.public_phone,
        scheme=new.scheme,
        external_codes=dict(new.external_codes),
        valid_from=on,
        **ground,
    )


def note_added(areas: Sequence[Area], *, on: date, key: UUID | None, digest: str) -> None:
    added = [Change(on=on, kind="added", code=area.code, after=area.name, source="local") for area in areas]
    conditions.note_changes(added, key=key, digest=digest)


def _fitted(shape: MultiPolygon, host: Area) -> MultiPolygon:
    left = fitted(shape, host)
    if left.empty or area_m2(left) <= TOLERANCE_M2:
        raise Refused("covered", _("所画范围已全部划给其他网格，或在上级边界之外。"))
    return left


def _asked(new: NewArea) -> list[object]:
    shape = new.extent.wkt if new.extent is not None else None
    return [new.parent, new.code, new.level, new.name, shape, new.kind, new.households]
