"""Writing checklists, letting tasks arise, answering them: each in one transaction with its journal line."""

from collections.abc import Iterable, Sequence
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
from linli.documents import actions as documents
from linli.documents import queries as files
from linli.lib import rows
from linli.lib.repeats import digest_of
from linli.work.patrols.models import Answer, Checklist, Picture, Task
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
    digest = digest_of(astuple(wording), by.posting_id)
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
    if changed := rows.rewrite(row, _columns(wording)):
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
    tasks = [_task(checklist, area, turn.from_on, turn.due_on) for area in _grids(checklist).exclude(code__in=there)]
    Task.objects.bulk_create(tasks, ignore_conflicts=True)  # another run may have been quicker
    if tasks:
        told = {"from_on": turn.from_on.isoformat(), "grids": len(tasks)}
        audit.record("patrol.arise", "checklist", checklist.pk, by=SYSTEM, at=at, detail=told)
    return len(tasks)


@transaction.atomic
def answer(task_id: int, replies: Sequence[Reply], *, by: Actor, at: datetime, key: UUID) -> Task:
    """Answer items of a task, all or some; it is done when every item has an answer. A repeat changes nothing.

    Answers are added, never changed: who was offline loses no word to a colleague who was quicker. Raises
    ``NotAllowed`` outside the posting's grids, ``BadForm`` by item, ``KeyConflict``.
    """
    task = _task_locked(task_id, by)
    digest = digest_of(task_id, [_said(reply) for reply in replies], by.user_id)
    if first := Answer.objects.filter(key=key).order_by("pk").first():
        if first.digest != digest:
            raise KeyConflict
        return task
    if wrong := reply_faults(replies, task.items) or _photo_faults(replies, by):
        raise BadForm({name: _(text) for name, text in wrong.items()})
    made = Answer.objects.bulk_create([_answer(task, reply, key, digest) for reply in replies])
    _expect(zip(made, replies, strict=True), at=at)
    answered = Answer.objects.filter(task=task).values_list("item", flat=True)
    if task.done_at is None and is_done(task.items, answered):
        task.done_at = at
        task.save(update_fields=["done_at"])
    found = sum(reply.verdict == "found" for reply in replies)
    audit.record("patrol.answer", "patrol", task.pk, by=by, at=at, detail={"items": len(replies), "found": found})
    return task


@transaction.atomic
def take_picture(file_id: UUID, *, by: Actor, at: datetime) -> bool:
    """Hang a photo that has just arrived on the finding that waits for it; ``False`` when none does."""
    waiting = Picture.objects.select_for_update(of=("self",)).filter(pk=file_id, file=None)
    picture = waiting.select_related("answer").first()  # unique: no order is needed
    if picture is None:
        return False
    documents.attach(file_ids=[file_id], at=at)
    picture.file_id = file_id
    picture.save(update_fields=["file"])
    audit.record("patrol.picture", "patrol", picture.answer.task_id, by=by, at=at)
    return True


def _said(reply: Reply) -> dict[str, object]:
    """What a repeat is known by; without photos as it was before there were any."""
    told: dict[str, object] = msgspec.to_builtins(reply)
    return told if reply.photos else {name: value for name, value in told.items() if name != "photos"}


def _photo_faults(replies: Sequence[Reply], by: Actor) -> dict[str, str]:
    """Photos must be promised by whoever answers, and be used once."""
    wanted = [photo for reply in replies for photo in reply.photos]
    if not wanted:
        return {}
    mine = files.promised(wanted, by.user_id)
    wrong = {reply.item: "照片没有传好，请重新拍" for reply in replies if any(one not in mine for one in reply.photos)}
    return wrong or ({} if len(set(wanted)) == len(wanted) else {"": "同一张照片用了两次"})


def _expect(answered: Iterable[tuple[Answer, Reply]], *, at: datetime) -> None:
    """Let the answers wait for their photos."""
    waiting = [
        Picture(id=photo, answer=answer, number=number)
        for answer, reply in answered
        for number, photo in enumerate(reply.photos, 1)
    ]
    if waiting:
        documents.claim(upload_ids=[one.pk for one in waiting], at=at)
        Picture.objects.bulk_create(waiting)


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
    row = rows.locked(Checklist.objects.all(), checklist_id)
    if row is None or not may_write(by, row.ground):
        raise NotAllowed
    return row


def _task_locked(task_id: int, by: Actor) -> Task:
    row = rows.locked(Task.objects.all(), task_id)
    if row is None or not may_answer(by, row.ground):
        raise NotAllowed
    return row
