"""Following a case: hearing of every step of it."""

from datetime import datetime

from linli.areas.rules import Actor
from linli.cases.actions.refusals import NotFound
from linli.cases.models import Follow
from linli.cases.queries.visible import visible_to


def follow(case_id: int, *, by: Actor, at: datetime) -> None:
    """Follow a visible case; doing it twice changes nothing. Raises ``NotFound``."""
    _seen(case_id, by)
    Follow.objects.get_or_create(case_id=case_id, posting_id=_posting(by), defaults={"at": at})


def unfollow(case_id: int, *, by: Actor) -> None:
    """Stop following a case. Raises ``NotFound``."""
    _seen(case_id, by)
    Follow.objects.filter(case_id=case_id, posting_id=_posting(by)).delete()


def _posting(by: Actor) -> int:
    if by.posting_id is None:
        raise NotFound
    return by.posting_id


def _seen(case_id: int, by: Actor) -> None:
    if not visible_to(by).filter(pk=case_id).exists():
        raise NotFound
