"""A tile holds the open cases its posting may see, said as the lists say them, and never who reported."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, INSIDE_FAR_GRID, INSIDE_GRID, INSIDE_OTHER_GRID, Cast, Player
from tests.stories import bring, load_catalogue, reported

from linli.api.tiles.tests.reading import cases, layers
from linli.geo.tiles import tile_at
from linli.maps import queries


@pytest.fixture
def town(cast: Cast) -> Cast:
    load_catalogue(cast)
    return cast


def address(z: int, lon: float = INSIDE_GRID[0], lat: float = INSIDE_GRID[1]) -> str:
    tile = tile_at(lon, lat, z)
    return f"/tiles/cases/{tile.z}/{tile.x}/{tile.y}.mvt"


def browser(player: Player) -> Client:
    client = Client()
    client.force_login(player.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def seen_by(player: Player, z: int = 12) -> int:
    """How many cases stand in the tile for this person."""
    return sum(one.get("n", 0) for one in cases(browser(player).get(address(z)).content))


def test_a_case_alone_says_what_its_list_says_and_nothing_of_who_reported(town):
    case = reported(contact_name="王芳", contact_phone="13900001234")
    (found,) = cases(browser(town.county_desk).get(address(16)).content)
    assert found.pop("at")
    assert found == {
        "n": 1,
        "id": case.pk,
        "no": case.no,
        "title": case.matter.title,
        "group": case.matter.group.title,
        "urgency": case.urgency,
        "light": "red",
        "state": "待受理",
    }


def test_what_a_posting_may_not_see_is_not_in_its_tile(town):
    reported()
    lon, lat = INSIDE_FAR_GRID
    reported(lon=lon, lat=lat)
    people = ("county_desk", "leader", "town_desk", "other_town_desk", "grid_worker", "other_grid_worker", "stranger")
    assert {name: seen_by(getattr(town, name)) for name in people} == {
        "county_desk": 2,
        "leader": 2,
        "town_desk": 1,
        "other_town_desk": 1,
        "grid_worker": 1,
        "other_grid_worker": 0,
        "stranger": 0,
    }


def test_who_handles_sees_the_cases_of_the_unit_only(town):
    reported()
    bring(reported(), town, "handling")
    assert (seen_by(town.handler), seen_by(town.other_handler), seen_by(town.admin)) == (1, 0, 0)


def test_a_case_that_has_ended_leaves_the_map(town):
    case = bring(reported(), town, "closed")
    assert seen_by(town.county_desk) == 1
    bring(case, town, "finished")
    assert seen_by(town.county_desk) == 0


@pytest.mark.usefixtures("town")
def test_nobody_without_a_posting_finds_a_tile(client, cast):
    reported()
    idle = Client()
    idle.force_login(cast.without_posting, backend="django.contrib.auth.backends.ModelBackend")
    assert [one.get(address(14)).status_code for one in (client, idle)] == [404, 404]
    assert browser(cast.county_desk).get("/tiles/cases/14/16384/0.mvt").status_code == 404
    assert browser(cast.county_desk).get("/tiles/cases/3/0/0.mvt").status_code == 404


def test_a_tile_is_kept_by_nobody_else(town):
    reported()
    client = browser(town.county_desk)
    first = client.get(address(14))
    assert first["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first["Vary"]
    assert client.get(address(14), headers={"if-none-match": first["ETag"]}).status_code == 304
    reported(at=AT + timedelta(minutes=1))
    assert client.get(address(14), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_cases_near_each_other_stand_as_one_with_their_number(town):
    for place in (INSIDE_GRID, INSIDE_GRID, INSIDE_OTHER_GRID):
        reported(lon=place[0], lat=place[1])
    near = cases(browser(town.county_desk).get(address(18)).content)
    far = cases(browser(town.county_desk).get(address(8)).content)
    assert [(one["n"], one.get("id")) for one in near] == [(2, None)]
    assert [one["n"] for one in far] == [3]
    assert far[0]["red"] == 3


def test_a_tile_costs_as_much_for_many_cases_as_for_one(town):
    actor, tile = town.county_desk.actor, tile_at(*INSIDE_GRID, 14)
    counts = []
    for _ in range(2):
        reported()
        with CaptureQueriesContext(connection) as asked:
            queries.case_tile(*tile, actor=actor, at=AT)
        counts.append(len(asked))
    assert counts == [2, 2]  # the squares are asked by a prepared statement, past Django


@pytest.mark.usefixtures("town")
def test_areas_of_a_level_are_drawn_for_everybody(client, cast):
    tile = tile_at(*INSIDE_GRID, 14)
    answer = client.get(f"/tiles/areas/grid/{tile.z}/{tile.x}/{tile.y}.mvt")
    assert cast.areas.grid.code in {one["code"] for one in layers(answer.content)["areas"]}
    assert client.get(f"/tiles/areas/house/{tile.z}/{tile.x}/{tile.y}.mvt").status_code == 404
    assert client.get("/tiles/areas/grid/8/1/1.mvt").status_code == 404
