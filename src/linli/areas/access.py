"""The one question: may this posting do this on that ground?"""

from django.db.models import Q

from linli.areas.models import Posting
from linli.areas.rules import Actor, Level


def actor_of(posting: Posting) -> Actor:
    """The posting flattened to the values that rules read; wants user, unit.area, role and ground joined."""
    return Actor(
        user_id=posting.user_id,
        posting_id=posting.pk,
        unit_id=posting.unit_id,
        name=posting.user.full_name,
        unit_name=posting.unit.name,
        unit_level=posting.unit.area.level,
        ground_level=posting.ground.level,
        ground_code=posting.ground.code,
        permissions=frozenset(posting.role.permissions),
    )


def within(actor: Actor) -> Q:
    """The filter that keeps rows of a ``Grounded`` model inside the posting's ground; nothing for a stranger."""
    if not actor.ground_code or actor.ground_level not in {Level.CITY, Level.COUNTY, Level.TOWN, "community", "grid"}:
        return Q(pk__in=[])
    return Q(**{actor.ground_level: actor.ground_code})
