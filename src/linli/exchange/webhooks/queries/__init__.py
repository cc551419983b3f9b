"""Every read of webhooks that a face may use."""

from linli.exchange.webhooks.queries.events import Event, events, place_before
from linli.exchange.webhooks.queries.log import (
    deliveries,
    delivery,
    due,
    may_edit,
    places,
    secrets_of,
    subscription,
    told_by,
    visible_to,
)

__all__ = [
    "Event",
    "deliveries",
    "delivery",
    "due",
    "events",
    "may_edit",
    "place_before",
    "places",
    "secrets_of",
    "subscription",
    "told_by",
    "visible_to",
]
