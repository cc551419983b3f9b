"""The clock job: finding what fell due in a minute."""

from datetime import timedelta

from django.db.models import Q

from benchmarks.measures import in_database
from benchmarks.results import Result, percentile
from benchmarks.run import Run
from linli.cases.models import Clock
from linli.cases.tasks import due_now


def measure(run: Run) -> list[Result]:
    """The scan at the busiest minute to come, when everything before it has been told."""
    told = Clock.objects.filter(Q(warned=True) | Q(overdue=True)).order_by("-due_at").values_list("due_at", flat=True)
    moment = told.filter(overdue=True)[:1].get() + timedelta(minutes=1)
    timed = in_database("clock scan", lambda: due_now(moment), 20)
    note = f"{len(due_now(moment))} due, of {Clock.objects.filter(stopped_at=None).count()} open clocks"
    return [Result("clock job: scan", run.size, percentile(timed.ms, 0.99), "ms", goal="value < 50", note=note)]
