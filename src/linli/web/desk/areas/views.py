"""The ground at the desk: looking at areas, and changing the division below a community."""

import json
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.areas.actions import conditions, division, ground
from linli.areas.actions import geojson as files
from linli.areas.models import Area
from linli.areas.rules import KeyConflict, NotAllowed, Refused
from linli.areas.shapes import line_from_geojson, polygon_from_geojson
from linli.cases.queries import NotFound
from linli.geo.coords import System
from linli.web.desk.areas import showing
from linli.web.desk.areas.forms import DrawForm, FileForm, WordsForm
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@require_safe
@staff
def index(request: StaffRequest) -> HttpResponse:
    """The top of the posting's own ground."""
    return redirect("desk:areas:area", request.posting.ground.code)


@require_safe
@staff
def area(request: StaffRequest, code: str) -> HttpResponse:
    """One area: what lies below it, how it divides, and what has happened to it."""
    return _area_page(request, showing.seen(request.actor, code))


def _area_page(request: StaffRequest, found: Area, *, status: int = HTTPStatus.OK, **changed: Any) -> HttpResponse:
    at = timezone.now()
    problems = showing.faults(found, timezone.localdate(at))
    words = [conditions.sentence(problem) for problem in problems]
    context = {
        "area": found,
        "way": showing.way(found, request.actor),
        "children": list(showing.children(found)),
        "may_draw": showing.may_draw(request.actor, found),
        "may_edit": found.valid_to is None and request.actor.may("area.edit", found.ground),
        "faults": words,
        "history": showing.history(found),
        "polygon": showing.outline(found) if found.extent else "",
        "words_form": WordsForm(initial=_said(found)),
        "file_form": FileForm(initial={"on": timezone.localdate(at)}),
    }
    return page(request, "desk/areas/area.html", context | changed, at=at, status=status)


