"""Reading units, people and postings the way an administrator sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.accounts.models import User
from linli.accounts.permissions import Permission
from linli.areas.models import Area, Posting, Unit
from linli.areas.rules import Actor, Level

_GROUNDED = {Level.CITY, Level.COUNTY, Level.TOWN, Level.COMMUNITY, Level.GRID}
_NOWHERE = Q(pk__in=[])


def on_ground(actor: Actor, prefix: str = "") -> Q:
    """The filter that keeps rows whose area (behind ``prefix``) lies on the posting's ground."""
    if not actor.ground_code or actor.ground_level not in _GROUNDED:
        return _NOWHERE
    return Q(**{f"{prefix}{actor.ground_level}": actor.ground_code})


def _of_administrator(actor: Actor, prefix: str) -> Q:
    return on_ground(actor, prefix) if actor.holds(Permission.EDIT_PEOPLE) else _NOWHERE


def areas_within(actor: Actor) -> QuerySet[Area]:
    """Areas in force on the administrator's ground, from the top down in the order of their codes."""
    return Area.objects.filter(_of_administrator(actor, ""), valid_to__isnull=True).order_by("code")


def units_within(actor: Actor) -> QuerySet[Unit]:
    """Units of the administrator's ground, by area and name."""
    return (
        Unit.objects.filter(_of_administrator(actor, "area__"))
        .select_related("area", "parent")
        .order_by("area__code", "kind", "name")
    )


def units_above(area: Area) -> QuerySet[Unit]:
    """Units in use that serve an area: its own and those of the areas above it."""
    return (
        Unit.objects.filter(is_active=True, area__code__in=[code for code in area.ground if code])
        .select_related("area")
        .order_by("area__code", "kind", "name")
    )


def unit_counts_below(area: Area) -> dict[str, int]:
    """How many units in use lie in each area directly below this one, its own subtree counted; by code."""
    child = Area.objects.filter(parent=area, valid_to__isnull=True).order_by("code").first()
    if child is None or child.level not in _GROUNDED or area.level not in _GROUNDED:
        return {}
    column = f"area__{child.level}"
    rows = (
        Unit.objects.filter(is_active=True, **{f"area__{area.level}": area.code})
        .exclude(**{column: ""})
        .values_list(column)
        .annotate(number=Count("pk"))
        .order_by(column)
    )
    return dict(rows)


def present(postings: QuerySet[Posting], on: date) -> QuerySet[Posting]:
    """Those of the postings that are in force on a day or will be."""
    return postings.filter(Q(to_on__isnull=True) | Q(to_on__gt=on))


def postings_within(actor: Actor) -> QuerySet[Posting]:
    """Postings on the administrator's ground, past and future ones too."""
    return Posting.objects.filter(_of_administrator(actor, "ground__")).select_related(
        "user", "unit__area", "role", "ground"
    )


def postings_by_id(ids: Iterable[int]) -> dict[int, Posting]:
    """Postings by their ids, whether in force or not; one query."""
    return {posting.pk: posting for posting in Posting.objects.filter(pk__in=ids).select_related("unit", "role")}


def in_force(on: date) -> QuerySet[Posting]:
    """Postings in force on a day, also those of people who may not sign in."""
    return Posting.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=on), from_on__lte=on)


def people_visible_to(actor: Actor) -> QuerySet[User]:
    """People with a posting, at any time, on the administrator's ground; to a county also those with none at all."""
    if actor.kind == "system":
        return User.objects.all()
    if not actor.holds(Permission.EDIT_PEOPLE):
        return User.objects.none()
    theirs = Posting.objects.filter(user_id=OuterRef("pk"))
    seen = Q(Exists(theirs.filter(on_ground(actor, "ground__"))))
    if actor.ground_level in {Level.PROVINCE, Level.CITY, Level.COUNTY}:
        seen |= ~Q(Exists(theirs))
    return User.objects.filter(seen)


