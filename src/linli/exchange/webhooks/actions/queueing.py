"""What is put into the queue of a subscription: what has happened, what is asked for again, and tests."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import connection, transaction
from django.db.models import Q

from linli.accounts.audit import actions as audit
from linli.areas.rules import Actor, Level, NotAllowed
from linli.cases.queries.watching import steps_beyond
from linli.exchange.webhooks.actions.subscriptions import locked, place_of
from linli.exchange.webhooks.models import WAITING, Delivery, Subscription
from linli.exchange.webhooks.queries import Event, events, place_before, told_by, visible_to
from linli.exchange.webhooks.rules import TEST, message_id

_LEVELS = (Level.CITY, Level.COUNTY, Level.TOWN, Level.COMMUNITY, Level.GRID)
#: A step that was sent before is sent again; one that waits goes on waiting.
_QUEUE = """
INSERT INTO webhooks_delivery
    (subscription_id, case_id, step_id, message, kind, happened_at, body, state, attempts, next_at, created_at, problem)
VALUES (%s, %s, %s, %s, %s, %s, %s, 'waiting', 0, %s, %s, '')
ON CONFLICT ON CONSTRAINT webhooks_delivery_once DO UPDATE
SET state = 'waiting', attempts = 0, next_at = excluded.next_at, done_at = NULL
WHERE webhooks_delivery.state <> 'waiting'
"""


@transaction.atomic
def fan_out(pk: int, *, at: datetime) -> int:
    """Queue what a subscription was not told yet, and move its place; returns how many steps were looked at.

    Both are one transaction: a step is queued once, whatever dies in between. Somebody else at it: nothing to do.
    """
    rows = Subscription.objects.select_for_update(skip_locked=True).select_related(None)
    row = rows.filter(pk=pk, state="active").first()  # unique: no order is needed
    if row is None:
        return 0
    told = told_by(row.place)
    ids, horizon = steps_beyond(told)
    level = _level_of(row)
    found = events(ids, level=level, code=getattr(row, level), kinds=row.kinds, with_words=row.with_words)
    with connection.cursor() as cursor:
        cursor.executemany(_QUEUE, [_values(row, event, at) for event in found])
    place = place_of(told.after(ids, horizon))
    if place != row.place:
        row.place = place
        row.save(update_fields=["place"])
    return len(ids)


@transaction.atomic
def send_test(pk: int, *, by: Actor, at: datetime, key: UUID) -> Delivery:
    """Queue a message that says nothing but that it arrived; a repeat of the key queues none. Raises ``NotAllowed``."""
    row = locked(pk, by)
    message = f"msg_test_{key.hex}"
    if first := row.deliveries.filter(message=message).order_by("pk").first():
        return first
    said = {
        "type": TEST,
        "timestamp": at.isoformat(timespec="seconds"),
        "data": {"subscription": row.name, "words": "邻理推送测试，收到即可。"},
    }
    made = row.deliveries.create(
        message=message, kind=TEST, happened_at=at, body=msgspec.json.encode(said).decode(), next_at=at, created_at=at
    )
    audit.record("webhook.test", "webhook", row.pk, by=by, at=at)
    return made


@transaction.atomic
def replay(delivery_id: int, *, by: Actor, at: datetime) -> Delivery:
    """Send one once more, under the same id; one that waits is tried at once. Raises ``NotAllowed``."""
    rows = Delivery.objects.filter(subscription__in=visible_to(by).values("pk"))
    known = rows.filter(pk=delivery_id).values_list("subscription_id", flat=True).first()  # unique: no order is needed
    if known is None:
        raise NotAllowed
    locked(known, by)
    row = Delivery.objects.select_for_update().get(pk=delivery_id)
    row.state, row.attempts, row.next_at, row.done_at = "waiting", 0, at, None
    row.save(update_fields=["state", "attempts", "next_at", "done_at"])
    audit.record("webhook.replay", "webhook", known, by=by, at=at, detail={"message": row.message})
    return row


@transaction.atomic
def replay_since(pk: int, moment: datetime, *, by: Actor, at: datetime) -> Subscription:
    """Send everything since a moment once more by moving the place back; the next round queues it.

    Moved back already beyond it, nothing changes. Raises ``NotAllowed``.
    """
    row = locked(pk, by)
    told = place_before(moment)
    if told.top < row.place["top"]:
        row.place = place_of(told)
        row.save(update_fields=["place"])
        detail: dict[str, object] = {"since": moment.isoformat(timespec="minutes")}
        audit.record("webhook.replay_since", "webhook", row.pk, by=by, at=at, detail=detail)
    return row


@transaction.atomic
def sweep(*, at: datetime, days: int, most: int = 1000) -> int:
    """Forget deliveries that were settled so many days ago, with their attempts; returns how many."""
    old = Delivery.objects.filter(~WAITING, Q(done_at__lt=at - timedelta(days=days)))
    ids = list(old.order_by("done_at").values_list("pk", flat=True)[:most])
    Delivery.objects.filter(pk__in=ids).delete()
    return len(ids)


def _level_of(row: Subscription) -> str:
    return str(next(level for level in reversed(_LEVELS) if getattr(row, level)))


def _values(row: Subscription, event: Event, at: datetime) -> tuple[int | str | datetime, ...]:
    message = message_id(row.pk, event.step_id)
    return row.pk, event.case_id, event.step_id, message, event.kind, event.at, event.body.decode(), at, at
