"""Writing checklists, letting tasks arise, answering them: each in one transaction with its journal line."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.areas import queries as areas
from linli.areas.models import Area
from linli.areas.rules import SYSTEM, Actor, BadForm, Ground, KeyConflict, NotAllowed, Refused
from linli.deadlines.rules import SHANGHAI
from linli.work.patrols.models import Answer, Checklist, Task
from linli.work.patrols.rules import (
    Reply,
    Wording,
    faults,
    is_done,
    may_answer,
    may_begin,
    may_write,
    period,
    reply_faults,
)


@transaction.atomic
def write_checklist(wording: Wording, *, by: Actor, at: datetime, key: UUID) -> Checklist:
    """A checklist for grids of the posting's ground; its first tasks arise at once.

    A repeat of the key returns the first one. Raises ``NotAllowed`` for whoever is no desk of a town or a community,
    ``BadForm``, ``KeyConflict``.
    """
    digest = _digest(astuple(wording), by.posting_id)
    ground = areas.ground_of(by.ground_code)
    if ground is None or not may_begin(by):
        raise NotAllowed
    _check(wording, ground)
    values = {**ground._asdict(), **_columns(wording), "unit_id": by.unit_id, "written_at": at, "digest": digest}
    made, is_new = Checklist.objects.get_or_create(key=key, defaults=values)
    if not is_new and made.digest != digest:
        raise KeyConflict
    if is_new:
        audit.record("patrol.write", "checklist", made.pk, by=by, at=at)
        arise(made, at=at)
    return made


@transaction.atomic
def change_checklist(checklist_id: int, wording: Wording, *, by: Actor, at: datetime) -> Checklist:
    """Change a checklist; tasks that have arisen stay as they are. Said again, nothing changes.

    Raises ``NotAllowed``, ``BadForm``, and ``Refused`` where it was ended already.
    """
    row = _locked(checklist_id, by)
    if row.ended_at is not None:
        raise Refused("ended", _("这张清单已经停止，请另写一张"))
    _check(wording, row.ground)
    columns = _columns(wording)
    changed = sorted(name for name, value in columns.items() if getattr(row, name) != value)
    if changed:
        for name in changed:
            setattr(row, name, columns[name])
        row.save(update_fields=changed)
        audit.record("patrol.change", "checklist", row.pk, by=by, at=at, detail={"fields": changed})
        arise(row, at=at)
    return row


@transaction.atomic
def end_checklist(checklist_id: int, *, by: Actor, at: datetime) -> Checklist:
    """Let no further task arise, and take the open ones from the phones; done again, nothing changes."""
    row = _locked(checklist_id, by)
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        audit.record("patrol.end", "checklist", row.pk, by=by, at=at)
    return row


def arise_all(*, at: datetime) -> int:
    """Let the tasks of every running checklist arise, each in a transaction of its own; returns how many did."""
    return sum(arise(each, at=at) for each in Checklist.objects.filter(ended_at__isnull=True).order_by("pk"))


@transaction.atomic
def arise(checklist: Checklist, *, at: datetime) -> int:
    """The tasks of the turn that ``at`` falls into, for grids that have none yet; returns how many arose."""
    today = at.astimezone(SHANGHAI).date()
    turn = period(checklist.rhythm, checklist.from_on, checklist.until_on, today)
    if turn is None:
        return 0
    there = Task.objects.filter(checklist=checklist, from_on=turn.from_on).values("grid")
    rows = [_task(checklist, area, turn.from_on, turn.due_on) for area in _grids(checklist).exclude(code__in=there)]
    Task.objects.bulk_create(rows, ignore_conflicts=True)  # another run may have been quicker
    if rows:
        told = {"from_on": turn.from_on.isoformat(), "grids": len(rows)}
        audit.record("patrol.arise", "checklist", checklist.pk, by=SYSTEM, at=at, detail=told)
    return len(rows)


@transaction.atomic
def answer(task_id: int, replies: Sequence[Reply], *, by: Actor, at: datetime, key: UUID) -> Task:
    """Answer items of a task, all or some; it is done when every item has an answer. A repeat changes nothing.

    Answers are added, never changed: who was offline loses no word to a colleague who was quicker. Raises
    ``NotAllowed`` outside the posting's grids, ``BadForm`` by item, ``KeyConflict``.
    """
    task = _task_locked(task_id, by)
    digest = _digest([task_id, [msgspec.to_builtins(reply) for reply in replies]], by.user_id)
    if first := Answer.objects.filter(key=key).order_by("pk").first():
        if first.digest != digest:
            raise KeyConflict
        return task
    if wrong := reply_faults(replies, task.items):
        raise BadForm({name: _(text) for name, text in wrong.items()})
    Answer.objects.bulk_create([_answer(task, reply, key, digest) for reply in replies])
    answered = Answer.objects.filter(task=task).values_list("item", flat=True)
    if task.done_at is None and is_done(task.items, answered):
        task.done_at = at
        task.save(update_fields=["done_at"])
    found = sum(reply.verdict == "found" for reply in replies)
    audit.record("patrol.answer", "patrol", task.pk, by=by, at=at, detail={"items": len(replies), "found": found})
    return task


def _check(wording: Wording, ground: Ground) -> None:
    known = _below(ground).values_list("code", flat=True) if wording.grids else ()
    if wrong := faults(wording, known_grids=known):
        raise BadForm({name: _(text) for name, text in wrong.items()})


def _below(ground: Ground) -> QuerySet[Area]:
    return areas.below("community" if ground.community else "town", ground.deepest, ["grid"])


def _grids(checklist: Checklist) -> QuerySet[Area]:
    found = _below(checklist.ground).defer("extent")
    return found.filter(code__in=checklist.grids) if checklist.grids else found


def _columns(wording: Wording) -> dict[str, object]:
    return {
        "title": wording.title.strip(),
        "items": list(wording.items),
        "rhythm": str(wording.rhythm),
        "from_on": wording.from_on,
        "until_on": wording.until_on,
        "grids": sorted(wording.grids),
    }


def _task(checklist: Checklist, area: Area, from_on: date, due_on: date) -> Task:
    words = {"title": checklist.title, "items": checklist.items}
    return Task(checklist=checklist, **words, **area.ground._asdict(), from_on=from_on, due_on=due_on)


def _answer(task: Task, reply: Reply, key: UUID, digest: str) -> Answer:
    return Answer(
        task=task,
        item=reply.item,
        is_fine=reply.verdict == "fine",
        note=reply.note.strip(),
        report_key=reply.report,
        key=key,
        digest=digest,
    )


def _locked(checklist_id: int, by: Actor) -> Checklist:
    rows = Checklist.objects.select_for_update(of=("self",))
    row = rows.filter(pk=checklist_id).first()  # unique: no order is needed
    if row is None or not may_write(by, row.ground):
        raise NotAllowed
    return row


def _task_locked(task_id: int, by: Actor) -> Task:
    rows = Task.objects.select_for_update(of=("self",))
    row = rows.filter(pk=task_id).first()  # unique: no order is needed
    if row is None or not may_answer(by, row.ground):
        raise NotAllowed
    return row


def _digest(parts: Sequence[object], author: int | None) -> str:
    return hashlib.sha256(json.dumps([*parts, author], default=str, ensure_ascii=False).encode()).hexdigest()
