"""What the tests of webhooks share."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from pytest_django import Settings
from tests.cast import AT, Cast
from tests.stories import load_catalogue

from linli.exchange.webhooks.actions import Wording, create
from linli.exchange.webhooks.models import Subscription
from linli.exchange.webhooks.rules import KINDS
from linli.exchange.webhooks.tests.receiver import Receiver, receiving


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """A program of somebody else, at an address that the setting allows."""
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    with receiving() as one:
        yield one


@pytest.fixture
def hooked(cast: Cast, receiver: Receiver) -> tuple[Subscription, str]:
    """A subscription of the county to everything, and its secret."""
    load_catalogue(cast)
    return subscribed(cast, receiver.url)


def subscribed(cast: Cast, url: str, **changes: object) -> tuple[Subscription, str]:
    """One more subscription."""
    wanted: dict[str, object] = {
        "name": "市平台",
        "url": url,
        "area_code": "990101",
        "kinds": tuple(KINDS),
        "with_words": True,
    }
    return create(Wording(**(wanted | changes)), by=cast.admin.actor, at=AT, key=uuid4())  # type: ignore[arg-type]  # named as in each test
