"""Every write to followed servers and to what was taken from them."""

from linli.exchange.following.actions.peers import Wording, change, create, end, map_services, pause, resume
from linli.exchange.following.actions.taking import advance, fail, recover, retry, take
from linli.exchange.following.actions.telling import Claimed, claim, note, tell_again

__all__ = [
    "Claimed",
    "Wording",
    "advance",
    "change",
    "claim",
    "create",
    "end",
    "fail",
    "map_services",
    "note",
    "pause",
    "recover",
    "resume",
    "retry",
    "take",
    "tell_again",
]
