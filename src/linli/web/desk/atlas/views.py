"""The doors of 图上办公: the map with the list of what is in view, places to go to, and the thematic map."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases.queries import NotFound, get_visible
from linli.deadlines.rules import SHANGHAI
from linli.maps import queries as maps
from linli.web.desk.atlas.finding import hits_for, systems
from linli.web.desk.atlas.showing import found_in
from linli.web.desk.atlas.theme import MONTHS, levels_for, options, theme_of, wish_from
from linli.web.desk.atlas.window import window_from
from linli.web.desk.cases.showing import case_page
from linli.web.desk.doors import StaffRequest, staff, wants_part
from linli.web.desk.pages import page
from linli.web.desk.report.forms import ZOOMS

TEMPLATE = "desk/atlas/atlas.html"


@require_GET
@staff
def atlas(request: StaffRequest) -> HttpResponse:
    """The map and the list; asked for by the map itself, the list alone."""
    at = timezone.now()
    context = _list(request, at)
    if not wants_part(request):
        context |= _map(request, at) | _open_case(request, at)
    return page(request, TEMPLATE, context, at=at, part="found")


@require_GET
@staff
def find(request: StaffRequest) -> HttpResponse:
    """Places for a name or pasted coordinates."""
    at = timezone.now()
    context = {"hits": hits_for(request.GET.dict())}
    return page(request, TEMPLATE, context | _around(request, at), at=at, part="hits")


@require_GET
@staff
def theme(request: StaffRequest) -> HttpResponse:
    """A figure by area on the posting's ground, in classes; not there for who does not see all of a ground."""
    at = timezone.now()
    if not levels_for(request.actor):
        raise NotFound
    wish = wish_from(request.GET.dict(), request.actor)
    context = {"theme": theme_of(wish, request.actor, _today(at)) if wish else None}
    return page(request, TEMPLATE, context | _around(request, at), at=at, part="theme")


def _around(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """The rest of the page, where the whole of it is asked for."""
    return {} if wants_part(request) else _list(request, at) | _map(request, at)


def _list(request: StaffRequest, at: datetime) -> dict[str, Any]:
    window = window_from(request.GET.dict())
    found = found_in(window, request.actor, at)
    return {"found": found, "is_drawn": window.shape is not None, **_may(request.actor)}


def _map(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """What the map opens on, what can be laid over it, and where its tiles come from."""
    actor = request.actor
    middle = areas.middle(actor.ground_code)
    return {
        "centre": {"lon": middle[0], "lat": middle[1]} if middle else {},
        "zoom": ZOOMS.get(actor.ground_level, 12),
        "posting": request.posting.pk,
        "version": maps.version(),
        "report_url": reverse("desk:report") if actor.holds(Permission.REPORT) else "",
        "systems": systems(),
        "sees_ground": maps.sees_ground(actor),
        "offered": options(actor),
        "months": MONTHS - 1,
        "this_month": f"{_today(at):%Y-%m}",
    }


def _may(actor: Actor) -> dict[str, bool]:
    may_dispatch = actor.holds(Permission.DESK)
    may_urge = may_dispatch or actor.holds(Permission.SUPERVISE)
    return {"may_dispatch": may_dispatch, "may_urge": may_urge, "may_select": may_urge}


def _open_case(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """The case that the address names, open beside the map."""
    wanted = request.GET.get("case", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= 18):  # noqa: PLR2004 - ids of eight bytes
        return {"open": False}
    try:
        case = get_visible(request.actor, int(wanted))
    except NotFound:
        return {"open": True, "absent": True}
    return {"open": True, **case_page(case, request.actor, at), "back_url": reverse("desk:atlas")}


def _today(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