def search(people: QuerySet[User], word: str) -> QuerySet[User]:
    """Those whose name, sign-in name or telephone holds the word."""
    if not word:
        return people
    return people.filter(Q(full_name__icontains=word) | Q(username__icontains=word) | Q(work_phone__icontains=word))


@dataclass(frozen=True)
class PersonRow:
    """A person with the postings in force or to come."""

    person: User
    postings: list[Posting]


def with_postings(people: Iterable[User], on: date) -> list[PersonRow]:
    """The people in their order, each with present postings; one query."""
    people = list(people)
    found = present(Posting.objects.filter(user__in=people), on).select_related("unit", "role", "ground")
    postings: dict[int, list[Posting]] = {}
    for posting in found.order_by("from_on", "pk"):
        postings.setdefault(posting.user_id, []).append(posting)
    return [PersonRow(person, postings.get(person.pk, [])) for person in people]


def ended(postings: QuerySet[Posting], on: date) -> QuerySet[Posting]:
    """Those of the postings that are over."""
    return postings.filter(to_on__lte=on)


@dataclass(frozen=True)
class Period:
    """A posting's time: ``last_on`` is its last day, ``kind`` now, past or future."""

    first_on: date
    last_on: date | None
    kind: str


def period_of(posting: Posting, on: date) -> Period:
    """When the posting is in force, seen from a day."""
    over = posting.to_on is not None and posting.to_on <= on
    kind = "past" if over else "future" if posting.from_on > on else "now"
    return Period(posting.from_on, posting.to_on - timedelta(days=1) if posting.to_on else None, kind)


def takers_of(posting: Posting, actor: Actor, on: date) -> QuerySet[Posting]:
    """Postings in force that may take over another's work: of the same unit or the same ground."""
    near = Q(unit_id=posting.unit_id) | Q(ground_id=posting.ground_id)
    others = postings_within(actor).filter(near, user__is_active=True).exclude(pk=posting.pk)
    return present(others, on).filter(from_on__lte=on).order_by("user__full_name", "pk")


def number_with_role(code: str, on: date) -> int:
    """How many postings in force carry the role."""
    return in_force(on).filter(role__code=code).count()


def why_not_own(user: User, actor: Actor, on: date) -> str:
    """Why this administrator may not change the account of a person that is visible; empty when allowed."""
    if actor.kind == "system":
        return ""
    present = Posting.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=on), user=user)
    outside = present.exclude(on_ground(actor, "ground__")).select_related("ground").order_by("pk").first()
    if outside is None and not present.exists():
        last = Posting.objects.filter(user=user).order_by("-to_on", "-pk").select_related("ground").first()
        outside = last if last and not actor.may(Permission.EDIT_PEOPLE, last.ground.ground) else None
    if outside is None:
        return ""
    return _("此人在%(area)s也有岗位，账号由那里的管理员管理") % {"area": outside.ground.name}


def line_of(unit: Unit) -> list[int]:
    """The unit itself and all units above it."""
    line, above = [unit.pk], unit.parent_id
    while above is not None and above not in line:
        line.append(above)
        above = Unit.objects.values_list("parent_id", flat=True).get(pk=above)
    return line


def is_last_of_administrator(posting: Posting, actor: Actor, on: date) -> bool:
    """Whether ending this posting would leave the actor unable to administer people."""
    if posting.user_id != actor.user_id or Permission.EDIT_PEOPLE not in posting.role.permissions:
        return False
    others = in_force(on).filter(user_id=actor.user_id, role__permissions__contains=[Permission.EDIT_PEOPLE])
    return not others.exclude(pk=posting.pk).filter(to_on__isnull=True).exists()


def role_of(actor: Actor) -> str:
    """The code of the role somebody works under; empty without a posting."""
    if actor.posting_id is None:
        return ""
    return Posting.objects.filter(pk=actor.posting_id).values_list("role__code", flat=True).first() or ""  # unique
