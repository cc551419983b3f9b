"""Pages behind a permission: without it they are not there, like everything outside the ground."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from linli.accounts.permissions import Permission
from linli.areas.rules import NotAllowed
from linli.cases.queries import NotFound
from linli.web.desk.doors import StaffRequest, staff

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponse]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs(permission: Permission) -> Callable[[View[P]], Door[P]]:
    """The view for staff whose posting holds the permission; ``NotAllowed`` from an action looks like absence."""

    def around(view: View[P]) -> Door[P]:
        @wraps(view)
        def door(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.actor.holds(permission):
                raise NotFound
            try:
                return view(request, *args, **kwargs)
            except NotAllowed as error:
                raise NotFound from error

        return staff(cast("View[P]", door))

    return around
