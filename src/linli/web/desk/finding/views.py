"""What fields that are filled by typing ask for, as JSON."""

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from linli.areas import queries as areas
from linli.cases.models import Case
from linli.cases.queries import duplicates, get_visible, visible_to
from linli.matters import queries as matters
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.lists.filters import LONGEST

MOST = 20


def _asked(request: StaffRequest) -> str:
    return request.GET.get("q", "").strip().replace("\x00", "")[:LONGEST]


@require_GET
@staff
def find_matters(request: StaffRequest) -> JsonResponse:
    """Matters by name, everyday word, pinyin initials or code."""
    found = matters.search(_asked(request)) if _asked(request) else matters.active()[:MOST]
    options = [{"value": one.code, "label": one.title, "note": one.group.title} for one in found]
    return JsonResponse({"options": options})


@require_GET
@staff
def find_units(request: StaffRequest) -> JsonResponse:
    """Units on the posting's ground by name."""
    actor = request.actor
    found = areas.units_on(actor.ground_level, actor.ground_code).filter(name__contains=_asked(request))[:MOST]
    options = [{"value": str(unit.pk), "label": unit.name, "note": unit.area.name} for unit in found]
    return JsonResponse({"options": options})


@require_GET
@staff
def find_cases(request: StaffRequest) -> JsonResponse:
    """Open cases by number; before anything is typed, those near the case that are likely the same."""
    typed = _asked(request)
    options = _numbered(request, typed) if typed else _alike(request)
    return JsonResponse({"options": options})


def _numbered(request: StaffRequest, typed: str) -> list[dict[str, str]]:
    found = visible_to(request.actor).filter(no__contains=typed, is_final=False).order_by("-opened_at", "-pk")
    return [_option(one) for one in found[:MOST]]


def _alike(request: StaffRequest) -> list[dict[str, str]]:
    number = request.GET.get("case", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):  # noqa: PLR2004 - ids of eight bytes
        return []
    case = get_visible(request.actor, int(number))
    if case.point is None:
        return []
    mine = visible_to(request.actor)
    near = duplicates(case.matter, case.point.x, case.point.y, timezone.now(), county=case.county, among=mine)
    return [_option(one.case, f"{one.metres} 米") for one in near if one.case.pk != case.pk]


def _option(case: Case, note: str = "") -> dict[str, str]:
    return {"value": case.no, "label": f"{case.no} {case.title}", "note": note or case.address}
