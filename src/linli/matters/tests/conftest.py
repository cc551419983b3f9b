"""What the tests of this room share."""

import pytest
from tests.cast import AT

from linli.matters import actions


@pytest.fixture
def catalogue(db):  # noqa: ARG001 - the catalogue lives in the database
    """The default catalogue, loaded."""
    actions.load_default_catalogue(at=AT)
