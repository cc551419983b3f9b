"""Turning what was answered to "where" into a place: the point first, then the address book, then an area."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.maps import queries as maps
from linli.registers.places.models import Place
from linli.web.portal import places
from linli.web.portal.report.drafts import Draft
from linli.web.portal.report.forms import WhereForm

#: Degrees by which the outline on the map may differ from the county's own: some fifty metres.
_COARSE = 0.0005


@dataclass(frozen=True)
class Answer:
    """The draft with what is known now; what is wrong; the places that may have been meant, or that there are none."""

    draft: Draft
    problem: str = ""
    candidates: tuple[Place, ...] = ()
    unknown: bool = False


def answered(sent: Mapping[str, str], draft: Draft) -> Answer:
    """What the form says about the place."""
    form = WhereForm(sent)
    if not form.is_valid():
        return Answer(draft, problem=_problem(form))
    told = form.cleaned_data
    address = told["address"].replace("\x00", "").strip()
    if told["ground"]:
        return _in_area(replace(draft, address=address or draft.address), told["ground"])
    if told["place"]:
        return _at_place(draft, told["place"])
    draft, before = replace(draft, address=address), draft
    if told["lon"] is not None and told["lat"] is not None and not _is_stale(told, draft, before):
        return _at_point(draft, told["lon"], told["lat"], told["accuracy_m"])
    return _by_words(draft)


def _problem(form: WhereForm) -> str:
    if "address" in form.errors:
        return _("地址太长了，最多 200 字。")
    return _("这个位置看不懂，请在地图上重新点一下，或者写地址。")


def _is_stale(told: Mapping[str, object], now: Draft, before: Draft) -> bool:
    """A point that was found for other words and came back unchanged belongs to those words."""
    same_point = (told["lon"], told["lat"]) == (before.lon, before.lat)
    return before.pointed == "search" and same_point and now.address != before.address


def _at_point(draft: Draft, lon: float, lat: float, accuracy_m: float | None) -> Answer:
    spot = maps.spot(lon, lat)
    if not spot.areas:
        nowhere = replace(draft, lon=None, lat=None, accuracy_m=None, pointed="")
        return Answer(nowhere, problem=_("这个地点不在我们服务的范围内，请在地图上重新选。"))
    is_same = (lon, lat) == (draft.lon, draft.lat)
    pointed = draft.pointed if is_same and draft.pointed else "map"
    moved = replace(draft, lon=lon, lat=lat, accuracy_m=accuracy_m, pointed=pointed, ground="")
    if moved.address in {"", moved.found_address}:
        moved = replace(moved, address=spot.address, found_address=spot.address)
    return Answer(moved)


def _at_place(draft: Draft, number: str) -> Answer:
    found = places.place(number)
    if found is None:
        return Answer(draft, problem=_("请再选一次地点。"))
    at = replace(draft, lon=found.point.x, lat=found.point.y, accuracy_m=None, pointed="search", ground="")
    return Answer(replace(at, address=draft.address or found.name))


def _in_area(draft: Draft, code: str) -> Answer:
    ground = areas.ground_of(code)
    if ground is None or ground.county != settings.HOME_AREA:
        return Answer(draft, problem=_("请再选一次地点。"))
    return Answer(replace(draft, ground=code, lon=None, lat=None, accuracy_m=None, pointed=""))


def _by_words(draft: Draft) -> Answer:
    nowhere = replace(draft, lon=None, lat=None, accuracy_m=None, pointed="")
    if draft.address and draft.ground:
        return Answer(nowhere)
    if not draft.address:
        return Answer(nowhere, problem=_("请在地图上点一下，或者写下地址。"))
    found = places.find(draft.address)
    return Answer(nowhere, candidates=tuple(found), unknown=not found)


def point(lon: str, lat: str) -> tuple[float, float] | None:
    """Two numbers that can be a point on the earth."""
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return None
    return (x, y) if math.isfinite(x) and abs(x) <= 180 and abs(y) <= 90 else None  # noqa: PLR2004 - degrees


def words(draft: Draft) -> str:
    """Where the draft lies, as far as the area tree knows."""
    if draft.lon is not None and draft.lat is not None:
        area = areas.locate(draft.lon, draft.lat)
        return places.words(area.ground) if area else ""
    ground = areas.ground_of(draft.ground)
    return places.words(ground) if ground else ""


def outline() -> str:
    """The county's outline as GeoJSON for the map; empty when it has none."""
    ground = areas.ground_of(settings.HOME_AREA)
    extent = areas.area(settings.HOME_AREA).extent if ground else None
    coarse = extent.simplify(_COARSE, preserve_topology=True) if extent else None
    return str(coarse.geojson) if coarse else ""
