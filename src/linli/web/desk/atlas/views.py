"""The door of 图上办公: the map, and beside it the list of what is in view."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases.queries import NotFound, get_visible
from linli.maps import queries as maps
from linli.web.desk.atlas.showing import found_in
from linli.web.desk.atlas.window import window_from
from linli.web.desk.cases.showing import case_page
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page
from linli.web.desk.report.forms import ZOOMS


@require_GET
@staff
def atlas(request: StaffRequest) -> HttpResponse:
    """The map and the list; asked for by the map itself, the list alone."""
    at = timezone.now()
    window = window_from(request.GET)
    context = {
        "found": found_in(window, request.actor, at),
        "window": window,
        "is_drawn": window.shape is not None,
        **_may(request.actor),
    }
    if not request.htmx:
        context |= _map(request) | _open_case(request, at)
    return page(request, "desk/atlas/atlas.html", context, at=at, part="found")


def _map(request: StaffRequest) -> dict[str, Any]:
    """What the map opens on, and where its tiles come from."""
    actor = request.actor
    middle = areas.middle(actor.ground_code)
    return {
        "centre": {"lon": middle[0], "lat": middle[1]} if middle else {},
        "zoom": ZOOMS.get(actor.ground_level, 12),
        "posting": request.posting.pk,
        "version": maps.version(),
        "report_url": reverse("desk:report") if actor.holds(Permission.REPORT) else "",
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
