"""Doors of sign-in: allauth's own views, with our statuses, and the page of the lock-out."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from linli.accounts import queries
from linli.accounts.audit import actions as audit
from linli.lib.addresses import visitor_address

View = Callable[..., HttpResponse]


def with_422(view: View) -> View:
    """The same view, which answers a form with errors with 422 instead of 200."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == HTTPStatus.OK:
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    return answer


def journalled(view: View, verb: str) -> View:
    """The same view; when it has changed a second factor, the journal says so in the same transaction."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            done = {reverse("mfa_index"), reverse("mfa_view_recovery_codes")}  # where success leads; a refusal does not
            if request.method == "POST" and response.headers.get("Location") in done:
                audit.record(verb, "user", request.user.pk, by=audit.Oneself(request.user.pk), at=timezone.now())
        return response

    return answer


def not_offered(_request: HttpRequest, **_parts: str) -> HttpResponse:
    """Sign-up, e-mail and password by mail: allauth has them, this place has not."""
    raise Http404


@login_required
def after_sign_in(_request: HttpRequest) -> HttpResponse:
    """Where somebody goes who has just signed in or changed the password."""
    return redirect(settings.LOGIN_REDIRECT_URL)


def address_of(request: HttpRequest) -> str | None:
    """Where a sign-in comes from; axes counts failures by it."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    found = visitor_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.PROXIES)
    return str(found) if found else None


def locked_out(
    request: HttpRequest, _original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page that says until when nobody can sign in under this name from here; axes calls it."""
    at = timezone.now()
    username = str((credentials or {}).get("username") or "")
    until = queries.locked_until(username, address_of(request) or "", at)
    found = {
        "username": username,
        "until": until or at + settings.AXES_COOLOFF_TIME,
        "limit": settings.AXES_FAILURE_LIMIT,
    }
    return render(request, "account/locked_out.html", found, status=HTTPStatus.TOO_MANY_REQUESTS)
