"""Reading units, people and postings the way an administrator sees them."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
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


def postings_within(actor: Actor) -> QuerySet[Posting]:
    """Postings on the administrator's ground, past and future ones too."""
    return Posting.objects.filter(_of_administrator(actor, "ground__")).select_related(
        "user", "unit__area", "role", "ground"
    )


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
