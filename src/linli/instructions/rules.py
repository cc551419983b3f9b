"""Who may instruct whom, and how far an instruction has come: values in, values out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from linli.areas.rules import Actor, Ground

#: What somebody must be allowed to do to instruct the units of a ground, and one of these to act for a unit.
GIVES = "case.supervise"
TAKES = ("case.desk", "case.handle", "case.grid")
LONGEST = 500


class State(StrEnum):
    """How far an instruction has come."""

    SENT = "sent"
    RECEIVED = "received"
    ANSWERED = "answered"

    @property
    def title(self) -> str:  # type: ignore[override]  # a word for people, not `str.title`
        """The state in Chinese."""
        return _TITLES[self]


_TITLES = {State.SENT: "已发出", State.RECEIVED: "已收到", State.ANSWERED: "已答复"}


@dataclass(frozen=True)
class Wording:
    """What an instruction says, before it is one; ``within``: how soon an answer is asked for."""

    unit_id: int
    text: str
    case_id: int | None = None
    point: tuple[float, float] | None = None
    within: timedelta | None = None


def may_instruct(actor: Actor, unit_ground: Ground) -> bool:
    """Whether somebody may instruct a unit: it serves an area on the ground that he supervises."""
    return actor.may(GIVES, unit_ground)


def acts_for(actor: Actor, unit_id: int) -> bool:
    """Whether somebody may receive and answer for a unit."""
    return actor.unit_id == unit_id and any(actor.holds(permission) for permission in TAKES)


def faults(wording: Wording) -> dict[str, str]:
    """What is wrong with the wording: a message for each field."""
    found = dict[str, str]()
    if not wording.text.strip():
        found["text"] = "请写明要做什么"
    elif len(wording.text.strip()) > LONGEST:
        found["text"] = "最多 500 个字"
    if wording.within is not None and wording.within <= timedelta():
        found["within"] = "要求答复的时间已经过去"
    return found


def state_of(received_at: datetime | None, answered_at: datetime | None) -> State:
    """How far it has come."""
    if answered_at is not None:
        return State.ANSWERED
    return State.RECEIVED if received_at is not None else State.SENT


def is_late(reply_by: datetime | None, answered_at: datetime | None, at: datetime) -> bool:
    """Whether an answer was asked for by a time and has not come by it."""
    return reply_by is not None and (answered_at or at) > reply_by
