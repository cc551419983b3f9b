"""A dispute from the application to the last instalment, and where it may turn off."""

import pytest
from tests.cast import Cast
from tests.stories import load_catalogue

from linli.cases.queries import state_of
from linli.cases.rules.state import replay
from linli.work.disputes.tests.stories import (
    Committee,
    applied,
    brought,
    found_committee,
)


@pytest.fixture
def committee(cast: Cast) -> Committee:
    load_catalogue(cast)
    return found_committee(cast)


def test_a_dispute_goes_from_the_application_to_the_last_payment(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "performed")
    assert (case.process, case.is_final, case.lead_unit) == ("dispute", True, committee.unit)
    assert replay([step.changes for step in case.steps.order_by("number")]) == state_of(case)
    assert not case.clocks.filter(stopped_at=None).exists()
    assert case.more["effective_on"] == "2026-03-04"
