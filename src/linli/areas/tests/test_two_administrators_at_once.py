"""Two administrators change one ground at the same instant: exactly one wins, the other is told."""

import threading
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.gis.geos import LineString
from django.db import connection
from tests.cast import AT, make_cast, square

from linli.areas.actions import division, ground
from linli.areas.models import Area
from linli.areas.partition import check_partition
from linli.areas.rules import Refused

TODAY = date(2026, 3, 4)
NORTH_SOUTH = LineString([(120.005, 29.999), (120.005, 30.011)], srid=4326)
EAST_WEST = LineString([(119.999, 30.005), (120.011, 30.005)], srid=4326)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*attempts: Callable[[], object]) -> list[object]:
    """What came of each attempt, all started at one moment, each on its own connection."""
    gate = threading.Barrier(len(attempts))
    outcomes: list[object] = [None] * len(attempts)

    def run(number: int) -> None:
        try:
            gate.wait()
            outcomes[number] = attempts[number]()
        except Refused as refused:
            outcomes[number] = refused.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(attempts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def test_one_of_two_splits_wins():
    cast = make_cast()
    code, admin = cast.areas.grid.code, cast.admin.actor
    outcomes = at_once(
        *(
            lambda line=line: division.split_grid(code, line=line, on=TODAY, by=admin, at=AT)
            for line in (NORTH_SOUTH, EAST_WEST)
        )
    )
    assert outcomes.count("ended") == 1
    assert Area.objects.filter(parent=cast.areas.community, valid_to=None).count() == 3
    assert check_partition(cast.areas.community.code, TODAY) == []


def test_one_of_split_and_merge_wins():
    cast = make_cast()
    codes, admin = [cast.areas.grid.code, cast.areas.other_grid.code], cast.admin.actor
    outcomes = at_once(
        lambda: division.merge_grids(codes, name="合", on=TODAY, by=admin, at=AT),
        lambda: division.split_grid(codes[0], line=NORTH_SOUTH, on=TODAY, by=admin, at=AT),
    )
    assert outcomes.count("ended") == 1
    assert check_partition(cast.areas.community.code, TODAY) == []


def test_one_of_two_overlapping_grids_is_kept():
    cast = make_cast()
    community, admin = cast.areas.community.code, cast.admin.actor
    ground.end_area(cast.areas.other_grid.code, on=TODAY, by=admin, at=AT)
    outcomes = at_once(
        *(
            lambda extent=extent: ground.draw_grid(community, name="新", extent=extent, on=TODAY, by=admin, at=AT)
            for extent in (square(120.01, width=0.006), square(120.014, width=0.006))
        )
    )
    assert outcomes.count("overlap") == 1
    assert Area.objects.filter(parent__code=community, valid_to=None).count() == 2


def test_one_request_sent_twice_at_once_acts_once():
    cast = make_cast()
    key, admin = uuid.uuid4(), cast.admin.actor
    split = lambda: division.split_grid(cast.areas.grid.code, line=NORTH_SOUTH, on=TODAY, by=admin, at=AT, key=key)  # noqa: E731
    first, second = at_once(split, split)
    assert first == second
    assert Area.objects.filter(parent=cast.areas.community, valid_to=None).count() == 3
