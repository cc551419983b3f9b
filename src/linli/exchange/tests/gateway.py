"""A county's gateway for text messages, on this machine."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_django import Settings

from linli.exchange.webhooks.tests.receiver import Receiver, receiving

SECRET = "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"


@contextmanager
def gateway_in(settings: Settings) -> Iterator[Receiver]:
    """A gateway that hears what is sent, and stands in the settings until the block ends."""
    with receiving() as one:
        settings.WEBHOOK_HOSTS = ("127.0.0.1",)
        settings.SMS_URL, settings.SMS_SECRET, settings.SMS_PER_HOUR = one.url, SECRET, 300
        yield one


def code_in(gateway: Receiver) -> str:
    """The code in the newest message."""
    found = re.search(r"\d{6}", gateway.heard[-1].told["data"]["text"])
    assert found
    return found[0]
