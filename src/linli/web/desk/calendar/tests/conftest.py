"""What the tests of the calendar share."""

import pytest
from django.test import Client
from tests.cast import AT, Cast

from linli.areas.actions import calendar
from linli.areas.rules import SYSTEM


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    """The administrator's browser, in a year whose days are known."""
    calendar.seed_calendar([2026], by=SYSTEM, at=AT)
    client.force_login(cast.admin.user)
    return client
