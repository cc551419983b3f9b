"""What stands before every page of the command centre: a posting that may look at its ground."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from linli.accounts.permissions import Permission
from linli.cases.queries import NotFound
from linli.web.parts.doors import PostedRequest, let_in

P = ParamSpec("P")


class WatchRequest(PostedRequest):
    """A request of somebody who may look at the ground of the posting."""


def watch(
    view: Callable[Concatenate[WatchRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view for those who may look at their ground; to other staff it is not there."""

    @wraps(view)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        known = cast("WatchRequest", request)

        def answer() -> HttpResponseBase:
            if not known.actor.holds(Permission.VIEW_GROUND):
                raise NotFound
            return view(known, *args, **kwargs)

        return let_in(request, answer, lambda: render(request, "404.html", status=HTTPStatus.NOT_FOUND))

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", door)
