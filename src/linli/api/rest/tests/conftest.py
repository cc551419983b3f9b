"""The cast with the catalogue, and a door that has not been knocked at."""

import pytest
from tests.cast import Cast
from tests.stories import load_catalogue

from linli.api.rest import views


@pytest.fixture(autouse=True)
def _unbraked() -> None:
    views.brake._seen.clear()


@pytest.fixture
def city(cast: Cast) -> Cast:
    load_catalogue(cast)
    return cast
