"""Which entries of the journal somebody may read: those of postings and people on their ground."""

from django.conf import settings
from django.db.models import Q, QuerySet

from linli.accounts.audit.models import Entry
from linli.accounts.permissions import Permission
from linli.areas.models import Area, Posting
from linli.areas.people import on_ground
from linli.areas.rules import Actor


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """Entries written under a posting on the ground, or by its people under none.

    Entries of nobody (the system, residents) have no ground: whoever answers for this server's county reads them.
    """
    if not actor.holds(Permission.READ_JOURNAL):
        return Entry.objects.none()
    postings = Posting.objects.filter(on_ground(actor, "ground__"))
    seen = Q(posting_id__in=postings.values("pk")) | Q(posting_id__isnull=True, user_id__in=postings.values("user_id"))
    home = Area.objects.filter(code=settings.HOME_AREA).first()  # unique: no order is needed
    if home is not None and actor.may(Permission.READ_JOURNAL, home.ground):
        seen |= Q(user_id__isnull=True)
    return Entry.objects.filter(seen)
