"""What every page of a party has: who is let in, what was sent before, and how it stands after something was done."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.web.portal.disputes import entering
from linli.web.portal.disputes.entering import party_of, wrong
from linli.web.portal.disputes.forms import DigitsForm
from linli.web.portal.disputes.showing import shown
from linli.web.portal.disputes.wording import ACTS
from linli.web.portal.doors import door, page
from linli.work.disputes.actions import code_of
from linli.work.disputes.models import Party

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


def done(request: HttpRequest, party: Party, action: str) -> HttpResponse:
    """What was done, said on the page of the party."""
    messages.success(request, str(ACTS[action].thanks))
    return redirect("portal:party", code_of(party))


def repeated(request: HttpRequest, party: Party, action: str, key: UUID) -> HttpResponse | None:
    """The answer to a second press of a button whose first press has already been taken."""
    known = request.method == "POST" and party.case.steps.filter(key=key, action=action).exists()
    return done(request, party, action) if known else None


def key_of(request: HttpRequest) -> UUID:
    """The key the form came with; a new one for a form that is shown for the first time."""
    return key_in(request.POST.get("key", ""))


def key_in(text: str) -> UUID:
    """The key that a form came with, or a new one."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def not_now(request: HttpRequest, party: Party) -> HttpResponse:
    """What cannot be done now, said above how it stands."""
    problem = _("这件事刚刚有了新进展，现在不能这样做了。请看下面的最新情况。")
    party.case.refresh_from_db()
    return show(request, party, problem, HTTPStatus.CONFLICT)


def show(request: HttpRequest, party: Party, problem: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    """How it stands for this party."""
    context = {"shown": shown(party, timezone.now()), "code": code_of(party), "acts": ACTS, "problem": problem}
    return page(request, "portal/disputes/party.html", context, status=status)
