"""The page of one party: coming in, how it stands, what it does there in one press."""

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from linli.cases.actions import BadForm, KeyConflict, NotFound, RefusedAction
from linli.documents import qr
from linli.documents.appointment import CONTENT_TYPE, calendar_file
from linli.lib.codes import grouped_code
from linli.web.parts.words import told
from linli.web.portal import limits
from linli.web.portal.disputes import entering
from linli.web.portal.disputes.entering import let_in, let_out, party_of, wrong
from linli.web.portal.disputes.forms import DigitsForm, ReasonForm
from linli.web.portal.disputes.showing import may_do
from linli.web.portal.disputes.views.frame import done, inside, key_of, not_now, repeated, show
from linli.web.portal.disputes.wording import ACTS
from linli.web.portal.doors import door, not_found, page
from linli.work.disputes import queries
from linli.work.disputes.actions import act_as, code_of, read_agreement
from linli.work.disputes.models import Party


@door("POST")
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """The end of the telephone, asked for beside the code; wrong ones are counted for the code and for the address."""
    at = timezone.now()
    party = party_of(request, code, at)
    if party is None:
        return wrong(request, code)
    form = DigitsForm(request.POST)
    limits.ask("wrong_digits", str(party.pk), at)
    if form.is_valid() and queries.ends_in(party, form.cleaned_data["digits"]):
        let_in(request.session, party)
        return redirect("portal:party", code_of(party))
    if form.is_valid():
        limits.spend("wrong_digits", str(party.pk), at)
        limits.spend("wrong_code", limits.address(request), at)
        form.add_error("digits", _("和登记的电话对不上。电话换了，请告诉调解组织。"))
    return entering.ask(request, code, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@inside("POST")
def leave(request: HttpRequest, party: Party) -> HttpResponse:
    """The telephone may be somebody else's: the next one is asked again."""
    let_out(request.session, party)
    return redirect("portal:home")


@inside("GET")
def follow(request: HttpRequest, party: Party) -> HttpResponse:
    """How it stands, who mediates, what waits for this party."""
    return show(request, party)


@inside("GET")
def thanks(request: HttpRequest, party: Party) -> HttpResponse:
    """After applying: the own code, how to keep it, what happens next."""
    code = code_of(party)
    address = settings.PUBLIC_URL + reverse("portal:party", args=[code])
    context = {
        "party": party,
        "code": code,
        "grouped": grouped_code(code),
        "qr": mark_safe(qr.qr_svg(address)),  # noqa: S308 - made by us of an address of ours
    }
    return page(request, "portal/disputes/thanks.html", context)


@inside("GET", "POST")
def do(request: HttpRequest, party: Party, action: str) -> HttpResponse:
    """One of the things a party may do, on a page that says what it leads to."""
    if action not in ACTS:
        return not_found(request)
    key = key_of(request)
    if action not in may_do(party, timezone.now()):
        return repeated(request, party, action, key) or not_now(request, party)
    if request.method == "GET":
        return _ask(request, party, action, ReasonForm(), key)
    return _act(request, party, action, key)


def _act(request: HttpRequest, party: Party, action: str, key: UUID) -> HttpResponse:
    at, form = timezone.now(), ReasonForm(request.POST)
    limits.spend("act_address", limits.address(request), at)
    if not form.is_valid():
        return _ask(request, party, action, form, key, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    filled = {ACTS[action].says: form.cleaned_data["note"].replace("\x00", "")} if ACTS[action].says else {}
    try:
        act_as(party, action, at=at, form=filled, key=key)
    except BadForm as bad:
        for text in bad.errors.values():
            form.add_error("note" if ACTS[action].says else None, told(text))
        return _ask(request, party, action, form, key, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (RefusedAction, KeyConflict):
        return not_now(request, party)
    return done(request, party, action)


def _ask(  # noqa: PLR0913 - a form comes back with these parts
    request: HttpRequest, party: Party, action: str, form: ReasonForm, key: UUID, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "party": party,
        "code": code_of(party),
        "action": ACTS[action],
        "form": form,
        "key": key,
        "mediators": queries.mediator_names(party.case.more) if action.endswith("_mediators") else [],
    }
    return page(request, "portal/disputes/do.html", context, status=status)


@inside("GET")
def paper(request: HttpRequest, party: Party) -> HttpResponse:
    """The agreement as PDF, to keep."""
    try:
        found = read_agreement(party, at=timezone.now())
    except NotFound:
        return not_found(request)
    headers = {"Content-Disposition": 'inline; filename="agreement.pdf"', "ETag": f'"{found.sha256}"'}
    return HttpResponse(found.pdf, content_type="application/pdf", headers=headers)


@inside("GET")
def meeting(request: HttpRequest, party: Party, number: int) -> HttpResponse:
    """An appointment to which this party is asked, for its calendar; one called off strikes itself out there."""
    one = queries.appointment(party.case, number, party=party.number)
    if one is None:
        return not_found(request)
    headers = {"Content-Disposition": f'attachment; filename="mediation-{number}.ics"'}
    return HttpResponse(calendar_file(one, timezone.now()), content_type=CONTENT_TYPE, headers=headers)
