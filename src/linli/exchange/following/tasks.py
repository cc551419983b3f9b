"""Asking followed servers what is new, and telling them how it went."""

import logging
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.exchange import outside
from linli.exchange.following.actions import advance, claim, fail, note, recover, take
from linli.exchange.following.models import Peer
from linli.exchange.following.queries import to_tell
from linli.exchange.following.rules import (
    EXTENDED,
    FULL,
    MOST_BYTES,
    OVERLAP,
    Row,
    Unreadable,
    halves,
    moment,
    rows,
    spans,
)

log = logging.getLogger(__name__)
#: A list of a thousand requests takes longer than a word of thanks.
SECONDS = 30.0


@dataclass
class Pulled:
    """What came of asking one server."""

    taken: int = 0
    left: int = 0
    bad: int = 0
    again: int = 0
    problem: str = ""


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="following.pull")
def pull_all(timestamp: int) -> None:
    """Every five minutes: take what is new from every server; ``timestamp`` is the minute meant."""
    for pk in Peer.objects.filter(state="active").order_by("pk").values_list("pk", flat=True):
        log.info("minute %s, server %s: %s", timestamp, pk, pull(pk))


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="following.tell")
def tell_all(timestamp: int) -> None:
    """Every twenty seconds: tell back what happened; ``timestamp`` is the moment meant."""
    told = sum(tell(pk) for pk in to_tell(timezone.now()))
    log.debug("moment %s: %s updates told", timestamp, told)


def pull(peer_id: int) -> Pulled:
    """Take what is new from one server, piece of time by piece; what was taken stays taken when a later one fails."""
    peer, pulled = Peer.objects.get(pk=peer_id), Pulled()
    now = timezone.now()
    waiting = list(spans(peer.since - OVERLAP, now))
    while waiting and not pulled.problem:
        since, until = waiting.pop(0)
        try:
            found = _asked(peer, since, until)
        except Unreadable as error:
            pulled.problem = str(error)
            fail(peer.pk, pulled.problem, at=timezone.now())
            break
        if len(found) >= FULL and (parts := halves(since, until)):
            waiting[:0] = parts
            continue
        for row in reversed(found):  # the newest stand first
            _take(peer, row, pulled)
        advance(peer.pk, until, at=timezone.now())
    if not pulled.problem:
        recover(peer.pk)
    return pulled


def tell(item_id: int) -> int:
    """Tell back what is new of one item, one update after the other; returns how many calls it took."""
    calls, goes_on = 0, True
    while goes_on and (claimed := claim(item_id, at=timezone.now())):
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        answer = outside.call("POST", claimed.url, body=claimed.body, headers=headers, limits=_limits(2048))
        goes_on = note(claimed, answer, at=timezone.now())
        calls += 1
    return calls


def _asked(peer: Peer, since: datetime, until: datetime) -> list[Row]:
    """The requests of a piece of time; raises ``Unreadable``, also for a server that does not answer."""
    asked = {"start_date": moment(since), "end_date": moment(until)} | EXTENDED
    asked |= {"jurisdiction_id": peer.jurisdiction} if peer.jurisdiction else {}
    url = f"{peer.url}requests.{peer.form}?{urlencode(asked)}"
    answer = outside.call("GET", url, headers={"Accept": "*/*"}, limits=_limits(MOST_BYTES))
    if answer.is_cut:
        raise Unreadable("对方的应答太长")
    if not answer.is_good:
        raise Unreadable(answer.problem or f"对方答 {answer.status}")
    return rows(answer.body, peer.form)


def _take(peer: Peer, row: Row, pulled: Pulled) -> None:
    at = timezone.now()
    item = take(peer.pk, row, at=at)
    if item.state == "taken" and item.seen_at != at:
        pulled.again += 1
    else:
        setattr(pulled, item.state, getattr(pulled, item.state) + 1)


def _limits(most_bytes: int) -> outside.Limits:
    return outside.Limits(allowed=settings.WEBHOOK_HOSTS, seconds=SECONDS, most_bytes=most_bytes)
