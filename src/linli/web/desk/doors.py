"""What stands before every page of the workbench: signed in, under a posting, and every refusal an answer."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from linli.areas.models import Posting
from linli.areas.rules import Actor
from linli.cases.queries import NotFound

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of somebody who has signed in and works under a posting."""

    posting: Posting
    actor: Actor
    htmx: HtmxDetails


def staff(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view for staff: others are sent to sign in; what a posting may not see is not there."""

    @wraps(view)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if getattr(request, "posting", None) is None:
            return render(request, "desk/no_posting.html", status=HTTPStatus.FORBIDDEN)
        known = cast("StaffRequest", request)
        try:
            response: HttpResponseBase = view(known, *args, **kwargs)
        except NotFound:
            response = absent(known)
        return _personal(response)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", door)


def absent(request: StaffRequest) -> HttpResponse:
    """The answer for what is not there, and for what this posting may not see: both look the same."""
    template = "desk/absent.html" if wants_part(request) else "404.html"
    return render(request, template, status=HTTPStatus.NOT_FOUND)


def wants_part(request: StaffRequest) -> bool:
    """Whether the page asks for a piece of itself; going back in the browser asks for the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """A session that has ended inside a page must not put the sign-in form into a pane."""
    answer = redirect_to_login(request.get_full_path())
    return HttpResponseClientRedirect(answer.url) if request.headers.get("HX-Request") else answer


def _personal(response: HttpResponseBase) -> HttpResponseBase:
    """What is shown to one person is kept by no cache, unless the view says otherwise."""
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    patch_vary_headers(response, ["HX-Request"])
    return response