def _said(found: Area) -> dict[str, object]:
    return {
        "name": found.name,
        "seen": found.name,
        "kind": found.kind,
        "households": found.households,
        "public_phone": found.public_phone,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def draw(request: StaffRequest, code: str) -> HttpResponse:
    """Draw, redraw, split or merge the grids of one community."""
    found = showing.seen(request.actor, code)
    if not showing.may_draw(request.actor, found):
        raise NotFound
    at = timezone.now()
    if request.method != "POST":
        return _draw_page(request, found, DrawForm(initial={"on": timezone.localdate(at), "key": uuid4()}), at)
    form = DrawForm(request.POST)
    if not form.is_valid():
        return _draw_page(request, found, form, at, error=_("还有几处要改，见下面"))
    try:
        made = _change(request, found, form.cleaned_data, at)
    except Refused as refused:
        return _draw_page(request, found, form, at, error=refused.text, refused=refused)
    except KeyConflict as conflict:
        return _draw_page(request, found, form, at, error=str(conflict), status=HTTPStatus.CONFLICT)
    messages.success(request, _("已保存：%(names)s") % {"names": "、".join(one.name for one in made)})
    return redirect("desk:areas:area", found.code)


def _change(request: StaffRequest, parent: Area, filled: dict[str, Any], at: datetime) -> list[Area]:
    chosen = _chosen(request, parent)
    told: dict[str, Any] = {"on": filled["on"], "by": request.actor, "at": at, "key": filled["key"]}
    match filled["operation"]:
        case "draw":
            extent = polygon_from_geojson(_geometry(filled["geojson"]))
            made = ground.draw_grid(
                parent.code,
                name=filled["name"],
                extent=extent,
                kind=filled["kind"],
                households=filled["households"],
                fit=filled["fit"],
                **told,
            )
            return [made]
        case "redraw":
            extent = polygon_from_geojson(_geometry(filled["geojson"]))
            return [ground.set_extent(_only(chosen), extent=extent, reason=filled["reason"], **told)]
        case "split":
            return division.split_grid(_only(chosen), line=line_from_geojson(_geometry(filled["geojson"])), **told)
        case _:
            return [division.merge_grids(chosen, name=filled["name"], kind=filled["kind"] or None, **told)]


def _chosen(request: StaffRequest, parent: Area) -> list[str]:
    """The grids ticked, which must lie below the area that the page is about."""
    wanted = request.POST.getlist("chosen")
    known = set(Area.objects.filter(parent=parent, code__in=wanted).values_list("code", flat=True))
    return [code for code in wanted if code in known]


def _only(chosen: list[str]) -> str:
    if len(chosen) != 1:
        raise Refused("choose_one", _("请选一个网格。"))
    return chosen[0]


def _geometry(text: str) -> object:
    """The geometry that was drawn or pasted, whether bare, in a Feature or in a collection of one."""
    if not text.strip():
        raise Refused("no_geometry", _("请先在地图上画，或粘贴坐标。"))
    try:
        found = json.loads(text)
    except ValueError:
        raise Refused("bad_geometry", _("坐标不是有效的 GeoJSON。")) from None
    if isinstance(found, dict) and isinstance(found.get("features"), list) and len(found["features"]) == 1:
        found = found["features"][0]
    return found.get("geometry", found) if isinstance(found, dict) else found


def _draw_page(  # noqa: PLR0913 - a page has these parts, each named at the call
    request: StaffRequest,
    found: Area,
    form: DrawForm,
    at: datetime,
    *,
    error: str = "",
    refused: Refused | None = None,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    problems = refused.problems if refused else ()
    words = [conditions.sentence(problem) for problem in problems]
    context = {
        "area": found,
        "way": showing.way(found, request.actor),
        "form": form,
        "list": list(showing.children(found)),
        "grids": showing.division(found),
        "outline": showing.outline(found),
        "problems": showing.as_collection(problems, words) if problems else "",
        "problem_list": [{"words": one} for one in words if one != error],
        "error": error,
        "operation": form.data.get("operation", request.GET.get("operation", "draw")),
        "geojson": form.data.get("geojson", ""),
        "chosen": request.POST.getlist("chosen") or request.GET.getlist("chosen"),
        "url": reverse("desk:areas:draw", args=[found.code]),
    }
    return page(request, "desk/areas/draw.html", context, at=at, status=status if error else HTTPStatus.OK)


def _own(request: StaffRequest, code: str) -> Area:
    """An area that this posting may change; for others it is not there to be changed."""
    found = showing.seen(request.actor, code)
    if not request.actor.may("area.edit", found.ground):
        raise NotFound
    return found


@require_POST
@staff
def describe(request: StaffRequest, code: str) -> HttpResponse:
    """Name an area, say of what kind it is, and which telephone takes complaints."""
    found, at = _own(request, code), timezone.now()
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _area_page(request, found, status=UNPROCESSABLE, words_form=form)
    filled = form.cleaned_data
    kept = {name: filled[name] for name in ("kind", "households", "public_phone")}
    try:
        ground.rename_area(
            code, name=filled["name"], seen=filled["seen"], on=timezone.localdate(at), by=request.actor, at=at
        )
        ground.describe_area(code, by=request.actor, at=at, **kept)
    except NotAllowed as error:
        raise NotFound from error
    except Refused as refused:
        form.add_error("name", refused.text)
        return _area_page(request, found, status=UNPROCESSABLE, words_form=form)
    messages.success(request, _("已保存"))
    return redirect("desk:areas:area", code)


@require_POST
@staff
def take_file(request: StaffRequest, code: str) -> HttpResponse:
    """Take in a file of boundaries: good ones are kept, the others named with their reasons."""
    found, at = _own(request, code), timezone.now()
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _area_page(request, found, status=UNPROCESSABLE, file_form=form)
    filled = form.cleaned_data
    try:
        verdict = files.import_geojson(
            code, filled["file"], system=System(filled["system"]), on=filled["on"], by=request.actor, at=at
        )
    except NotAllowed as error:
        raise NotFound from error
    except Refused as refused:
        form.add_error("file", refused.text)
        return _area_page(request, found, status=UNPROCESSABLE, file_form=form)
    status = UNPROCESSABLE if verdict.errors else HTTPStatus.OK
    return _area_page(request, showing.seen(request.actor, code), status=status, verdict=verdict)


@require_safe
@staff
def geojson(request: StaffRequest, code: str) -> HttpResponse:
    """The areas below as a file (WGS 84)."""
    found = showing.seen(request.actor, code)
    answer = HttpResponse(showing.division(found), content_type="application/geo+json")
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.geojson"'
    return answer
