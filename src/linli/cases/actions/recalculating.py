"""Setting the clocks of a county right after its calendar has changed."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from procrastinate.contrib.django import app

from linli.areas import queries as areas
from linli.areas.rules import SYSTEM
from linli.cases.actions.acting import act
from linli.cases.actions.refusals import RefusedAction
from linli.cases.models import Clock

T = TypeVar("T")
#: The task of ``cases.tasks`` that works the clocks out; named, because tasks stand above actions.
TASK = "linli.cases.tasks.recalculate_clocks"


@transaction.atomic
def with_calendar(change: Callable[[], T], *, county: str, at: datetime) -> T:
    """Change a county's calendar (every county's for ``""``), and have its open clocks worked out in the background.

    Both are one transaction: no calendar changes without its clocks. Raises what ``change`` raises.
    """
    before = areas.calendar_version(county)
    result = change()
    if areas.calendar_version(county) != before:
        app.configure_task(TASK, lock=f"{TASK}:{county}").defer(county=county, at=at.isoformat())
    return result


def recalculate(county: str, *, at: datetime) -> int:
    """Work out every open clock of a county (of all for ``""``), each case in a transaction of its own.

    Returns how many cases. Interrupted and called again with the same ``at``, it does nothing twice.
    """
    clocks = Clock.objects.filter(stopped_at__isnull=True)
    ids = (clocks.filter(case__county=county) if county else clocks).order_by("case_id")
    done = 0
    for case_id in ids.values_list("case_id", flat=True).distinct().iterator():
        key = uuid5(NAMESPACE_URL, f"recalculate:{case_id}:{at.isoformat()}")
        try:
            act(case_id, "recalculate", by=SYSTEM, at=at, form={}, key=key)
        except RefusedAction:
            continue  # closed by somebody in the meantime
        done += 1
    return done
