"""The short way: what programs ask needs no session, no language, no page around it, so nothing of that is run."""

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve

#: Whatever begins so goes the short way; everything else has a session, and goes through all that belongs to it.
PREFIXES = ("/api/v1/reports", "/api/v1/openapi.json", "/open311/")


class ShortWay:
    """The outermost middleware: hands addresses of programs to their view at once, everything else on.

    What the others would have added to an answer is added here: its length, that it is not kept, and that its type
    is not to be guessed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        found = _resolved(request.path_info)
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
        answer.headers["Content-Length"] = str(len(answer.content))
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


@lru_cache(maxsize=64)  # what is not found raises, and is not kept
def _resolved(path: str) -> ResolverMatch:
    return resolve(path)  # raises Http404, which Django answers
