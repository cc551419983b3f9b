"""Our grid: who serves a place, and how to reach them."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import Area, Posting, Unit
from linli.areas.rules import Level
from linli.web.portal import places
from linli.web.portal.doors import door, not_found, page
from linli.web.portal.report import where


@dataclass(frozen=True)
class Grid:
    """What residents may know of a grid; ``staff`` are the postings that are made public, by ground."""

    area: Area
    words: str
    outline: str
    staff: list[Posting]
    desk: Unit | None
    complaints: str


@door("GET")
def index(request: HttpRequest) -> HttpResponse:
    """Finding the grid: by address, on the map, or down the list."""
    typed = request.GET.get("q", "").strip()[:60]
    point = where.point(request.GET.get("lon", ""), request.GET.get("lat", ""))
    problem = ""
    if point:
        found = areas.locate(*point)
        if found and found.level == Level.GRID:
            return redirect("portal:grid", found.code)
        problem = _("这里没有划网格，请在地图上重新选，或按街道、社区找。")
    candidates = places.find(typed) if typed and not problem else []
    if typed and not candidates and not problem:
        problem = _("没有找到这个地址。可以写小区名、路名加门牌号，或按街道、社区找。")
    way, below = places.inside(request.GET.get("in", ""), timezone.localdate())
    names = areas.names({one.grid for one in candidates})
    context = {
        "typed": typed,
        "problem": problem,
        "candidates": [(one, names.get(one.grid, "")) for one in candidates if one.grid],
        "way": way,
        "below": below,
        "outline": where.outline(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return page(request, "portal/grids/index.html", context, status=status)


@door("GET")
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """One grid with its staff."""
    shown = _grid(code, timezone.localdate())
    return page(request, "portal/grids/grid.html", {"grid": shown}) if shown else not_found(request)


def _grid(code: str, on: date) -> Grid | None:
    area = areas.current(on).filter(code=code, level=Level.GRID, county=settings.HOME_AREA).first()  # unique
    if area is None:
        return None
    return Grid(
        area=area,
        words=places.words(area.ground),
        outline=str(area.extent.geojson) if area.extent else "",
        staff=_staff(area, on),
        desk=areas.desk_unit(area.ground, Level.GRID),
        complaints=_complaints(area),
    )


def _staff(area: Area, on: date) -> list[Posting]:
    """Those of the grid and of its community whose posting is made public, the grid's own first."""
    postings = areas.postings_on(on).filter(is_public=True, ground__code__in=[area.code, area.community])
    return sorted(postings, key=lambda one: (one.ground.code != area.code, one.pk))


def _complaints(area: Area) -> str:
    """The telephone for complaints nearest to the grid."""
    codes = [code for code in reversed(area.ground) if code]
    phones = dict(Area.objects.filter(code__in=codes).exclude(public_phone="").values_list("code", "public_phone"))
    return next((phones[code] for code in codes if code in phones), "")
