"""The page of one party, and what it does there."""

from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from linli.cases.actions import BadForm, KeyConflict, NotFound, RefusedAction
from linli.documents import qr
from linli.lib.codes import grouped_code
from linli.web.parts.words import told
from linli.web.portal import limits
from linli.web.portal.disputes import entering
from linli.web.portal.disputes.entering import let_in, let_out, party_of, wrong
from linli.web.portal.disputes.forms import DigitsForm, ReasonForm, SignForm
from linli.web.portal.disputes.showing import may_do, shown
from linli.web.portal.disputes.wording import ACTS
from linli.web.portal.doors import door, not_found, page
from linli.work.disputes import queries
from linli.work.disputes.actions import act_as, code_of, read_agreement, sign_as
from linli.work.disputes.models import Party
from linli.work.disputes.queries import Typeset
from linli.work.disputes.rules.drawing import HEIGHT, WIDTH

P = ParamSpec("P")


def inside(
    *methods: str,
) -> Callable[[Callable[Concatenate[HttpRequest, Party, P], HttpResponse]], Callable[..., HttpResponse]]:
    """A page for one party: whoever has the code and has shown to be it; anybody else is asked, or finds nothing."""

    def dress(
        view: Callable[Concatenate[HttpRequest, Party, P], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @door(*methods)
        @wraps(view)
        def opened(request: HttpRequest, /, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            party = party_of(request, code, timezone.now())
            if party is None:
                return wrong(request, code)
            if not entering.is_inside(request.session, party):
                status = HTTPStatus.OK if request.method == "GET" else HTTPStatus.FORBIDDEN
                return entering.ask(request, code, DigitsForm(), status)
            response = view(request, party, *args, **kwargs)
            response.headers["Cache-Control"] = "private, no-store"
            return response

        return opened

    return dress


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
    return _show(request, party)


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
    key = _key(request)
    if action not in may_do(party, timezone.now()):
        return _repeat(request, party, action, key) or _not_now(request, party)
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
        return _not_now(request, party)
    return _done(request, party, action)


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


@inside("GET", "POST")
def sign(request: HttpRequest, party: Party) -> HttpResponse:
    """The agreement exactly as it was typeset, and the own name under it: drawn, typed, or on paper instead."""
    at, key = timezone.now(), _key(request)
    if request.method == "POST":
        return _sign(request, party, key)
    if "sign" not in may_do(party, at):
        return _not_now(request, party)
    found = read_agreement(party, at=at)
    return _read(request, party, found, SignForm(initial={"paper": found.sha256}), key)


def _sign(request: HttpRequest, party: Party, key: UUID) -> HttpResponse:
    at, form = timezone.now(), SignForm(request.POST)
    limits.spend("act_address", limits.address(request), at)
    if form.is_valid():
        said = form.cleaned_data
        try:
            sign_as(party, paper=said["paper"], drawn=said["drawn"], typed=said["typed"], at=at, key=key)
        except BadForm as bad:
            for name, text in bad.errors.items():
                form.add_error("typed" if name == "signature" else None, told(text))
        except (RefusedAction, KeyConflict, NotFound):
            return _not_now(request, party)
        else:
            return _done(request, party, "sign")
    if "sign" not in may_do(party, at):
        return _not_now(request, party)
    found = read_agreement(party, at=at)
    again = request.POST.copy()
    again["paper"] = found.sha256
    form.data = again
    return _read(request, party, found, form, key, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _read(  # noqa: PLR0913 - a form comes back with these parts
    request: HttpRequest, party: Party, found: Typeset, form: SignForm, key: UUID, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "party": party,
        "code": code_of(party),
        "form": form,
        "key": key,
        "pages": ["data:image/png;base64," + b64encode(one).decode() for one in found.pages],
        "words": found.words,
        "sha256": found.sha256,
        "body": party.case.lead_unit,
        "width": WIDTH,
        "height": HEIGHT,
    }
    return page(request, "portal/disputes/sign.html", context, status=status)


@inside("GET")
def paper(request: HttpRequest, party: Party) -> HttpResponse:
    """The agreement as PDF, to keep."""
    try:
        found = read_agreement(party, at=timezone.now())
    except NotFound:
        return not_found(request)
    headers = {"Content-Disposition": 'inline; filename="agreement.pdf"', "ETag": f'"{found.sha256}"'}
    return HttpResponse(found.pdf, content_type="application/pdf", headers=headers)


def _done(request: HttpRequest, party: Party, action: str) -> HttpResponse:
    messages.success(request, str(ACTS[action].thanks))
    return redirect("portal:party", code_of(party))


def _repeat(request: HttpRequest, party: Party, action: str, key: UUID) -> HttpResponse | None:
    """The answer to a second press of a button whose first press has already been taken."""
    known = request.method == "POST" and party.case.steps.filter(key=key, action=action).exists()
    return _done(request, party, action) if known else None


def _key(request: HttpRequest) -> UUID:
    """The key the form came with; a new one for a form that is shown for the first time."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _not_now(request: HttpRequest, party: Party) -> HttpResponse:
    problem = _("这件事刚刚有了新进展，现在不能这样做了。请看下面的最新情况。")
    party.case.refresh_from_db()
    return _show(request, party, problem, HTTPStatus.CONFLICT)


def _show(request: HttpRequest, party: Party, problem: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"shown": shown(party, timezone.now()), "code": code_of(party), "acts": ACTS, "problem": problem}
    return page(request, "portal/disputes/party.html", context, status=status)
