"""One delivery taken out of the queue, and what came of it.

A claim is a lease, not a lock: no transaction is open while the other side thinks, and what a dead worker was about to
send is free again when the lease ends. It may then arrive twice, under the same id; it is never lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.exchange.outside import Answer
from linli.exchange.overseers import overseers
from linli.exchange.webhooks.models import Delivery, Subscription
from linli.exchange.webhooks.queries import secrets_of
from linli.exchange.webhooks.rules import Health, Outcome, next_at, outcome, signature
from linli.lib.sql import statement
from linli.notices import actions as notices

#: Longer than a call may last, with the look-up of the name before it.
LEASE = timedelta(seconds=60)
LONGEST_ANSWER, LONGEST_PROBLEM = 500, 200


@dataclass(frozen=True)
class Claimed:
    """What is to be sent now: everything the call needs."""

    id: int
    url: str
    body: bytes
    headers: dict[str, str]


@transaction.atomic
def claim(subscription_id: int, *, at: datetime) -> Claimed | None:
    """The next delivery whose turn it is, leased; ``None`` when nothing is due.

    Of one case only the earliest that waits has its turn, so a later change never overtakes an earlier one.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement("linli.exchange.webhooks", "claim"), _claim(subscription_id, at))
        found = cursor.fetchone()
    if found is None:
        return None
    row = Delivery.objects.select_related("subscription").get(pk=found[0])
    body = row.body.encode()
    signed = signature(secrets_of(row.subscription, at), message=row.message, at=at, body=body)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": row.message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signed,
    }
    return Claimed(row.pk, row.subscription.url, body, headers)


@transaction.atomic
def note(claimed: Claimed, answer: Answer, *, at: datetime, days: int) -> Outcome:
    """Write down what came of it: the attempt, the delivery, how the address is doing.

    After ``days`` of failure, and when the other side says that it is gone, the subscription stops and its
    administrators are told; nothing that waits is given up then.
    """
    pk = Delivery.objects.values_list("subscription_id", flat=True).get(pk=claimed.id)
    subscription = Subscription.objects.select_for_update().get(pk=pk)  # first, as everywhere
    row = Delivery.objects.select_for_update().get(pk=claimed.id)
    row.tries.create(at=at, **_said(answer))
    came_to = _settle(row, answer, at)
    _save_health(subscription, answer.status, at)
    if came_to is Outcome.GONE:
        _stop(subscription, "gone", at)
    elif subscription.state == "active" and _health(subscription).is_hopeless(at, days):
        _stop(subscription, "failed", at)
    return came_to


def _claim(subscription_id: int, at: datetime) -> dict[str, int | datetime]:
    return {"subscription": subscription_id, "at": at, "until": at + LEASE}


def _said(answer: Answer) -> dict[str, object]:
    text = answer.body.decode("utf-8", "replace").replace("\x00", "")
    return {
        "status": answer.status,
        "took_ms": answer.took_ms,
        "problem": answer.problem[:LONGEST_PROBLEM],
        "answer": text[:LONGEST_ANSWER],
    }


def _settle(row: Delivery, answer: Answer, at: datetime) -> Outcome:
    row.leased_until, row.status, row.took_ms = None, answer.status, answer.took_ms
    row.problem = answer.problem[:LONGEST_PROBLEM]
    row.attempts += 1
    came_to = outcome(answer.status, row.attempts)
    if row.state != "waiting":
        pass  # somebody else, after our lease had ended, brought it to an end before us
    elif came_to is Outcome.DELIVERED:
        row.state, row.next_at, row.done_at = "delivered", None, at
    elif came_to is Outcome.GIVEN_UP:
        row.state, row.next_at, row.done_at = "given_up", None, at
    else:
        asked = answer.headers.get("retry-after", "")
        row.next_at = next_at(at, min(row.attempts, 9), seed=row.pk, retry_after=asked)
    row.save()
    return came_to


def _health(row: Subscription) -> Health:
    return Health(row.failures, row.failing_since, row.failed_at, row.rest_until)


def _save_health(row: Subscription, status: int | None, at: datetime) -> None:
    health = _health(row).after(status, at)
    row.failures, row.failing_since = health.failures, health.failing_since
    row.failed_at, row.rest_until = health.failed_at, health.rest_until
    row.delivered_at = row.delivered_at if health.failures else at
    row.save(update_fields=["failures", "failing_since", "failed_at", "rest_until", "delivered_at"])


def _stop(row: Subscription, state: str, at: datetime) -> None:
    row.state = state
    row.save(update_fields=["state"])
    audit.record("webhook.stop", "webhook", row.pk, by=None, at=at, detail={"state": state})
    words = {
        "gone": _("对方说不再接收（410），推送已停。改好地址后可以恢复，期间的变化不会丢。"),
        "failed": _("对方多日没有正常应答，推送已停。修好后可以恢复，期间的变化不会丢。"),
    }
    notices.tell(
        overseers(row.ground, at),
        kind="webhook",
        title=_("推送已停：%(name)s") % {"name": row.name},
        body=words[state],
        link=f"/desk/webhooks/{row.pk}/",
        dedupe=f"webhook:{row.pk}:{state}:{at.isoformat()}",
        at=at,
    )
