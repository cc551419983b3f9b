"""What stands before every page of the command centre: signed in, and a posting that may look at its ground."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from linli.accounts.permissions import Permission
from linli.areas.models import Posting
from linli.areas.rules import Actor
from linli.cases.queries import NotFound

P = ParamSpec("P")


class WatchRequest(HttpRequest):
    """A request of somebody who may look at the ground of the posting."""

    posting: Posting
    actor: Actor


def watch(
    view: Callable[Concatenate[WatchRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view for those who may look at their ground; to other staff it is not there."""

    @wraps(view)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if getattr(request, "posting", None) is None:
            return render(request, "desk/no_posting.html", status=HTTPStatus.FORBIDDEN)
        known = cast("WatchRequest", request)
        try:
            response = _seen(view, known, *args, **kwargs)
        except NotFound:
            response = render(request, "404.html", status=HTTPStatus.NOT_FOUND)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", door)


def _seen(
    view: Callable[Concatenate[WatchRequest, P], HttpResponseBase],
    request: WatchRequest,
    *args: P.args,
    **kwargs: P.kwargs,
) -> HttpResponseBase:
    if not request.actor.holds(Permission.VIEW_GROUND):
        raise NotFound
    return view(request, *args, **kwargs)
