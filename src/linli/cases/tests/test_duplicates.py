"""What is likely the same thing told twice."""

from datetime import timedelta

import pytest
from tests.cast import AT, INSIDE_GRID, Cast
from tests.stories import bring, do, load_catalogue, reported

from linli.cases.queries import duplicates, visible_to
from linli.matters.models import Matter

LON, LAT = INSIDE_GRID
#: Degrees of latitude for a metre.
METRE = 1 / 111_320


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def found(at=AT, lon: float = LON, lat: float = LAT, code: str = "0301", **more) -> list[tuple[int, int]]:
    matter = Matter.objects.get(code=code)
    return [(one.case.pk, one.metres) for one in duplicates(matter, lon, lat, at, county="990101", **more)]


def test_the_nearest_comes_first_with_its_distance() -> None:
    far, near = reported(lat=LAT + 40 * METRE), reported(lat=LAT + 10 * METRE)
    assert found() == [(near.pk, 10), (far.pk, 40)]


@pytest.mark.parametrize(("metres", "hits"), [(49, 1), (51, 0)])
def test_fifty_metres_is_the_limit(metres: int, hits: int) -> None:
    reported(lat=LAT + metres * METRE)
    assert len(found()) == hits


def test_the_corner_of_the_square_is_outside_the_circle() -> None:
    reported(lat=LAT + 40 * METRE, lon=LON + 45 * METRE)
    assert found() == []


@pytest.mark.parametrize(("days", "hits"), [(6.9, 1), (7.1, 0)])
def test_seven_days_is_the_limit(days: float, hits: int) -> None:
    reported()
    assert len(found(at=AT + timedelta(days=days))) == hits


def test_another_matter_is_another_thing() -> None:
    reported()
    assert found(code="0304") == []


def test_what_is_done_is_no_duplicate_any_more(cast: Cast) -> None:
    case = bring(reported(), cast, "closed")
    assert [pk for pk, _ in found()] == [case.pk]  # it may still be reopened
    do(case, "call_back", cast.community_desk.actor, score=5)
    assert found() == []


def test_nobody_is_shown_what_they_may_not_see(cast: Cast) -> None:
    reported()
    assert found(among=visible_to(cast.stranger.actor)) == []
    assert len(found(among=visible_to(cast.community_desk.actor))) == 1
