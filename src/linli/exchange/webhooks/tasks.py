"""What the worker does by itself: queue what happened, send what is due, forget what is old."""

import logging
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from linli.exchange import outside
from linli.exchange.webhooks.actions import claim, fan_out, note, sweep
from linli.exchange.webhooks.models import Subscription
from linli.exchange.webhooks.queries import due

log = logging.getLogger(__name__)
#: So long one job sends for one subscription; what is left is taken up by the next.
BUDGET_SECONDS = 20.0


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="webhooks.pump")
def pump(timestamp: int) -> None:
    """Every five seconds: queue what has happened, and have what is due sent; ``timestamp`` is the moment meant."""
    queued = queue_all()
    waiting = due(timezone.now())
    for pk in waiting:
        _defer(pk)
    log.debug("moment %s: %s steps, %s subscriptions have something due", timestamp, queued, len(waiting))


@app.task
def deliver(subscription_id: int) -> None:
    """Send what is due to one address, one after the other, for a while."""
    until = monotonic() + BUDGET_SECONDS
    while monotonic() < until and send_next(subscription_id):
        pass


@app.periodic(cron="41 3 * * *")
@app.task(queueing_lock="webhooks.sweep")
def sweep_log(timestamp: int) -> None:
    """Every night: forget what was settled long ago."""
    while swept := sweep(at=timezone.now(), days=settings.WEBHOOK_LOG_DAYS):
        log.info("night %s: %s deliveries forgotten", timestamp, swept)


def queue_all() -> int:
    """Bring every subscription up to date; returns how many steps were looked at."""
    queued = 0
    for pk in Subscription.objects.filter(state="active").order_by("pk").values_list("pk", flat=True):
        while looked_at := fan_out(pk, at=timezone.now()):
            queued += looked_at
    return queued


def send_next(subscription_id: int) -> bool:
    """Send the one whose turn it is; ``False`` when nothing is due."""
    claimed = claim(subscription_id, at=timezone.now())
    if claimed is None:
        return False
    limits = outside.Limits(allowed=settings.WEBHOOK_HOSTS)
    answer = outside.call("POST", claimed.url, body=claimed.body, headers=claimed.headers, limits=limits)
    note(claimed, answer, at=timezone.now(), days=settings.WEBHOOK_GIVE_UP_DAYS)
    return True


def _defer(subscription_id: int) -> None:
    """A job for the address, unless one waits already."""
    try:
        with transaction.atomic():
            deliver.configure(queueing_lock=f"webhooks.deliver:{subscription_id}").defer(
                subscription_id=subscription_id
            )
    except AlreadyEnqueued:
        return
