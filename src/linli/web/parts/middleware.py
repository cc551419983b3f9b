"""Who is asking: the posting under which a signed-in person works now."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from linli.areas import queries
from linli.areas.access import actor_of
from linli.areas.models import Posting
from linli.areas.rules import Actor
from linli.lib.everybody import is_left_alone

SESSION_KEY = "posting"


class CurrentPosting:
    """Sets ``request.posting`` and ``request.actor``: the chosen posting, else the oldest one in force, else none.

    A posting that has ended or belongs to somebody else is never taken from the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _set(request, None)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> None:
        """Look the posting up, unless the view does so itself or is the same for everybody."""
        if not is_left_alone(view):
            _set(request, chosen_posting(request))


def _set(request: HttpRequest, posting: Posting | None) -> None:
    request.posting = posting  # type: ignore[attr-defined]  # Django's request is open to attributes
    request.actor = actor_of(posting) if posting else Actor()  # type: ignore[attr-defined]  # the same


def chosen_posting(request: HttpRequest) -> Posting | None:
    """The posting this request works under; one query for staff, none for residents."""
    if not request.user.is_authenticated:
        return None
    postings = list(queries.postings_of(request.user.pk, timezone.localdate()))
    chosen = request.session.get(SESSION_KEY)
    return next((p for p in postings if p.pk == chosen), postings[0] if postings else None)
