"""What every test of the portal begins with: the catalogue, and a Wednesday morning."""

from collections.abc import Iterator

import pytest
import time_machine
from tests.cast import AT, Cast
from tests.stories import load_catalogue


@pytest.fixture(autouse=True)
def clock(cast: Cast) -> Iterator[time_machine.Traveller]:
    load_catalogue(cast)
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller
