"""What hangs on a posting and would be left lying when it ends."""

from dataclasses import dataclass

from django.db.models import QuerySet

from linli.areas.models import Unit
from linli.cases.models import Assignment, Case, Follow, Request
from linli.notices import queries as notices


@dataclass(frozen=True)
class OpenWork:
    """How much of each kind; ``requests`` stay with whoever asked, so that nobody approves their own."""

    reports: int
    follows: int
    notices: int
    requests: int

    @property
    def total(self) -> int:
        """How much can be handed over."""
        return self.reports + self.follows + self.notices


def open_reports(posting_id: int) -> QuerySet[Case]:
    """Cases reported under a posting that are not finished, oldest first."""
    return Case.objects.filter(reporter_posting_id=posting_id, is_final=False).order_by("pk")


def open_work(posting_id: int) -> OpenWork:
    """The open work of a posting; four counts. Cases to handle belong to its unit and stay there."""
    return OpenWork(
        reports=open_reports(posting_id).count(),
        follows=Follow.objects.filter(posting_id=posting_id, case__is_final=False).count(),
        notices=notices.unread_count(posting_id),
        requests=Request.objects.filter(asked_by_id=posting_id, verdict="").count(),
    )


def open_cases_of(unit: Unit) -> int:
    """Open cases that wait at a unit: at its desk, led by it or assisted by it."""
    open_cases = Case.objects.filter(is_final=False)
    helping = Assignment.objects.filter(unit=unit, ended_at__isnull=True, case__is_final=False).values("case_id")
    return (
        open_cases.filter(desk_unit=unit)
        .union(open_cases.filter(lead_unit=unit), open_cases.filter(pk__in=helping))
        .count()
    )
