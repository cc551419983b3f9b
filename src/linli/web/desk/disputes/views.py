"""The doors of disputes: entering an application, looking at a party."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.cases.actions import BadForm, RefusedAction
from linli.cases.queries import NotFound, get_visible
from linli.documents.appointment import CONTENT_TYPE, calendar_file
from linli.documents.excel import workbook
from linli.web.desk.disputes.figures import sheets, shown
from linli.web.desk.disputes.forms import Entry, empty, entry_from, fields_of
from linli.web.desk.disputes.showing import meetings_of
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.figures.asking import Asked, asked
from linli.web.desk.figures.views import XLSX
from linli.web.desk.opening import NotOpened, opened
from linli.web.desk.pages import page
from linli.web.desk.people.doors import needs
from linli.web.parts.words import told
from linli.work.disputes import queries
from linli.work.disputes.actions import apply, reveal_party

#: Ids of eight bytes have fewer digits.
LONGEST_NUMBER = 19


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: StaffRequest) -> HttpResponseBase:
    """The form of an application, with the notice that is shown to the parties; and saving it."""
    if not request.actor.holds(Permission.REPORT):
        raise PermissionDenied
    at = timezone.now()
    if request.method != "POST":
        return _form(request, empty(request.GET), {}, at)
    entry = entry_from(request.POST)
    case = opened(lambda: apply(entry.typed.application(), by=request.actor, at=at, key=entry.key))
    if isinstance(case, NotOpened):
        return _form(request, entry, case.errors, at, status=case.status)
    messages.success(request, _("已登记 %(no)s。每一方有自己的查询码，在「当事人」里交给本人。") % {"no": case.no})
    return redirect("desk:case", case.pk)


@require_safe
@staff
def meetings(request: StaffRequest) -> HttpResponse:
    """What is arranged from today on in the disputes that this posting sees, the next one first."""
    at = timezone.now()
    found = meetings_of(queries.meetings_seen(request.actor), timezone.localdate(at))
    return page(request, "desk/disputes/meetings.html", {"meetings": found}, at=at)


@require_safe
@staff
def meeting(request: StaffRequest, case_id: int, number: int) -> HttpResponse:
    """An appointment for the calendar of whoever sees the case; one that was called off strikes itself out there."""
    one = queries.appointment(get_visible(request.actor, case_id), number)
    if one is None:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="mediation-{case_id}-{number}.ics"'}
    return HttpResponse(calendar_file(one, timezone.now()), content_type=CONTENT_TYPE, headers=headers)


@require_safe
@needs(Permission.VIEW_GROUND)
def figures(request: StaffRequest) -> HttpResponse:
    """The table of a ground and a period; with ``public`` as it may be published."""
    at = timezone.now()
    about = asked(request.GET, request.actor, at)
    context = shown(about, is_public=bool(request.GET.get("public")))
    return page(request, "desk/disputes/figures.html", context | {"place": _place(about)}, at=at)


@require_safe
@needs(Permission.VIEW_GROUND)
def figures_excel(request: StaffRequest) -> HttpResponse:
    """The same as xlsx."""
    at, is_public = timezone.now(), bool(request.GET.get("public"))
    with override(settings.LANGUAGE_CODE):  # files are Chinese, whoever takes them
        about = asked(request.GET, request.actor, at)
        place = _place(about)
        content = workbook(sheets(about, place, request.actor.unit_name, is_public=is_public))
    kind = "（公开）" if is_public else ""
    answer = HttpResponse(content, content_type=XLSX)
    name = f"{place}人民调解情况统计表{kind} {about.period.first}至{about.period.last}.xlsx"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _place(about: Asked) -> str:
    return areas.names([about.area])[about.area]


def _form(
    request: StaffRequest, entry: Entry, errors: Mapping[str, str], at: datetime, status: int = HTTPStatus.OK
) -> HttpResponse:
    number = entry.values.get("from", "")
    known = number.isascii() and number.isdecimal() and len(number) < LONGEST_NUMBER
    came_from = get_visible(request.actor, int(number)) if known else None
    context = {"entry": entry, "errors": errors, "came_from": came_from} | fields_of(entry, errors, request.actor)
    return page(request, "desk/disputes/new.html", context, at=at, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def party(request: StaffRequest, case_id: int, number: int) -> HttpResponseBase:
    """One party in clear, for a purpose that goes into the journal; shown once."""
    at = timezone.now()
    found = get_visible(request.actor, case_id)
    if number not in {one.number for one in queries.parties(case_id)}:
        raise NotFound
    context: dict[str, Any] = {"case": found, "number": number, "purpose": request.POST.get("purpose", "").strip()}
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            context["party"] = reveal_party(case_id, number, by=request.actor, at=at, purpose=context["purpose"])
        except BadForm as bad:
            context["error"], status = told(bad.errors["purpose"]), HTTPStatus.UNPROCESSABLE_ENTITY
        except RefusedAction as refused:
            context["refusal"], status = told(refused.text), HTTPStatus.FORBIDDEN
    return page(request, "desk/disputes/party.html", context, at=at, part="party", status=status)
