"""What fields that are filled by typing ask for, as JSON."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from linli.areas import queries as areas
from linli.cases.models import Case
from linli.cases.queries import get_visible, open_by_number, visible_among
from linli.matters import queries as matters
from linli.web.desk.cases.alike import alike
from linli.web.desk.cases.forms import criterion_field
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
    """Open cases by number; before anything is typed, those that are likely the same, then others of the matter."""
    typed = _asked(request)
    options = _numbered(request, typed) if typed else _alike(request)
    return JsonResponse({"options": options})


def _numbered(request: StaffRequest, typed: str) -> list[dict[str, str]]:
    return [_option(one) for one in open_by_number(request.actor, typed).read(None, MOST, lambda cases: cases)]


def _alike(request: StaffRequest) -> list[dict[str, str]]:
    number = request.GET.get("case", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):  # noqa: PLR2004 - ids of eight bytes
        return []
    case = get_visible(request.actor, int(number))
    near = alike(case, request.actor, timezone.now())
    alike_in_kind = Case.objects.filter(matter=case.matter, county=case.county, is_final=False)
    others = visible_among(alike_in_kind, request.actor).order_by("-opened_at", "-pk")
    others = others.exclude(pk__in=[case.pk, *(one.case.pk for one in near)])
    close = [_option(one.case, _("%(n)d 米") % {"n": one.metres}) for one in near]
    return [*close, *(_option(one) for one in others[: MOST // 2])]


@require_GET
@staff
def find_criteria(request: StaffRequest) -> HttpResponse:
    """The field of filing criteria for a matter that was chosen just now."""
    matter = matters.active().filter(code=_matter(request)).first()  # unique: no order is needed
    field = criterion_field(matter) if matter else None
    return render(request, "desk/parts/field.html", {"field": field}) if field else HttpResponse()


def _matter(request: StaffRequest) -> str:
    return request.GET.get("matter", "").strip()[:20]


def _option(case: Case, note: str = "") -> dict[str, str]:
    return {"value": case.no, "label": f"{case.no} {case.title}", "note": note or case.address}
