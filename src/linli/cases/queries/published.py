"""What everybody may know of cases without knowing a public code."""

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from linli.cases import processes
from linli.cases.models import Case, Clock, Step

#: The process of what neighbours report; other kinds of work are nobody's business but of those concerned.
_PROCESS = "event"
#: The work is over, rated or not; see ``wording.is_done``.
DONE = Q(closed_at__isnull=False) | Q(is_final=True)


def changed_since(cases: QuerySet[Case], at: datetime) -> QuerySet[Case]:
    """Those of the cases to which anything happened from a moment on; steps are found by their time."""
    return cases.filter(pk__in=Step.objects.filter(at__gte=at).values("case_id"))


def published(county: str) -> QuerySet[Case]:
    """Cases of a county whose matter is open to the public and does not concern a person, in no order.

    With the names a reader wants joined, when anything last happened (``updated_at``), and until when the work is to
    be done (``expected_at``), empty before it is given to somebody.
    """
    steps = Step.objects.filter(case=OuterRef("pk")).order_by("-number")
    counting = processes.latest(_PROCESS).counting
    clocks = Clock.objects.filter(case=OuterRef("pk"), kind__in=counting, stopped_at__isnull=True).order_by("-number")
    return (
        Case.objects.filter(county=county, process=_PROCESS, matter__is_public=True, matter__is_confidential=False)
        .select_related("matter", "desk_unit", "lead_unit", "merged_into")
        .defer("raw_fix")
        .annotate(updated_at=Subquery(steps.values("at")[:1]), expected_at=Subquery(clocks.values("due_at")[:1]))
    )
