"""What the tests of these pages share."""

import pytest
from django.test import Client
from tests.cast import AT, Cast

from linli.matters import actions
from linli.web.desk.tests.signed_in import signed_in


@pytest.fixture(autouse=True)
def catalogue(db):  # noqa: ARG001 - the catalogue lives in the database
    """The default catalogue, loaded."""
    actions.load_default_catalogue(at=AT)


@pytest.fixture
def admin(cast: Cast) -> Client:
    """The county's administrator at work."""
    return signed_in(cast.admin)


@pytest.fixture
def reader(cast: Cast) -> Client:
    """Somebody who may look and change nothing."""
    return signed_in(cast.county_desk)
