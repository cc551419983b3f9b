"""What stands before every page of those who work here: signed in, under a posting, and every refusal an answer."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from linli.areas.models import Posting
from linli.areas.rules import Actor
from linli.cases.queries import NotFound


class PostedRequest(HttpRequest):
    """A request of somebody who has signed in and works under a posting."""

    posting: Posting
    #: All that the person has, the oldest first.
    postings: Mapping[int, Posting]
    actor: Actor


def let_in(
    request: HttpRequest, answer: Callable[[], HttpResponseBase], absent: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The answer for staff: others are sent to sign in, and what a posting may not see is ``absent``.

    What is shown to one person is kept by no cache, unless the answer says otherwise.
    """
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if getattr(request, "posting", None) is None:
        return render(request, "parts/no_posting.html", status=HTTPStatus.FORBIDDEN)
    try:
        response = answer()
    except NotFound:
        response = absent()
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """A session that has ended inside a page must not put the sign-in form into a pane."""
    answer = redirect_to_login(request.get_full_path())
    return HttpResponseClientRedirect(answer.url) if request.headers.get("HX-Request") else answer
