"""A case's rows read back as the value that rules work on."""

from linli.areas.rules import Ground
from linli.cases.models import Case as CaseRow
from linli.cases.models import Clock as ClockRow
from linli.cases.rules import state

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
        assignments=tuple(_assignments(row)),
        clocks=tuple(_clocks(row)),
        requests=tuple(_requests(row)),
    )


def _assignments(row: CaseRow) -> list[state.Assignment]:
    return [
        state.Assignment(
            unit=a.unit_id,
            role=a.role,
            assigned_at=a.assigned_at,
            received_at=a.received_at,
            fed_back_at=a.fed_back_at,
            excused_at=a.excused_at,
            ended_at=a.ended_at,
            result=a.result,
        )
        for a in row.assignments.order_by("pk")
    ]


def _clocks(row: CaseRow) -> list[state.Clock]:
    return [clock_of(c) for c in row.clocks.order_by("number")]


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


def _requests(row: CaseRow) -> list[state.Request]:
    return [
        state.Request(
            kind=r.kind,
            asked_at=r.asked_at,
            asked_user=r.asked_by.user_id if r.asked_by else None,
            asked_posting=r.asked_by_id,
            form=r.form,
            approvals=tuple(state.approval(a) for a in r.approvals),
            verdict=r.verdict,
            decided_at=r.decided_at,
        )
        for r in row.requests.select_related("asked_by").order_by("number")
    ]
