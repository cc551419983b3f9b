"""Into which case another is merged: found by its number, however much of it is typed, and nothing else is."""

import pytest
from tests.cast import Cast
from tests.stories import do, load_catalogue, reported

from linli.web.desk.tests.signed_in import signed_in


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def found(cast: Cast, typed: str) -> list[str]:
    """The numbers that the community's desk is offered."""
    answer = signed_in(cast.community_desk).get("/desk/find/cases/", {"q": typed})
    return [option["value"] for option in answer.json()["options"]]


def test_a_number_is_found_by_all_of_it_its_beginning_and_its_end(cast: Cast) -> None:
    first, second = reported(), reported()
    day, _, end = first.no.rpartition("-")
    assert found(cast, first.no) == [first.no]
    assert found(cast, day) == [second.no, first.no]
    assert found(cast, end) == [first.no]
    assert found(cast, end.lstrip("0")) == [first.no]  # the last digits, without the noughts before them


def test_a_case_that_has_ended_or_may_not_be_seen_is_not_found(cast: Cast) -> None:
    case = reported()
    assert found(cast, case.no) == [case.no]
    elsewhere = signed_in(cast.stranger).get("/desk/find/cases/", {"q": case.no})
    assert elsewhere.json()["options"] == []
    do(case, "refuse", cast.community_desk.actor, reason="无关", remedy="12345")
    assert found(cast, case.no) == []


def test_what_is_no_number_finds_nothing(cast: Cast) -> None:
    reported()
    assert found(cast, "%") == found(cast, "没有") == []
