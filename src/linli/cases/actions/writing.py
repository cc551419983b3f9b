"""Writing a case down: what began or changed as rows, the difference as a step, the journal and the notices."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec
from django.db import connection, transaction

from linli.accounts.audit import actions as audit
from linli.accounts.audit.models import Entry
from linli.areas.rules import Actor
from linli.cases.actions import at_once
from linli.cases.models import Attachment, Awaited, Step
from linli.cases.queries.loading import ASSIGNMENT, CASE, CLOCK, REQUEST, CaseKnown
from linli.cases.rules import state
from linli.cases.rules.process import Process
from linli.documents import actions as documents
from linli.documents import queries as files_known
from linli.matters.models import Matter
from linli.notices.actions import Message

T = TypeVar("T")


@dataclass(frozen=True)
class Deed:
    """Who did what, when, filling in what, under which key."""

    action: str
    by: Actor
    at: datetime
    form: dict[str, object]
    key: UUID
    digest: str


def together(files: Collection[UUID]) -> AbstractContextManager[object]:
    """One statement is a transaction by itself, unless files follow it or the caller has begun one."""
    return transaction.atomic() if files or connection.in_atomic_block else nullcontext()


def until_written(attempt: Callable[[], T | None]) -> T:
    """What an attempt led to; each time somebody else was quicker, another one with the case as it is then."""
    while (done := attempt()) is None:
        pass
    return done


def change(
    known: CaseKnown, after: state.Case, deed: Deed, process: Process, tell: Callable[[Step], Sequence[Message]]
) -> Step | None:
    """Write a case that was looked at as it is now; ``None``, and nothing is written, if it has changed since."""
    step = step_of(known.row_version + 1, known.case, after, deed)
    old, new = columns_of(known.case, process), columns_of(after, process)
    differing: dict[str, object] = {name: value for name, value in new.items() if value != old[name]}
    if known.case.matter != after.matter:
        differing["matter_id"] = Matter.objects.values_list("pk", flat=True).get(code=after.matter)
    rows = at_once.Written(
        change={"id": known.id, "row_version": step.number} | differing,
        step=step,
        clocks=clocks_of(after.clocks, known.case.clocks),
        assignments=_assignments(after.assignments, known),
        requests=_requests(after.requests, known.case.requests),
        entry=entry_of(known.no, step, deed),
        notices=tell(step),
    )
    return step if at_once.write([rows]) else None


def columns_of(case: state.Case, process: Process) -> dict[str, object]:
    """What the value says of the row's columns, its ground and matter aside."""
    final = process.states[case.state].final
    running = None if final else case.running()
    return {column: getattr(case, name) for name, column in CASE.items()} | {
        "is_final": final,
        "due_at": running.due_at if running else None,
        "warn_at": running.warn_at if running else None,
        "owed_at": case.owed_at() if final else None,
        "light": case.light,
        "handled_seconds": case.handled_seconds(process.counting),
    }


def clocks_of(clocks: Sequence[state.Clock], before: Sequence[state.Clock] = ()) -> list[at_once.Row]:
    """The rows of clocks that are new or changed; they are only ever added or changed in place, never removed."""
    return [{"number": number, **_columns(clock, CLOCK)} for number, clock in _changed(clocks, before)]


def _assignments(assignments: Sequence[state.Assignment], known: CaseKnown) -> list[at_once.Row]:
    ids = dict(enumerate(known.assignments, 1))
    changed = _changed(assignments, known.case.assignments)
    return [{"id": ids.get(number), **_columns(each, ASSIGNMENT)} for number, each in changed]


def _requests(requests: Sequence[state.Request], before: Sequence[state.Request]) -> list[at_once.Row]:
    return [{"number": number, **_columns(request, REQUEST)} for number, request in _changed(requests, before)]


def _changed(new: Sequence[T], old: Sequence[T]) -> list[tuple[int, T]]:
    """Those that are new or not what they were, with their numbers from 1 on."""
    return [(number, each) for number, each in enumerate(new, 1) if number > len(old) or old[number - 1] != each]


def _columns(value: msgspec.Struct, columns: Mapping[str, str]) -> dict[str, object]:
    return {column: getattr(value, name) for name, column in columns.items()}


def step_of(number: int, before: state.Case | None, after: state.Case, deed: Deed) -> Step:
    """What happened, with everything that it changed; not saved, and of no case yet."""
    return Step(
        number=number,
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


def entry_of(no: str, step: Step, deed: Deed) -> Entry:
    """The journal's line about a step; not saved yet."""
    detail: dict[str, object] = {"step": step.number, "to": step.to_state}
    return audit.entry(f"case.{deed.action}", "case", no, by=deed.by, at=deed.at, detail=detail)


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
