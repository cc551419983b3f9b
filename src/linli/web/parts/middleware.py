"""Who is asking: the posting under which a signed-in person works now."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from linli.areas import queries
from linli.areas.access import acting_as
from linli.areas.models import Posting
from linli.areas.rules import Actor
from linli.lib.everybody import is_left_alone

SESSION_KEY = "posting"


class CurrentPosting:
    """Sets ``request.actor`` and ``request.posting``: the chosen posting, else the oldest one in force, else none.

    A posting that has ended or belongs to somebody else is never taken from the session. What acts is read at once; the
    posting with its names when a page wants it, with all the ``request.postings`` that the person has.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _set(request, Actor())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> None:
        """Look the posting up, unless the view does so itself or is the same for everybody."""
        if not is_left_alone(view):
            _set(request, current_actor(request))


def _set(request: HttpRequest, actor: Actor) -> None:
    postings = SimpleLazyObject(partial(_postings, actor))
    posting = None if actor.posting_id is None else SimpleLazyObject(lambda: postings[actor.posting_id])
    request.actor, request.posting, request.postings = actor, posting, postings  # type: ignore[attr-defined]  # a request is open to attributes


def _postings(actor: Actor) -> dict[int, Posting]:
    """Every posting of whoever acts, by its id, the oldest first."""
    if actor.user_id is None:
        return {}
    return {one.pk: one for one in queries.postings_of(actor.user_id, timezone.localdate())}


def current_actor(request: HttpRequest) -> Actor:
    """Who asks: under which posting, or nobody; one query for staff, none for residents."""
    if not request.user.is_authenticated:
        return Actor()
    return acting_as(request.user.pk, timezone.localdate(), chosen=request.session.get(SESSION_KEY)) or Actor()
