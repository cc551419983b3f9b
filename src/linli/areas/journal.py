"""Which entries of the journal somebody may read: those of postings and people on their ground."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet

from linli.accounts.audit.models import Entry
from linli.accounts.models import Role, User
from linli.accounts.permissions import Permission
from linli.areas.models import Area, Posting, Unit
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


def names_of(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Names of people, units, roles and postings that entries speak of; one query for each kind."""
    wanted: dict[str, list[str]] = {}
    for subject, subject_id in subjects:
        wanted.setdefault(subject, []).append(subject_id)
    named: dict[tuple[str, str], str] = {}
    for subject, rows in (
        ("user", User.objects.filter(pk__in=_numbers(wanted, "user")).values_list("pk", "full_name")),
        ("unit", Unit.objects.filter(pk__in=_numbers(wanted, "unit")).values_list("pk", "name")),
        ("posting", Posting.objects.filter(pk__in=_numbers(wanted, "posting")).values_list("pk", "user__full_name")),
        ("role", Role.objects.filter(code__in=wanted.get("role", [])).values_list("code", "title")),
    ):
        named |= {(subject, str(key)): name for key, name in rows}
    return named


def _numbers(wanted: dict[str, list[str]], subject: str) -> list[int]:
    return [int(one) for one in wanted.get(subject, []) if one.isdigit()]
