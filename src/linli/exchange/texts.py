"""Text messages through a county's own gateway: one signed POST each, and nothing is tried again; see docs/sms.md."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from linli.exchange import outside
from linli.exchange.outside import Answer
from linli.exchange.webhooks.rules import signature

#: Somebody stands before the page and waits.
SECONDS = 5.0


@dataclass(frozen=True)
class Text:
    """A message: its id, to whom (national digits), what it says.

    ``template`` with its ``values`` is for gateways that keep the words themselves.
    """

    id: str
    to: str
    words: str
    template: str
    values: Mapping[str, str]


def is_configured() -> bool:
    """Whether this installation has a gateway."""
    return bool(settings.SMS_URL)


def send(text: Text, *, at: datetime) -> Answer:
    """One message handed to the gateway, signed as webhooks are; whatever goes wrong there is an answer."""
    stamp = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    data = {"to": f"+86{text.to}", "text": text.words, "template": text.template, "params": dict(text.values)}
    told = {"type": "sms.send", "timestamp": stamp, "data": data}
    body = json.dumps(told, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": text.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature([settings.SMS_SECRET], message=text.id, at=at, body=body),
    }
    limits = outside.Limits(allowed=settings.WEBHOOK_HOSTS, seconds=SECONDS)
    return outside.call("POST", settings.SMS_URL, body=body, headers=headers, limits=limits)
