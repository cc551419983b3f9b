"""Every write to streets, blocks and places."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.contrib.gis.geos import MultiLineString, MultiPolygon, Point
from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.accounts.permissions import Permission
from linli.areas.rules import Actor, Ground, NotAllowed
from linli.lib.text import initials, to_halfwidth
from linli.registers.places.models import Block, Place, Street

BATCH = 2000


@dataclass(frozen=True)
class NewStreet:
    """A street's centre line (EPSG:4326)."""

    name: str
    kind: str
    line: MultiLineString


@dataclass(frozen=True)
class NewBlock:
    """A piece of ground with one use (EPSG:4326)."""

    name: str
    kind: str
    extent: MultiPolygon


@dataclass(frozen=True)
class NewPlace:
    """A name with a point (EPSG:4326) on its ground."""

    name: str
    kind: str
    point: Point
    ground: Ground


@transaction.atomic
def replace_map(  # noqa: PLR0913 - a map has these layers, each named at the call
    county: str,
    *,
    streets: Iterable[NewStreet],
    blocks: Iterable[NewBlock],
    places: Iterable[NewPlace],
    by: Actor,
    at: datetime,
) -> Mapping[str, int]:
    """Lay a county's map anew, all layers together; says how many of each are there now. Raises ``NotAllowed``."""
    if by.kind != "system" and not by.may(Permission.EDIT_AREAS, Ground(county=county)):
        raise NotAllowed(_("这个岗位不能修改这里的地图。"))
    for model in (Street, Block, Place):
        model._default_manager.filter(county=county).delete()  # noqa: SLF001 - the documented way to any model's manager
    counts = {
        "streets": len(Street.objects.bulk_create((_street(county, one) for one in streets), BATCH)),
        "blocks": len(Block.objects.bulk_create((_block(county, one) for one in blocks), BATCH)),
        "places": len(Place.objects.bulk_create((_place(one) for one in places), BATCH)),
    }
    audit.record("map.replace", "county", county, by=by, at=at, detail=dict(counts))
    return counts


def _street(county: str, new: NewStreet) -> Street:
    return Street(county=county, name=new.name, kind=new.kind, line=new.line)


def _block(county: str, new: NewBlock) -> Block:
    return Block(county=county, name=new.name, kind=new.kind, extent=new.extent)


def _place(new: NewPlace) -> Place:
    search = f"{to_halfwidth(new.name).lower()} {initials(new.name)}"[:200]
    return Place(**new.ground._asdict(), kind=new.kind, name=new.name[:120], search_text=search, point=new.point)


def _initials(name: str) -> str:
    """A street's name comes back with every house number: its letters are looked up once."""
    return "".join(_known(part) for part in _DIGITS.split(name))


_DIGITS = re.compile(r"(\d+)")
_known = lru_cache(maxsize=8192)(initials)
