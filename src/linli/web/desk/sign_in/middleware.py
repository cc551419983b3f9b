"""A password that somebody else knows is changed before anything is done with it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from linli.lib.everybody import is_left_alone


class MustChangePassword:
    """Sends a person with a one-time password to the change page, from wherever they go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> HttpResponseBase | None:
        """The way to the change page, before any view but those that are the same for everybody."""
        if is_left_alone(view) or not request.user.is_authenticated or not request.user.must_change_password:
            return None
        target = reverse("account_change_password")
        if request.path in {target, reverse("account_logout")}:
            return None
        return HttpResponseClientRedirect(target) if request.headers.get("HX-Request") else redirect(target)
