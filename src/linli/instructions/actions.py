"""Sending, receiving and answering: each in one transaction with its journal line and its notices."""

from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.areas import queries as areas
from linli.areas.models import Unit
from linli.areas.rules import Actor, BadForm, KeyConflict, NotAllowed, Refused
from linli.cases.queries import visible_to
from linli.deadlines.rules import SHANGHAI
from linli.instructions.models import Instruction
from linli.instructions.queries import CHANNEL
from linli.instructions.rules import GIVES, LONGEST, TAKES, State, Wording, acts_for, faults, may_instruct, state_of
from linli.lib import rows
from linli.lib.repeats import digest_of
from linli.notices import actions as notices

KIND = "instruct"
LINK = "/desk/instructions/"


@transaction.atomic
def send(wording: Wording, *, by: Actor, at: datetime, key: UUID) -> Instruction:
    """Tell a unit to do something; a repeat of the key returns the first instruction.

    Raises ``NotAllowed`` for a unit beyond the ground that the posting supervises or a case it may not see,
    ``BadForm``, ``KeyConflict``.
    """
    digest = digest_of(
        wording.unit_id, wording.text.strip(), wording.case_id, wording.point, wording.within, by.posting_id
    )
    if first := Instruction.objects.filter(key=key).first():  # unique: no order is needed
        return _same(first, digest)
    unit = _unit(wording.unit_id, by)
    if wording.case_id is not None and not visible_to(by).filter(pk=wording.case_id).exists():
        raise NotAllowed
    if wrong := faults(wording):
        raise BadForm({name: _(text) for name, text in wrong.items()})
    made, is_new = Instruction.objects.get_or_create(key=key, defaults=_columns(wording, unit, by, at, digest))
    if not is_new:  # somebody was quicker with the same key
        return _same(made, digest)
    audit.record("instruction.send", "instruction", made.pk, by=by, at=at, detail={"unit": unit.pk})
    _tell_unit(made, unit, at)
    _wake()
    return made


@transaction.atomic
def receive(instruction_id: int, *, by: Actor, at: datetime) -> Instruction:
    """Say that the unit has it; said again, nothing changes. Raises ``NotAllowed``."""
    row = _locked(instruction_id, by)
    if row.received_at is None:
        row.received_at = at
        row.save(update_fields=["received_at"])
        audit.record("instruction.receive", "instruction", row.pk, by=by, at=at)
        _tell_sender(row, _("%(unit)s已收到指令") % {"unit": row.unit}, at)
        _wake()
    return row


@transaction.atomic
def answer(instruction_id: int, text: str, *, by: Actor, at: datetime, key: UUID) -> Instruction:
    """Answer for the unit, which thereby has it; a repeat of the key changes nothing.

    Raises ``NotAllowed``, ``BadForm``, ``KeyConflict``, and ``Refused`` where somebody has answered already.
    """
    row, text = _locked(instruction_id, by), text.strip()
    if row.answer_key == key:
        if row.answer != text:
            raise KeyConflict
        return row
    if state_of(row.received_at, row.answered_at) is State.ANSWERED:
        raise Refused("answered", _("这条指令已经答复过了"))
    if not 0 < len(text) <= LONGEST:
        raise BadForm({"answer": _("请写答复，最多 500 个字")})
    row.received_at = row.received_at or at
    row.answer, row.answer_key, row.answered_at = text, key, at
    row.save(update_fields=["received_at", "answer", "answer_key", "answered_at"])
    audit.record("instruction.answer", "instruction", row.pk, by=by, at=at)
    _tell_sender(row, _("%(unit)s已答复指令") % {"unit": row.unit}, at)
    _wake()
    return row


def _same(first: Instruction, digest: str) -> Instruction:
    if first.digest != digest:
        raise KeyConflict
    return first


def _unit(unit_id: int, by: Actor) -> Unit:
    units = Unit.objects.select_related("area").defer("area__extent")
    unit = units.filter(pk=unit_id, is_active=True).first()  # unique: no order is needed
    if unit is None or not may_instruct(by, unit.area.ground):
        raise NotAllowed
    return unit


def _columns(wording: Wording, unit: Unit, by: Actor, at: datetime, digest: str) -> dict[str, object]:
    return {
        **unit.area.ground._asdict(),
        "unit": unit,
        "case_id": wording.case_id,
        "point": Point(*wording.point, srid=4326) if wording.point else None,
        "text": wording.text.strip(),
        "reply_by": at + wording.within if wording.within else None,
        "sent_at": at,
        "sent_unit_id": by.unit_id,
        "digest": digest,
    }


def _locked(instruction_id: int, by: Actor) -> Instruction:
    row = rows.locked(Instruction.objects.select_related("unit"), instruction_id)
    if row is None or not acts_for(by, row.unit_id):
        raise NotAllowed
    return row


def _tell_unit(row: Instruction, unit: Unit, at: datetime) -> None:
    _tell(row, _people(unit.pk, TAKES, at), _("指令：%(text)s") % {"text": row.text}, at)


def _tell_sender(row: Instruction, title: str, at: datetime) -> None:
    _tell(row, _people(row.sent_unit_id, (GIVES,), at), title, at)


def _people(unit_id: int, permissions: tuple[str, ...], at: datetime) -> list[int]:
    """Postings at a unit who may act on it."""
    found = areas.postings_on(at.astimezone(SHANGHAI).date())
    found = found.filter(unit_id=unit_id, role__permissions__overlap=list(permissions))
    return list(found.values_list("pk", flat=True))


def _tell(row: Instruction, postings: list[int], title: str, at: datetime) -> None:
    dedupe = f"instruction:{row.pk}:{state_of(row.received_at, row.answered_at)}"
    notices.tell(postings, kind=KIND, title=title, body=row.answer or row.text, link=LINK, dedupe=dedupe, at=at)


def _wake() -> None:
    """Open walls look again; instructions are rare, so a notice of each costs nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
