"""Whether those who listen may still: a session may have ended, a posting too."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.access import actor_of
from linli.areas.models import Posting
from linli.deadlines.rules import SHANGHAI


@dataclass(frozen=True)
class Ticket:
    """Who listens: a session and the posting under which it asked."""

    session: str
    posting: int


def admitted(tickets: Collection[Ticket], at: datetime) -> set[Ticket]:
    """Those of the tickets that are still good; two queries however many."""
    keys, ids = {one.session for one in tickets}, {one.posting for one in tickets}
    sessions = {row.pk: row for row in Session.objects.filter(pk__in=keys, expire_date__gt=at)}
    today = at.astimezone(SHANGHAI).date()
    postings = {posting.pk: posting for posting in areas.postings_on(today).filter(pk__in=ids)}
    return {
        one
        for one in tickets
        if one.session in sessions
        and one.posting in postings
        and _is_good(sessions[one.session], postings[one.posting])
    }


def _is_good(session: Session, posting: Posting) -> bool:
    """The session is that person's, with the password of today, and the posting may look at its ground."""
    kept = session.get_decoded().get(HASH_SESSION_KEY, "")
    same = constant_time_compare(kept, posting.user.get_session_auth_hash())
    return same and actor_of(posting).holds(Permission.VIEW_GROUND)
