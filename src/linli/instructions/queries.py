"""Every read of instructions that a face may use."""

from django.db.models import F, Q, QuerySet

from linli.accounts.permissions import Permission
from linli.areas.access import within
from linli.areas.rules import Actor
from linli.instructions.models import Instruction
from linli.instructions.rules import GIVES, TAKES

#: Woken when an instruction was sent, received or answered; says nothing more.
CHANNEL = "linli_instructions"


def to_unit(actor: Actor) -> QuerySet[Instruction]:
    """What the unit of a posting was told to do: unanswered first, among those what is due first; then the newest."""
    if not may_take(actor):
        return Instruction.objects.none()
    mine = _joined().filter(Q(unit_id=actor.unit_id))
    return mine.order_by(F("answered_at").desc(nulls_first=True), F("reply_by").asc(nulls_last=True), "-id")


def from_unit(actor: Actor) -> QuerySet[Instruction]:
    """What the unit of a posting told others to do, the newest first; for those who may instruct."""
    if not may_send(actor):
        return Instruction.objects.none()
    return _joined().filter(Q(sent_unit_id=actor.unit_id)).order_by("-id")


def on_ground(actor: Actor) -> QuerySet[Instruction]:
    """Instructions to the units of a ground, the newest first, for those who may look at it."""
    if not actor.holds(Permission.VIEW_GROUND):
        return Instruction.objects.none()
    return _joined().filter(within(actor)).order_by("-id")


def waiting_count(actor: Actor) -> int:
    """How many instructions to the unit of a posting are not answered yet."""
    return to_unit(actor).order_by().filter(answered_at=None).count() if may_take(actor) else 0


def _joined() -> QuerySet[Instruction]:
    return Instruction.objects.select_related("unit", "sent_unit", "case__matter")


def may_send(actor: Actor) -> bool:
    """Whether somebody may instruct units at all; for menus only."""
    return actor.unit_id is not None and actor.holds(GIVES)


def may_take(actor: Actor) -> bool:
    """Whether instructions to the unit of a posting concern it; for menus only."""
    return actor.unit_id is not None and any(actor.holds(permission) for permission in TAKES)
