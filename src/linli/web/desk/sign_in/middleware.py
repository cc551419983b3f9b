"""A password that somebody else knows is changed before anything is done with it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect


class MustChangePassword:
    """Sends a person with a one-time password to the change page, from wherever they go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return self.get_response(request)
        target = reverse("account_change_password")
        if request.path in {target, reverse("account_logout")}:
            return self.get_response(request)
        return HttpResponseClientRedirect(target) if request.headers.get("HX-Request") else redirect(target)
