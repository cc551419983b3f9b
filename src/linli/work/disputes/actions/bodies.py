"""Keeping what bodies that mediate are, and who is on their rosters: each in one transaction with its journal line."""

from dataclasses import astuple, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.accounts.audit import actions as audit
from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.models import Unit
from linli.areas.rules import Actor, BadForm, KeyConflict, NotAllowed
from linli.lib import rows
from linli.lib.repeats import digest_of
from linli.work.disputes import queries
from linli.work.disputes.models import Body, Mediator
from linli.work.disputes.rules.bodies import KINDS


@dataclass(frozen=True)
class BodyWording:
    """What is said of a body; ``has_woman`` of its members together, of nobody in particular."""

    unit_id: int
    kind: str
    seat: str = ""
    has_woman: bool = False
    note: str = ""


@dataclass(frozen=True)
class MediatorWording:
    """Who comes onto a roster, from when on; ``posting_id`` is that under which the person works here, if any."""

    name: str
    from_on: date
    posting_id: int | None = None
    is_member: bool = True


@transaction.atomic
def keep_body(wording: BodyWording, *, by: Actor, at: datetime) -> Body:
    """Say what a unit that mediates is; said again, nothing changes.

    Raises ``NotAllowed`` for whoever keeps no units on that ground, ``BadForm``.
    """
    unit = Unit.objects.select_related("area").filter(pk=wording.unit_id).first()  # unique: no order is needed
    if unit is None or not by.may(Permission.EDIT_PEOPLE, unit.area.ground):
        raise NotAllowed
    if wording.kind not in dict(KINDS):
        raise BadForm({"kind": "请选择类别"})
    if not queries.is_mediation_body(unit.pk):
        raise BadForm({"kind": "这个单位没有承担调解的职责，请先在「单位与人员」里填写"})
    said: dict[str, object] = {
        "kind": wording.kind,
        "seat": wording.seat.strip(),
        "has_woman": wording.has_woman,
        "note": wording.note.strip(),
    }
    place = unit.area.ground._asdict()
    body, is_new = Body.objects.get_or_create(unit=unit, defaults={**place, **said, "kept_at": at})
    changed = ["unit"] if is_new else rows.rewrite(body, said)
    if changed:
        audit.record("body.keep", "body", body.pk, by=by, at=at, detail={"fields": changed})
    return body


@transaction.atomic
def enrol(body_id: int, wording: MediatorWording, *, by: Actor, at: datetime, key: UUID) -> Mediator:
    """Put somebody on the roster of a body; a repeat of the key returns the first line.

    Raises ``NotAllowed``, ``BadForm``, ``KeyConflict``.
    """
    body = _locked(body_id, by)
    digest = digest_of(body_id, astuple(wording))
    known = Mediator.objects.filter(key=key).first()  # unique: no order is needed
    if known is not None:
        if known.digest != digest:
            raise KeyConflict
        return known
    if wrong := _faults(body, wording):
        raise BadForm(wrong)
    made = Mediator.objects.create(
        body=body,
        name=wording.name.strip(),
        is_member=wording.is_member,
        posting_id=wording.posting_id,
        from_on=wording.from_on,
        key=key,
        digest=digest,
    )
    audit.record("mediator.enrol", "body", body.pk, by=by, at=at, detail={"mediator": made.pk})
    return made


@transaction.atomic
def retire(mediator_id: int, *, on: date, by: Actor, at: datetime) -> Mediator:
    """Take somebody off a roster from a day on; done again, nothing changes. Raises ``NotAllowed``, ``BadForm``."""
    row = rows.locked(Mediator.objects.select_related("body"), mediator_id)
    if row is None or not by.may(Permission.EDIT_PEOPLE, row.body.ground):
        raise NotAllowed
    if row.to_on is None:
        if on < row.from_on:
            raise BadForm({"on": "不能早于开始那天"})
        row.to_on = on
        row.save(update_fields=["to_on"])
        audit.record("mediator.retire", "body", row.body_id, by=by, at=at, detail={"mediator": row.pk})
    return row


def _locked(body_id: int, by: Actor) -> Body:
    row = rows.locked(Body.objects.all(), body_id)
    if row is None or not by.may(Permission.EDIT_PEOPLE, row.ground):
        raise NotAllowed
    return row


def _faults(body: Body, wording: MediatorWording) -> dict[str, str]:
    if not wording.name.strip():
        return {"name": "请填写姓名"}
    if wording.posting_id is None:
        return {}
    there = areas.postings_on(wording.from_on).filter(pk=wording.posting_id, unit_id=body.unit_id)
    if not there.exists():
        return {"posting": "这个岗位那天不在本组织"}
    still = Q(to_on__isnull=True) | Q(to_on__gt=wording.from_on)
    if Mediator.objects.filter(still, body=body, posting_id=wording.posting_id).exists():
        return {"posting": "这个岗位已经在名册上"}
    return {}
