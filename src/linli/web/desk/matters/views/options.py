"""What the fields that are filled by typing offer."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linli.matters import queries
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.matters.choosing import area_options, areas_like, unit_options, units_like
from linli.web.desk.matters.showing import typed

_LONGEST = 60


@staff
@require_GET
def areas(request: StaffRequest) -> HttpResponse:
    """Areas for ``q``; with ``mine`` only those whose responsibilities this posting may change."""
    editor = request.actor if "mine" in request.GET else None
    found = areas_like(_asked(request), timezone.localdate(), editor=editor)
    return JsonResponse({"options": area_options(found)})


@staff
@require_GET
def units(request: StaffRequest) -> HttpResponse:
    """Units for ``q``."""
    return JsonResponse({"options": unit_options(units_like(_asked(request)))})


@staff
@require_GET
def matters(request: StaffRequest) -> HttpResponse:
    """Matters in use for ``q``: title, everyday word, pinyin initials or code."""
    found = queries.search(_asked(request))
    options = [{"value": one.code, "label": one.title, "note": one.group.title} for one in found]
    return JsonResponse({"options": options})


def _asked(request: StaffRequest) -> str:
    return typed(request.GET.get("q"))[:_LONGEST]
