"""What the tests of the phone's wire share."""

import pytest
from tests.cast import Cast
from tests.stories import load_catalogue

from linli.api.rest.field.door import brake
from linli.api.rest.field.tests.phone import Phone


@pytest.fixture(autouse=True)
def _catalogue(cast: Cast) -> None:
    load_catalogue(cast)


@pytest.fixture(autouse=True)
def _not_braked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brake, "most", 100_000)  # every test's people have the same few numbers


@pytest.fixture
def phone(cast: Cast) -> Phone:
    """The grid worker's phone."""
    return Phone(cast.grid_worker)
