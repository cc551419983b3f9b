"""The one question: may this posting do this on that ground?"""

from datetime import date

import msgspec
from django.db.models import Q

from linli.areas.models import Posting
from linli.areas.rules import Actor, Level
from linli.lib.prepared import ask_prepared
from linli.lib.sql import statement

_decoder = msgspec.json.Decoder(Actor)


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


def acting_as(user_id: int, on: date, *, chosen: int | None = None) -> Actor | None:
    """Who acts when a person does something: their chosen posting, else the oldest in force; ``None`` without one.

    One query: every request of staff begins with it.
    """
    values = {"person": str(user_id), "chosen": None if chosen is None else str(chosen), "on": on}
    found = ask_prepared(statement(__package__, "acting_as"), values, comes_first=True)
    return _decoder.decode(found[0]) if found else None


def within(actor: Actor) -> Q:
    """The filter that keeps rows of a ``Grounded`` model inside the posting's ground; nothing for a stranger."""
    if not actor.ground_code or actor.ground_level not in {Level.CITY, Level.COUNTY, Level.TOWN, "community", "grid"}:
        return Q(pk__in=[])
    return Q(**{actor.ground_level: actor.ground_code})
