"""The door of risk assessments: saying what is intended. What happens next are acts on the case."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.permissions import Permission
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.opening import NotOpened, opened
from linli.web.desk.pages import page
from linli.web.desk.risks.forms import Entry, empty, entry_from, fields_of
from linli.work.risks.actions import intend


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: StaffRequest) -> HttpResponseBase:
    """The form, and saving it."""
    if not request.actor.holds(Permission.REPORT):
        raise PermissionDenied
    at = timezone.now()
    if request.method != "POST":
        return _form(request, empty(request.GET), {}, at)
    entry = entry_from(request.POST)
    case = opened(lambda: intend(entry.intention(), by=request.actor, at=at, key=entry.key))
    if isinstance(case, NotOpened):
        return _form(request, entry, case.errors, at, status=case.status)
    messages.success(request, _("已登记 %(no)s，等受理单位看过后交评估单位。") % {"no": case.no})
    return redirect("desk:case", case.pk)


def _form(
    request: StaffRequest, entry: Entry, errors: Mapping[str, str], at: datetime, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"entry": entry, "errors": errors} | fields_of(entry, errors)
    return page(request, "desk/risks/new.html", context, at=at, status=status)
