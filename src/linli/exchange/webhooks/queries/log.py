"""Subscriptions and their log, for those who look after a ground."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from linli.accounts.permissions import Permission
from linli.accounts.privacy import vault
from linli.areas import queries as areas
from linli.areas.access import within
from linli.areas.models import Area
from linli.areas.rules import Actor, Level
from linli.cases.rules.watching import Gap, Told
from linli.exchange.webhooks.models import WAITING, Delivery, Subscription

FIELD = "webhooks.secret"
_LEVELS = (Level.COUNTY, Level.TOWN, Level.COMMUNITY)


def visible_to(actor: Actor) -> QuerySet[Subscription]:
    """Subscriptions on the ground of an administrator, those that are gone for good left out."""
    if not actor.holds(Permission.EXCHANGE):
        return Subscription.objects.none()
    return (
        Subscription.objects.filter(within(actor)).exclude(state="ended").select_related("area").defer("area__extent")
    )


def subscription(pk: int, actor: Actor) -> Subscription | None:
    """One of them, with how many deliveries wait; ``None`` for absent and forbidden alike."""
    waiting = Count("deliveries", filter=Q(deliveries__state="waiting"))
    return visible_to(actor).filter(pk=pk).annotate(waiting=waiting).first()  # unique: no order is needed


def may_edit(actor: Actor, area: Area) -> bool:
    """Whether somebody may let others follow what happens on an area."""
    return actor.may(Permission.EXCHANGE, area.ground)


def places(actor: Actor) -> list[Area]:
    """The areas an administrator may choose from: the own one and those below, down to communities."""
    levels = [level for level in _LEVELS if level.depth >= Level(actor.ground_level).depth]
    below = areas.below(actor.ground_level, actor.ground_code, [str(level) for level in levels])
    return [one for one in below.defer("extent") if may_edit(actor, one)]


def deliveries(row: Subscription) -> QuerySet[Delivery]:
    """The log of a subscription, the newest first."""
    return row.deliveries.select_related("case").defer("body").order_by("-pk")


def delivery(pk: int, actor: Actor) -> Delivery | None:
    """One delivery with everything; ``None`` for absent and forbidden alike."""
    rows = Delivery.objects.filter(subscription__in=visible_to(actor).values("pk"))
    return rows.select_related("subscription", "case").filter(pk=pk).first()  # unique: no order is needed


def due(at: datetime) -> list[int]:
    """Subscriptions to which something is to be sent now; one scan of a small index."""
    waiting = Delivery.objects.filter(WAITING, next_at__lte=at)
    awake = Q(subscription__state="active") & (
        Q(subscription__rest_until__isnull=True) | Q(subscription__rest_until__lte=at)
    )
    waiting = waiting.filter(awake | Q(step__isnull=True) & ~Q(subscription__state="ended"))
    return list(waiting.order_by("subscription_id").values_list("subscription_id", flat=True).distinct())


def secrets_of(row: Subscription, at: datetime) -> list[str]:
    """The secrets that sign now: the present one, and for a day the former one beside it."""
    present = vault.unseal(bytes(row.secret), field=FIELD)
    is_former = row.former_until is not None and at < row.former_until and bool(row.former_secret)
    return [present, *([vault.unseal(bytes(row.former_secret), field=FIELD)] if is_former else [])]


def told_by(place: dict[str, Any]) -> Told:
    """Where a subscription is, read back from its column."""
    return Told(place["top"], tuple(Gap(*gap) for gap in place["gaps"]))
