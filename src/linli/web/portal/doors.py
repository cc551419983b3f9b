"""What stands before every page of the portal: size, forgery, too many requests; each refusal is a page in words."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from linli.areas import queries as areas
from linli.cases.rules.forms import MOST_PHOTOS
from linli.web.portal.limits import TooMany

P = ParamSpec("P")

_MB = 1024 * 1024
WITHOUT_FILES = 1 * _MB
#: Six photos as a telephone takes them, a voice note and the words around them.
WITH_FILES = MOST_PHOTOS * settings.UPLOAD_MAX_BYTES + 4 * _MB


def door(
    *methods: str, most_bytes: int = WITHOUT_FILES
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """A page for residents. Its length is looked at before anything of the body is read, the CSRF token included."""

    def dress(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        guarded = require_http_methods(methods)(csrf_protect(view))

        @csrf_exempt  # the token is checked inside, after the length
        @wraps(view)
        def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                _bounded(request, most_bytes)
                response: HttpResponse = guarded(request, *args, **kwargs)
            except TooMany as limit:
                response = _too_many(request, limit)
            except (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent):
                response = page(request, "portal/too_large.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return _private(response)

        return opened

    return dress


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """A page of the portal with the county's name above it; messages stand in the page, not only in passing."""
    frame = {"county": county_name(), "said": list(get_messages(request)), "messages": ()}
    return render(request, template, frame | dict(context or {}), status=status)


def county_name() -> str:
    """What the county of this server is called; empty as long as there is none."""
    return areas.names([settings.HOME_AREA]).get(settings.HOME_AREA, "")


def not_found(request: HttpRequest) -> HttpResponse:
    """What is not there."""
    return page(request, "portal/not_found.html", status=HTTPStatus.NOT_FOUND)


def _bounded(request: HttpRequest, most_bytes: int) -> None:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > most_bytes:
        raise RequestDataTooBig


def _too_many(request: HttpRequest, limit: TooMany) -> HttpResponse:
    response = page(request, "portal/too_many.html", {"until": limit.until}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(limit.seconds)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by no proxy and found by no search engine; the browser may go back to it."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
    response.headers.setdefault("X-Robots-Tag", "noindex")
    return response
