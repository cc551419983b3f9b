"""What the clock does by itself: reminders, urging, and resuming on a day."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.areas.rules import SYSTEM
from linli.cases import processes
from linli.cases.actions import RefusedAction, act, recalculate
from linli.cases.models import Clock
from linli.cases.rules import records

log = logging.getLogger(__name__)
BATCH = 500


@dataclass(frozen=True)
class Due:
    """A clock that has turned yellow or red and has not said so."""

    case_id: int
    action: str
    clock: str
    key: UUID


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="cases.tick")
def tick(timestamp: int) -> None:
    """Once a minute: let every clock that turned yellow or red say so, once; ``timestamp`` is the minute meant."""
    acted = run_clocks(at=timezone.now())
    log.info("minute %s: %s clocks spoke", timestamp, acted)


@app.task(retry=5)
def recalculate_clocks(county: str, at: str) -> None:
    """After a change of the calendar: the open clocks of a county, of all for ``""``; ``at`` is when it changed."""
    cases = recalculate(county, at=datetime.fromisoformat(at))
    log.info("calendar of %s changed: %s cases worked out", county or "the country", cases)


def run_clocks(*, at: datetime) -> int:
    """Carry out what is due now, each in a transaction of its own; returns how many acted.

    The key is made of the clock and its due moment, so a repeat after a crash acts no second time. After a standstill
    everything that waits is caught up, batch by batch.
    """
    acted, tried = 0, set[UUID]()
    while waiting := [due for due in due_now(at) if due.key not in tried]:
        for due in waiting:
            tried.add(due.key)
            acted += _carry_out(due, at)
    return acted


def _carry_out(due: Due, at: datetime) -> bool:
    try:
        act(due.case_id, due.action, by=SYSTEM, at=at, form={"clock": due.clock}, key=due.key)
    except RefusedAction:
        return False  # somebody was quicker: the case is no longer where the clock mattered
    return True


def due_now(at: datetime) -> list[Due]:
    """Clocks to act on, those longest due first, at most one batch of each light; two scans of small indexes.

    Only kinds that say something are looked at: a clock with nothing to say keeps its mark for ever, and many of them
    would crowd out the others.
    """
    running = Clock.objects.filter(stopped_at__isnull=True, paused_at__isnull=True)
    red = running.filter(due_at__lt=at, overdue=False).filter(_speaks("on_red"))
    yellow = running.filter(warn_at__lte=at, due_at__gte=at, warned=False).filter(_speaks("on_yellow"))
    told = ("number", "kind", "holder_id", "subject", "due_at", "warn_at")
    needed = ("case__process", "case__version", "case_id", *told)
    rows = [
        *red.select_related("case").only(*needed).order_by("due_at")[:BATCH],
        *yellow.select_related("case").only(*needed).order_by("warn_at")[:BATCH],
    ]
    return [due for clock in rows if (due := _due(clock, at))]


def _speaks(moment: str) -> Q:
    """Clocks of a kind that has something to say then, in any version of any process."""
    return Q(
        kind__in={clock.name for process in processes.versions() for clock in process.clock if getattr(clock, moment)}
    )


def _due(clock: Clock, at: datetime) -> Due | None:
    rule = processes.get(clock.case.process, clock.case.version).clocks[clock.kind]
    is_red = clock.due_at < at
    action = rule.on_red if is_red else rule.on_yellow
    if not action:
        return None
    which = "red" if is_red else f"yellow:{clock.warn_at.isoformat()}" if rule.warn else "yellow"
    name = f"clock:{clock.case_id}:{clock.number}:{clock.due_at.isoformat()}:{which}"
    told = records.to_clock(clock.kind, clock.holder_id, clock.subject)
    return Due(clock.case_id, action, told, uuid5(NAMESPACE_URL, name))
