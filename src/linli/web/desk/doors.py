"""What stands before every page of the workbench: a page, or the piece of it that was asked for."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from linli.web.parts.doors import PostedRequest, let_in

P = ParamSpec("P")


class StaffRequest(PostedRequest):
    """A request of somebody at the workbench."""

    htmx: HtmxDetails


def staff(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view for staff: others are sent to sign in; what a posting may not see is not there."""

    @wraps(view)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        known = cast("StaffRequest", request)
        response = let_in(request, lambda: view(known, *args, **kwargs), lambda: absent(known))
        patch_vary_headers(response, ["HX-Request"])
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", door)


def absent(request: StaffRequest) -> HttpResponse:
    """The answer for what is not there, and for what this posting may not see: both look the same."""
    template = "desk/absent.html" if wants_part(request) else "404.html"
    return render(request, template, status=HTTPStatus.NOT_FOUND)


def wants_part(request: StaffRequest) -> bool:
    """Whether the page asks for a piece of itself; going back in the browser asks for the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request
