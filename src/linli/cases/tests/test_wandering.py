"""Random walks over the event process: whatever people do, a case stays in order."""

from typing import Any

import pytest
from hypothesis import settings

from linli.cases.tests.wandering import WALKS, Wandering

_Walks: Any = Wandering.TestCase


class TestWandering(_Walks):
    settings = WALKS


@pytest.mark.soak
class TestWanderingLong(_Walks):
    settings = settings(WALKS, max_examples=10_000, derandomize=False)


del _Walks  # it would be walked too
