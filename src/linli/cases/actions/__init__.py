"""Every write to cases: ``open_case`` begins one, ``act`` moves it on; nothing else changes a case."""

from linli.cases.actions.acting import Done, act, act_on, look
from linli.cases.actions.arriving import take_piece
from linli.cases.actions.contacts import reveal_contact
from linli.cases.actions.following import follow, unfollow
from linli.cases.actions.handover import close_unit, hand_over
from linli.cases.actions.opening import Report, open_case
from linli.cases.actions.publishing import publish
from linli.cases.actions.recalculating import recalculate, with_calendar
from linli.cases.actions.refusals import BadForm, KeyConflict, NotFound, Overtaken, RefusedAction
from linli.cases.actions.seals import open_sealed
from linli.cases.actions.turning import turn
from linli.cases.actions.writing import Origin

__all__ = [
    "BadForm",
    "Done",
    "KeyConflict",
    "NotFound",
    "Origin",
    "Overtaken",
    "RefusedAction",
    "Report",
    "act",
    "act_on",
    "close_unit",
    "follow",
    "hand_over",
    "look",
    "open_case",
    "open_sealed",
    "publish",
    "recalculate",
    "reveal_contact",
    "take_piece",
    "turn",
    "unfollow",
    "with_calendar",
]
