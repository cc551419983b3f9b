"""The doors of entering a report: the form, where it lies, what is likely the same."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.cases.actions import open_case
from linli.cases.models import Case
from linli.cases.queries import Duplicate, duplicates, visible_to
from linli.lib.codes import grouped_code
from linli.matters import queries as matters
from linli.registers.places import queries as places
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.fields import Option
from linli.web.desk.kinds import FACES
from linli.web.desk.lists.rows import rows_of
from linli.web.desk.opening import NotOpened, opened
from linli.web.desk.pages import page
from linli.web.desk.report.forms import (
    Entry,
    begun,
    centre,
    empty,
    entry_from,
    fields_of,
    grounds,
    matter_code,
    point_in,
)

TEMPLATE = "desk/report/report.html"


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def report(request: StaffRequest) -> HttpResponseBase:
    """The form, and saving it; what is likely the same is shown once before anything is saved."""
    if not request.actor.holds(Permission.REPORT):
        raise PermissionDenied
    at = timezone.now()
    if request.method != "POST":
        return _form(request, begun(request.actor, request.GET), {}, at)
    entry = entry_from(request, at)
    if elsewhere := _opened_elsewhere(entry.matter):
        return HttpResponseRedirect(f"{elsewhere}?{urlencode({'type': entry.matter, 'ground': entry.ground})}")
    if not entry.checked and not entry.errors and (alike := _alike(request, entry, at)):
        return _form(request, entry, {}, at, alike=alike, status=HTTPStatus.CONFLICT)
    return _save(request, entry, at)


def _opened_elsewhere(code: str) -> str:
    """The form that opens what runs on another process than what neighbours report; "" for everything else."""
    matter = matters.active().filter(code=code).first() if code else None  # unique: no order is needed
    face = FACES.get(matter.process) if matter else None
    return reverse(face.opening) if face else ""


def _save(request: StaffRequest, entry: Entry, at: datetime) -> HttpResponseBase:
    if entry.errors:
        return _form(request, entry, entry.errors, at, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    case = opened(lambda: open_case(report=entry.report(), by=request.actor, at=at, key=entry.key))
    if isinstance(case, NotOpened):
        return _form(request, entry, case.errors, at, status=case.status)
    return _saved(request, case)


def _saved(request: StaffRequest, case: Case) -> HttpResponseBase:
    """On to the new case, or to merging it into the one it repeats."""
    code = grouped_code(case.public_code)
    messages.success(request, _("已登记 %(no)s，查询码 %(code)s。") % {"no": case.no, "code": code})
    if into := request.POST.get("merge_into", "")[:24]:
        merge = reverse("desk:do", args=[case.pk, "merge"])
        return HttpResponseRedirect(f"{merge}?{urlencode({'into': into})}")
    return HttpResponseRedirect(reverse("desk:case", args=[case.pk]))


def _form(  # noqa: PLR0913 - the form as it was sent, and what is wrong with it
    request: StaffRequest,
    entry: Entry,
    errors: Mapping[str, str],
    at: datetime,
    *,
    alike: list[dict[str, Any]] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "entry": entry,
        "fields": fields_of(entry, errors),
        "errors": errors,
        "error": errors.get("", ""),
        "grounds": grounds(request.actor),
        "centre": centre(request.actor),
        "place_words": _words(entry.lon, entry.lat),
        "alike": alike or [],
        "alike_first": status == HTTPStatus.CONFLICT and bool(alike),
        "may_merge": request.actor.holds(Permission.DESK),
        "find_url": reverse("desk:find_places"),
        "place_url": reverse("desk:place_words"),
        "others": [Option(reverse(face.opening), str(face.begins)) for face in FACES.values()],
    }
    return page(request, TEMPLATE, context, at=at, status=status)


@require_GET
@staff
def alike(request: StaffRequest) -> HttpResponse:
    """The panel of likely duplicates, asked for while the form is being filled in."""
    at = timezone.now()
    point = point_in(request.GET)
    entry = Entry(
        key=empty(request.actor).key,
        matter=matter_code(request.GET.get("matter", "")),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
    )
    context = {"alike": _alike(request, entry, at), "may_merge": request.actor.holds(Permission.DESK)}
    return page(request, "desk/report/alike.html", context, at=at, part="alike")


@require_GET
@staff
def where(request: StaffRequest) -> HttpResponse:
    """The field of the place, moved to an address that was found."""
    at = timezone.now()
    number = request.GET.get("place", "")
    found = places.place(int(number), county=settings.HOME_AREA) if number.isdecimal() and len(number) < 19 else None  # noqa: PLR2004 - ids of eight bytes
    entry = empty(request.actor)
    if found:
        entry = Entry(key=entry.key, address=found.name, lon=found.point.x, lat=found.point.y)
    context = {
        "entry": entry,
        "centre": centre(request.actor),
        "place_words": _words(entry.lon, entry.lat),
        "errors": {},
        "grounds": grounds(request.actor),
        "place_url": reverse("desk:place_words"),
    }
    answer = page(request, TEMPLATE, context, at=at, part="where")
    answer.headers["HX-Trigger"] = "linli:place"  # what is likely the same is asked for anew
    return answer


@require_GET
@staff
def place_words(request: StaffRequest) -> JsonResponse:
    """Where a point lies, in words: ``{"words": …}``."""
    point = point_in(request.GET)
    return JsonResponse({"words": _words(*point) if point else ""})


@require_GET
@staff
def find_places(request: StaffRequest) -> JsonResponse:
    """Addresses, estates and landmarks for what is typed."""
    found = places.find(request.GET.get("q", ""), county=settings.HOME_AREA)
    names = areas.names(one.community for one in found)
    options = [{"value": str(one.pk), "label": one.name, "note": names.get(one.community, "")} for one in found]
    return JsonResponse({"options": options})


def _words(lon: float | None, lat: float | None) -> str:
    """The community and grid of a point; says so when nobody serves it."""
    if lon is None or lat is None:
        return ""
    found = areas.locate(lon, lat)
    if found is None:
        return _("这里不在服务范围内，请重新选")
    ground = found.ground
    names = areas.names([ground.town, ground.community, ground.grid])
    return " · ".join(names[code] for code in (ground.town, ground.community, ground.grid) if code in names)


def _alike(request: StaffRequest, entry: Entry, at: datetime) -> list[dict[str, Any]]:
    """Open cases near the place that are likely the same thing, as rows with their distance."""
    matter = matters.active().filter(code=entry.matter).first() if entry.matter else None  # unique: no order is needed
    if matter is None or entry.lon is None or entry.lat is None:
        return []
    mine = visible_to(request.actor)
    found = duplicates(matter, entry.lon, entry.lat, at, county=settings.HOME_AREA, among=mine)
    return _rows(found, at)


def _rows(found: list[Duplicate], at: datetime) -> list[dict[str, Any]]:
    rows = rows_of([one.case for one in found], at)
    return [{"row": row, "metres": one.metres} for row, one in zip(rows, found, strict=True)]
