"""What the pages of the ground show of an area."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy

from linli.accounts.permissions import Permission
from linli.areas.geojson import area_geojson, export_geojson
from linli.areas.models import Area, Change
from linli.areas.partition import check_partition
from linli.areas.rules import Actor, Level, Problem
from linli.cases.queries import NotFound

#: Levels whose children are drawn here, as opposed to coming from an edition of the list of areas.
DRAWN_BELOW = {Level.COMMUNITY, Level.GRID}
CHANGES = {
    "added": gettext_lazy("新设"),
    "renamed": gettext_lazy("改名"),
    "moved": gettext_lazy("改隶"),
    "redrawn": gettext_lazy("重画边界"),
    "split": gettext_lazy("拆分"),
    "merged": gettext_lazy("合并"),
    "ended": gettext_lazy("停用"),
    "restored": gettext_lazy("恢复"),
}


@dataclass(frozen=True)
class Fault:
    """One fault of a division in words."""

    kind: str
    words: str


def seen(actor: Actor, code: str) -> Area:
    """An area of the actor's ground; raises ``NotFound`` alike for absent and for somebody else's."""
    found = Area.objects.filter(code=code).select_related("parent").first()  # unique: no order is needed
    if found is None or not found.ground.covers(actor.ground_level, actor.ground_code):
        raise NotFound
    return found


def may_draw(actor: Actor, area: Area) -> bool:
    """Whether the children of this area may be drawn by this actor."""
    return area.valid_to is None and area.level in DRAWN_BELOW and actor.may(Permission.EDIT_AREAS, area.ground)


def children(area: Area) -> QuerySet[Area]:
    """Areas in force directly below, with how many are below each."""
    below = Count("children", filter=Q(children__valid_to=None))
    return Area.objects.filter(parent=area, valid_to=None).annotate(below=below).order_by("code")


def way(area: Area, actor: Actor) -> list[Area]:
    """The areas from the top of the actor's ground down to this one's parent; one query."""
    codes = [code for code in area.ground if code and code != area.code]
    above = Area.objects.filter(code__in=codes).order_by("code")
    return [one for one in above if one.ground.covers(actor.ground_level, actor.ground_code)]


def history(area: Area) -> list[dict[str, Any]]:
    """What happened to an area and to those directly below it, newest first, at most fifty."""
    codes = Area.objects.filter(Q(pk=area.pk) | Q(parent=area)).values("code")
    changes = Change.objects.filter(code__in=codes).order_by("-on", "-pk")[:50]
    return [
        {
            "on": change.on,
            "kind": str(CHANGES.get(change.kind, change.kind)),
            "code": change.code,
            "before": change.before,
            "after": change.after,
            "replaced_by": change.replaced_by,
        }
        for change in changes
    ]


def outline(area: Area) -> str:
    """The area itself as GeoJSON text."""
    return json.dumps({"type": "FeatureCollection", "features": [area_geojson(area)]}, ensure_ascii=False)


def division(area: Area) -> str:
    """The areas below as GeoJSON text."""
    return export_geojson(area.code)


def faults(area: Area, on: date) -> list[Problem]:
    """Overlaps and gaps among the areas below; none for an area nobody has drawn anything in."""
    drawn = Area.objects.filter(parent=area, valid_to=None, extent__isnull=False).exists()
    return check_partition(area.code, on) if drawn and area.extent else []


def as_collection(problems: Sequence[Problem], words: Sequence[str]) -> str:
    """Faults as GeoJSON text for the map, each with its words."""
    features = [
        {"type": "Feature", "properties": {"words": said, "kind": problem.kind}, "geometry": problem.geojson}
        for problem, said in zip(problems, words, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
