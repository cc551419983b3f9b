"""Setting the clocks of a county right after its calendar has changed."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from linli.areas.rules import SYSTEM
from linli.cases.actions.acting import act
from linli.cases.actions.refusals import RefusedAction
from linli.cases.models import Clock


def recalculate(county: str, *, at: datetime) -> int:
    """Work out every open clock of a county anew, each case in a transaction of its own; returns how many cases.

    Interrupted and called again with the same ``at``, it does nothing twice.
    """
    ids = Clock.objects.filter(stopped_at__isnull=True, case__county=county).order_by("case_id")
    done = 0
    for case_id in ids.values_list("case_id", flat=True).distinct().iterator():
        key = uuid5(NAMESPACE_URL, f"recalculate:{case_id}:{at.isoformat()}")
        try:
            act(case_id, "recalculate", by=SYSTEM, at=at, form={}, key=key)
        except RefusedAction:
            continue  # closed by somebody in the meantime
        done += 1
    return done
