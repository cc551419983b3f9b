"""A county's map, laid all at once: streets, blocks, and the places drawn with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import MultiLineString, MultiPolygon, Point
from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.accounts.permissions import Permission
from linli.areas.rules import Actor, Ground, NotAllowed
from linli.registers.places.models import NAME_LENGTH, Block, Place, Street
from linli.registers.places.wording import search_text

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
    """Lay a county's map anew, all layers together; says how many of each are there now. Raises ``NotAllowed``.

    Places that came from a register stay: they belong to its editions.
    """
    if by.kind != "system" and not by.may(Permission.EDIT_AREAS, Ground(county=county)):
        raise NotAllowed(_("这个岗位不能修改这里的地图。"))
    Street.objects.filter(county=county).delete()
    Block.objects.filter(county=county).delete()
    Place.objects.filter(county=county, source="").delete()
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
    name = new.name[:NAME_LENGTH]
    return Place(**new.ground._asdict(), kind=new.kind, name=name, search_text=search_text(name), point=new.point)
