"""Every write to subscriptions and their deliveries."""

from linli.exchange.webhooks.actions.delivering import Claimed, claim, note
from linli.exchange.webhooks.actions.queueing import fan_out, replay, replay_since, send_test, sweep
from linli.exchange.webhooks.actions.subscriptions import Wording, change, create, end, pause, resume, rotate

__all__ = [
    "Claimed",
    "Wording",
    "change",
    "claim",
    "create",
    "end",
    "fan_out",
    "note",
    "pause",
    "replay",
    "replay_since",
    "resume",
    "rotate",
    "send_test",
    "sweep",
]
