"""What is entered for somebody who called or came: read from the form, shown in it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Actor, Level
from linli.cases.actions import Report
from linli.cases.models import Case
from linli.cases.rules.forms import LONGEST_DESCRIPTION
from linli.lib.text import to_halfwidth
from linli.maps import queries as maps
from linli.matters import queries as matters
from linli.web.desk.cases.forms import sent_key
from linli.web.desk.doors import StaffRequest
from linli.web.desk.fields import FieldView, Option, kept_tiles
from linli.web.desk.uploads import photos_sent, stored

#: What staff enter; residents' own reports come by their own door.
SOURCES = ("phone", "visit", "hotline", "patrol", "grid", "other")
ZOOMS = {"county": 12, "town": 14, "community": 15, "grid": 16}


@dataclass(frozen=True)
class Entry:
    """A report as it was typed."""

    key: UUID
    source: str = ""
    matter: str = ""
    description: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    accuracy: str = ""
    ground: str = ""
    name: str = ""
    phone: str = ""
    photos: tuple[str, ...] = ()
    #: Whether likely duplicates were on screen when it was sent.
    checked: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    def report(self) -> Report:
        """The report as the engine takes it."""
        fix = {"lon": self.lon, "lat": self.lat, "crs": "wgs84", "accuracy_m": self.accuracy[:12]}
        return Report(
            source=self.source,
            matter_code=self.matter,
            description=self.description,
            address=self.address,
            lon=self.lon,
            lat=self.lat,
            raw_fix=dict(fix) if self.lon is not None else None,
            contact_name=self.name,
            contact_phone=self.phone,
            photos=tuple(UUID(one) for one in self.photos),
            ground_code=self.ground,
        )


def empty(actor: Actor) -> Entry:
    """A new entry; the source is what this posting usually enters."""
    source = "phone" if actor.holds(Permission.DESK) else "grid" if actor.holds(Permission.GRID) else "patrol"
    return Entry(key=uuid4(), source=source)


def begun(actor: Actor, values: Mapping[str, str]) -> Entry:
    """A new entry, at a place of the map (WGS 84) if the address names one, with that place in words."""
    entry, point = empty(actor), point_in(values)
    if point is None:
        return entry
    return replace(entry, lon=point[0], lat=point[1], address=maps.spot(*point).address)


def entry_from(request: StaffRequest, at: datetime) -> Entry:
    """What was sent; photos are stored."""
    values = request.POST
    key = sent_key(values)
    photos = photos_sent(
        "photos",
        kept=values.getlist("photos_kept"),
        files=request.FILES.getlist("photos"),
        key=key,
        by=request.actor,
        at=at,
    )
    point = point_in(values)
    return Entry(
        key=key,
        source=values.get("source", "") if values.get("source") in SOURCES else "",
        matter=matter_code(values.get("matter", "")),
        description=_text(values, "description"),
        address=_text(values, "address"),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        accuracy=_text(values, "accuracy_m"),
        ground=_text(values, "ground") if not point else "",
        name=_text(values, "contact_name"),
        phone=to_halfwidth(_text(values, "contact_phone")),
        photos=tuple(str(one) for one in photos.ids),
        checked=bool(values.get("checked")),
        errors={"photos": photos.error} if photos.error else {},
    )


def point_in(values: Mapping[str, Any]) -> tuple[float, float] | None:
    """The place marked on the map (WGS 84), if there is one."""
    try:
        lon, lat = float(values.get("lon", "")), float(values.get("lat", ""))
    except ValueError:
        return None
    return (lon, lat) if isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90 else None  # noqa: PLR2004 - degrees


def matter_code(typed: str) -> str:
    """The code that was chosen; without script somebody may have typed the very title."""
    typed = typed.strip()[:80]
    return next((one.code for one in matters.search(typed) if one.title == typed), typed) if typed else ""


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name, "")).strip()


def fields_of(entry: Entry, errors: Mapping[str, str]) -> dict[str, FieldView]:
    """The fields by name; the place is drawn by the page itself."""
    title = matters.titles([entry.matter]).get(entry.matter, entry.matter) if entry.matter else ""
    sources = dict(Case.SOURCES)
    shown = [
        FieldView(
            name="source",
            title=_("来源"),
            kind="choice",
            required=True,
            value=entry.source,
            options=[Option(one, _(sources[one])) for one in SOURCES],
        ),
        FieldView(
            name="matter",
            title=_("事项"),
            kind="combo",
            required=True,
            value=entry.matter,
            value_text=title,
            url=reverse("desk:find_matters"),
            hint=_("输名称、平常说法、拼音首字母或代码，例如：井盖、jgds、0301"),
        ),
        FieldView(
            name="description", title=_("情况"), kind="lines", value=entry.description, max_length=LONGEST_DESCRIPTION
        ),
        FieldView(name="contact_name", title=_("称呼"), kind="text", value=entry.name, max_length=30),
        FieldView(
            name="contact_phone", title=_("电话"), kind="text", value=entry.phone, max_length=30, input_type="tel"
        ),
        FieldView(
            name="photos",
            title=_("照片"),
            kind="photos",
            kept=kept_tiles(stored([UUID(one) for one in entry.photos])),
        ),
    ]
    return {one.name: one.with_error(errors.get(one.name, "")) for one in shown}


def grounds(actor: Actor) -> list[Option]:
    """Where it is, when it cannot be marked: communities of the posting's county, or its own grids."""
    own = bool(actor.ground_code) and Level(actor.ground_level).depth >= Level.COMMUNITY.depth
    if own:
        found = areas.below(actor.ground_level, actor.ground_code, [Level.GRID])
    else:
        found = areas.below("county", settings.HOME_AREA, [Level.COMMUNITY])
    return [Option(one.code, one.name) for one in found]


def centre(actor: Actor) -> dict[str, Any]:
    """What the map shows first: the middle of the posting's ground."""
    here = areas.middle(actor.ground_code) or areas.middle(settings.HOME_AREA)
    return {"lon": here[0], "lat": here[1], "zoom": ZOOMS.get(actor.ground_level, 13)} if here else {}
