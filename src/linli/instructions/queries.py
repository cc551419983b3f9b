"""Every read of instructions that a face may use."""

from django.db.models import F, QuerySet

from linli.accounts.permissions import Permission
from linli.areas.access import within
from linli.areas.rules import Actor
from linli.instructions.models import Instruction
from linli.instructions.rules import TAKES

#: Woken when an instruction was sent, received or answered; says nothing more.
CHANNEL = "linli_instructions"


def to_unit(actor: Actor) -> QuerySet[Instruction]:
    """What the unit of a posting was told to do: unanswered first, among those what is due first; then the newest."""
    if actor.unit_id is None or not any(actor.holds(permission) for permission in TAKES):
        return Instruction.objects.none()
    mine = _joined().filter(unit_id=actor.unit_id)
    return mine.order_by(F("answered_at").desc(nulls_first=True), F("reply_by").asc(nulls_last=True), "-id")


def from_unit(actor: Actor) -> QuerySet[Instruction]:
    """What the unit of a posting told others to do, the newest first; for those who may instruct."""
    if actor.unit_id is None or not actor.holds(Permission.SUPERVISE):
        return Instruction.objects.none()
    return _joined().filter(sent_unit_id=actor.unit_id).order_by("-id")


def on_ground(actor: Actor) -> QuerySet[Instruction]:
    """Instructions to the units of a ground, the newest first, for those who may look at it."""
    if not actor.holds(Permission.VIEW_GROUND):
        return Instruction.objects.none()
    return _joined().filter(within(actor)).order_by("-id")


def waiting_count(actor: Actor) -> int:
    """How many instructions to the unit of a posting are not answered yet."""
    return to_unit(actor).filter(answered_at=None).count()


def _joined() -> QuerySet[Instruction]:
    return Instruction.objects.select_related("unit", "sent_unit", "case__matter")
