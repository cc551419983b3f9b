"""What happened last on a ground, and how far the instructions to its units have come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.areas.rules import Actor
from linli.cases.queries.watching import Happened, latest
from linli.instructions import queries as instructions
from linli.instructions.models import Instruction
from linli.instructions.rules import State, is_late, state_of
from linli.web.command.words import said

MOST = 4
#: An answered instruction is shown so long.
SHOWN = timedelta(hours=24)


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    id: int
    at: datetime
    words: str
    matter: str
    place: str


@dataclass(frozen=True)
class Order:
    """One instruction with how far it has come."""

    id: int
    unit: str
    text: str
    answer: str
    at: datetime
    state: State
    title: str
    is_late: bool


def news(actor: Actor) -> list[Line]:
    """The last steps on the ground of a posting, the newest first."""
    return [_line(step) for step in latest(actor.ground_level, actor.ground_code, MOST)]


def _line(step: Happened) -> Line:
    return Line(step.id, step.at, said(step), step.matter, step.place.rpartition(" ")[2])


def orders(actor: Actor, at: datetime) -> list[Order]:
    """Instructions on the ground: those not answered, then those of the last day."""
    rows = instructions.on_ground(actor).filter(sent_at__gt=at - SHOWN * 7)[: MOST * 10]
    return _sorted(_order(row, at) for row in rows if row.answered_at is None or row.answered_at > at - SHOWN)


def _sorted(found: Iterable[Order]) -> list[Order]:
    return sorted(found, key=lambda one: (one.state is State.ANSWERED, -one.id))[:MOST]


def _order(row: Instruction, at: datetime) -> Order:
    state = state_of(row.received_at, row.answered_at)
    moment = row.answered_at or row.received_at or row.sent_at
    late = is_late(row.reply_by, row.answered_at, at)
    return Order(row.pk, str(row.unit), row.text, row.answer, moment, state, _(state.title), late)
