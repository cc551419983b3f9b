"""A party's own code: shown once, to be read out, printed or scanned; every time a line in the journal."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods

from linli.cases.actions import RefusedAction
from linli.cases.queries import NotFound, get_visible
from linli.documents import qr
from linli.lib.codes import grouped_code
from linli.web.desk.doors import StaffRequest, staff
from linli.web.desk.pages import page
from linli.web.parts.words import told
from linli.work.disputes import queries
from linli.work.disputes.actions import hand_out_code


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def code(request: StaffRequest, case_id: int, number: int) -> HttpResponseBase:
    """The code of one party with its QR code, to be given to that party; asked for anew, the old one is void."""
    at = timezone.now()
    found = get_visible(request.actor, case_id)
    party = next((one for one in queries.parties(case_id) if one.number == number), None)
    if party is None:
        raise NotFound
    context: dict[str, Any] = {"case": found, "number": number, "party": party}
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            own = hand_out_code(case_id, number, by=request.actor, at=at, renew="renew" in request.POST)
        except RefusedAction as refused:
            context["refusal"], status = told(refused.text), HTTPStatus.FORBIDDEN
        else:
            address = settings.PUBLIC_URL + reverse("portal:party", args=[own])
            context |= {
                "own": grouped_code(own),
                "address": f"{settings.PUBLIC_URL}{reverse('portal:find')}",
                "qr": mark_safe(qr.qr_svg(address)),  # noqa: S308 - made by us of an address of ours
            }
    return page(request, "desk/disputes/code.html", context, at=at, part="slip", status=status)
