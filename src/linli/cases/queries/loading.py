"""A case's rows read back as the value that rules work on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from linli.areas.rules import Ground
from linli.cases.models import Assignment as AssignmentRow
from linli.cases.models import Case as CaseRow
from linli.cases.models import Clock as ClockRow
from linli.cases.models import Request as RequestRow
from linli.cases.rules import state

Part = TypeVar("Part", AssignmentRow, ClockRow, RequestRow)

#: Columns of the row that stand in the value under the same name.
SAME = (
    "state",
    "level",
    "matter_edition",
    "limit_amount",
    "limit_unit",
    "accept_amount",
    "accept_unit",
    "urgency",
    "duty_type",
    "accepted_at",
    "closed_at",
    "suspended_until",
    "was_late",
    "supervised",
    "designated",
    "forced",
    "exempted",
    "returns",
    "extensions",
    "reworks",
    "reopens",
    "urges",
    "rating",
    "desk_rating",
)


def state_of(row: CaseRow) -> state.Case:
    """The case as a value; four queries beside the row itself, which wants matter and reporter_posting joined."""
    return states_of([row])[row.pk]


def states_of(rows: Sequence[CaseRow]) -> dict[int, state.Case]:
    """The cases as values, by id; as many queries for all of them as for one."""
    ids = [row.pk for row in rows]
    assignments = _grouped(AssignmentRow.objects.filter(case_id__in=ids).order_by("pk"))
    clocks = _grouped(ClockRow.objects.filter(case_id__in=ids).order_by("number"))
    requests = _grouped(RequestRow.objects.filter(case_id__in=ids).select_related("asked_by").order_by("number"))
    return {row.pk: _state(row, assignments[row.pk], clocks[row.pk], requests[row.pk]) for row in rows}


def _grouped(parts: Iterable[Part]) -> dict[int, list[Part]]:
    """Parts by their case."""
    found: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        found[part.case_id].append(part)
    return found


def _state(
    row: CaseRow, assignments: list[AssignmentRow], clocks: list[ClockRow], requests: list[RequestRow]
) -> state.Case:
    return state.Case(
        **{name: getattr(row, name) for name in SAME},
        opened_at=row.opened_at,
        ground=Ground(row.city, row.county, row.town, row.community, row.grid),
        matter=row.matter.code,
        criterion=row.criterion_id,
        desk_unit=row.desk_unit_id,
        lead_unit=row.lead_unit_id,
        answerable_unit=row.answerable_unit_id,
        reporter_posting=row.reporter_posting_id,
        reporter_user=row.reporter_posting.user_id if row.reporter_posting else None,
        merged_into=row.merged_into_id,
        assignments=tuple(_assignment(one) for one in assignments),
        clocks=tuple(clock_of(one) for one in clocks),
        requests=tuple(_request(one) for one in requests),
    )


def _assignment(row: AssignmentRow) -> state.Assignment:
    return state.Assignment(
        unit=row.unit_id,
        role=row.role,
        assigned_at=row.assigned_at,
        received_at=row.received_at,
        fed_back_at=row.fed_back_at,
        excused_at=row.excused_at,
        ended_at=row.ended_at,
        result=row.result,
    )


def clock_of(row: ClockRow) -> state.Clock:
    """One clock's row as a value."""
    return state.Clock(
        kind=row.kind,
        holder=row.holder_id,
        amount=row.amount,
        unit=row.unit,
        started_at=row.started_at,
        resumed_at=row.resumed_at,
        due_at=row.due_at,
        warn_at=row.warn_at,
        used_seconds=row.used_seconds,
        rolled_seconds=row.rolled_seconds,
        paused_at=row.paused_at,
        stopped_at=row.stopped_at,
        met=row.met,
        uncovered=row.uncovered,
        warned=row.warned,
        overdue=row.overdue,
    )


def _request(row: RequestRow) -> state.Request:
    return state.Request(
        kind=row.kind,
        asked_at=row.asked_at,
        asked_user=row.asked_by.user_id if row.asked_by else None,
        asked_posting=row.asked_by_id,
        form=row.form,
        approvals=tuple(state.approval(one) for one in row.approvals),
        verdict=row.verdict,
        decided_at=row.decided_at,
    )
