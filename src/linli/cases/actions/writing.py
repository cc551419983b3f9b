"""Writing a case down: the value into rows, the difference into a step, the journal and the notices."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from linli.accounts.audit import actions as audit
from linli.accounts.audit.models import Entry
from linli.areas.rules import Actor
from linli.cases.models import Assignment, Attachment, Awaited, Case, Clock, Request, Step
from linli.cases.queries.loading import SAME
from linli.cases.rules import state
from linli.cases.rules.process import Process
from linli.documents import actions as documents
from linli.documents import queries as files_known
from linli.matters.models import Matter

_LINKS = {
    "criterion": "criterion_id",
    "desk_unit": "desk_unit_id",
    "lead_unit": "lead_unit_id",
    "answerable_unit": "answerable_unit_id",
    "merged_into": "merged_into_id",
}


@dataclass(frozen=True)
class Deed:
    """Who did what, when, filling in what, under which key."""

    action: str
    by: Actor
    at: datetime
    form: dict[str, object]
    key: UUID
    digest: str


def digest_of(*parts: object) -> str:
    """A hash by which a repeat of the same request is known."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def put_into_row(row: Case, case: state.Case, process: Process) -> None:
    """Set the row's columns from the value; does not save."""
    for name in SAME:
        setattr(row, name, getattr(case, name))
    for name, column in _LINKS.items():
        setattr(row, column, getattr(case, name))
    row.is_final = process.states[case.state].final
    running = None if row.is_final else case.running()
    row.due_at = running.due_at if running else None
    row.warn_at = running.warn_at if running else None
    row.light = case.light
    row.handled_seconds = case.handled_seconds(process.counting)
    row.is_final = process.states[case.state].final


def save_row(row: Case, before: state.Case, after: state.Case, process: Process) -> None:
    """Update the row and its clocks, assignments and requests to the value after."""
    put_into_row(row, after, process)
    if before.matter != after.matter:
        row.matter = Matter.objects.get(code=after.matter)
    row.row_version += 1
    row.save()
    save_parts(row, before, after)


def save_parts(row: Case, before: state.Case, after: state.Case) -> None:
    """Write the parts that changed; parts are only ever added or updated in place, never removed."""
    _save_assignments(row, before.assignments, after.assignments)
    _save_clocks(row, before.clocks, after.clocks)
    _save_requests(row, before.requests, after.requests)


def _save_assignments(row: Case, old: tuple[state.Assignment, ...], new: tuple[state.Assignment, ...]) -> None:
    kept = list(row.assignments.order_by("pk")) if old else []
    changed = [(r, n) for r, o, n in zip(kept, old, new, strict=False) if o != n]
    # Ended ones first: the constraint allows one open assignment of a unit at a time.
    for assignment, value in sorted(changed, key=lambda pair: pair[1].ended_at is None):
        for name in ("received_at", "fed_back_at", "excused_at", "ended_at", "result"):
            setattr(assignment, name, getattr(value, name))
        assignment.save()
    Assignment.objects.bulk_create(
        Assignment(case=row, unit_id=a.unit, role=a.role, assigned_at=a.assigned_at) for a in new[len(old) :]
    )


def _save_clocks(row: Case, old: tuple[state.Clock, ...], new: tuple[state.Clock, ...]) -> None:
    changed = [
        clock for clock in clocks_of(new) if clock.number > len(old) or old[clock.number - 1] != new[clock.number - 1]
    ]
    for clock in changed:
        clock.case = row
    if changed:
        Clock.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["case", "number"],
            update_fields=["holder", *(name for name in _CLOCK_COLUMNS if name != "kind")],
        )


def clocks_of(clocks: tuple[state.Clock, ...]) -> list[Clock]:
    """The rows of a case's clocks, not saved and of no case yet."""
    return [Clock(number=number, holder_id=c.holder, **_clock_columns(c)) for number, c in enumerate(clocks, 1)]


_CLOCK_COLUMNS = [name for name in state.Clock.__struct_fields__ if name != "holder"]


def _clock_columns(clock: state.Clock) -> dict[str, object]:
    return {name: getattr(clock, name) for name in _CLOCK_COLUMNS}


def _save_requests(row: Case, old: tuple[state.Request, ...], new: tuple[state.Request, ...]) -> None:
    for number, request in enumerate(new, 1):
        if number <= len(old) and old[number - 1] == request:
            continue
        Request.objects.update_or_create(
            case=row,
            number=number,
            defaults={
                "kind": request.kind,
                "asked_at": request.asked_at,
                "asked_by_id": request.asked_posting,
                "form": request.form,
                "approvals": msgspec.to_builtins(request.approvals),
                "verdict": request.verdict,
                "decided_at": request.decided_at,
            },
        )


def add_step(row: Case, before: state.Case | None, after: state.Case, deed: Deed) -> Step:
    """Append what happened, with everything that it changed, and the journal's line."""
    step = step_of(row, before, after, deed)
    step.save(force_insert=True)
    audit.append(entry_of(row, step, deed))
    return step


def step_of(row: Case, before: state.Case | None, after: state.Case, deed: Deed) -> Step:
    """What happened, with everything that it changed; not saved yet."""
    return Step(
        case=row if row.pk else None,
        number=row.row_version,
        action=deed.action,
        at=deed.at,
        actor_kind=deed.by.kind,
        posting_id=deed.by.posting_id,
        unit_id=deed.by.unit_id,
        actor_name=deed.by.name,
        from_state=before.state if before else "",
        to_state=after.state,
        form=deed.form,
        changes=state.difference(before, after),
        key=deed.key,
        digest=deed.digest,
    )


def entry_of(row: Case, step: Step, deed: Deed) -> Entry:
    """The journal's line about a step; not saved yet."""
    detail: dict[str, object] = {"step": step.number, "to": step.to_state}
    return audit.entry(f"case.{deed.action}", "case", row.no, by=deed.by, at=deed.at, detail=detail)


def attach(step: Step, files: Mapping[UUID, str], *, by: Actor, is_public: bool, at: datetime) -> None:
    """Hang files on a step, each with its purpose; the step waits for those that were promised and have not come.

    Raises what ``documents.attach`` raises.
    """
    if not files:
        return
    promised = files_known.promised(files, by.user_id)
    here = [one for one in files if one not in promised]
    documents.attach(file_ids=here, at=at)
    Attachment.objects.bulk_create(
        Attachment(case_id=step.case_id, step=step, file_id=file_id, purpose=files[file_id], is_public=is_public)
        for file_id in here
    )
    documents.claim(upload_ids=[*promised], at=at)
    Awaited.objects.bulk_create(
        Awaited(case_id=step.case_id, step=step, upload_id=one, purpose=files[one], is_public=is_public)
        for one in promised
    )


@dataclass(frozen=True)
class Origin:
    """What the phone on which something was filled in says of it.

    ``seal``: a hash of all that it sent, so that a repeat is one to the last sign. ``made_at``: when it was filled in
    by the phone's own clock, kept as told and used for nothing.
    """

    seal: str = ""
    made_at: str = ""

    def in_form(self) -> dict[str, object]:
        """What a step keeps of it."""
        return {"made_at": self.made_at} if self.made_at else {}

    def in_digest(self) -> list[str]:
        """What makes a repeat, beside what is done."""
        return [self.seal] if self.seal else []


HERE = Origin()
