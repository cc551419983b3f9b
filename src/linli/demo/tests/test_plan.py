"""The demo county: a town that holds together, whatever the seed."""

from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest
import shapely

from linli.demo.ground import METRES_PER_DEGREE, ORIGIN
from linli.demo.plan import SEED, Plan, draw_plan

OTHER_SEED = 7
FROM_STREET_M = 1.0
SAMPLE_M = 5.0
LINES = {"highway", "arterial", "street", "lane", "river", "railway"}


drawn = cache(draw_plan)


@pytest.fixture(params=[SEED, OTHER_SEED])
def plan(request):
    return drawn(request.param)


def metres(shape: Any) -> Any:
    return shapely.transform(shape, lambda points: (points - ORIGIN) * METRES_PER_DEGREE)


def test_the_county_has_twelve_towns_sixty_communities_and_three_hundred_grids(plan: Plan):
    found = Counter(area.level for area in plan.areas)
    assert (found["county"], found["town"], found["community"]) == (1, 12, 60)
    assert 280 <= found["grid"] <= 330


def test_every_area_is_one_valid_polygon(plan: Plan):
    assert {area.extent.geom_type for area in plan.areas} == {"Polygon"}
    assert all(area.extent.is_valid for area in plan.areas)


@pytest.mark.parametrize("level", ["town", "community", "grid"])
def test_no_two_areas_of_a_level_overlap_and_nothing_lies_between_them(plan: Plan, level: str):
    extents = [area.extent for area in plan.level(level)]
    assert shapely.coverage_is_valid(extents)
    county = metres(plan.level("county")[0].extent)
    assert abs(county.area - sum(metres(extent).area for extent in extents)) < 1.0
    assert county.symmetric_difference(metres(shapely.coverage_union_all(extents))).area < 1.0


@pytest.mark.parametrize(("upper", "lower"), [("county", "town"), ("town", "community"), ("community", "grid")])
def test_children_fill_their_parent_exactly(plan: Plan, upper: str, lower: str):
    for parent in plan.level(upper):
        children = shapely.coverage_union_all([area.extent for area in plan.level(lower) if area.parent == parent.code])
        assert metres(children).symmetric_difference(metres(parent.extent)).area < 1.0


def test_four_fifths_of_an_urban_grids_border_run_along_a_street_the_river_the_railway_or_the_countys_edge(plan: Plan):
    lines = [metres(street.path) for street in plan.streets if street.kind in LINES]
    known = shapely.get_parts([*lines, metres(plan.level("county")[0].extent.exterior)])
    tree = shapely.STRtree(known)
    for grid in plan.level("grid"):
        if grid.zone != "village":
            border = metres(grid.extent.exterior)
            every = border.interpolate(np.arange(0, border.length, SAMPLE_M))
            along, _ = tree.query(every, predicate="dwithin", distance=FROM_STREET_M)
            assert len(set(along)) >= 0.8 * len(every), grid.name


def test_codes_are_built_on_the_parents_code_with_the_digits_of_their_class(plan: Plan):
    digits = {"county": 6, "town": 9, "community": 12, "grid": 15}
    assert all(len(area.code) == digits[area.level] and area.code.startswith(area.parent) for area in plan.areas)
    assert len({area.code for area in plan.areas}) == len(plan.areas)
    ranges = {"街道": (1, 99), "镇": (100, 199), "乡": (200, 399)}
    for town in plan.level("town"):
        low, high = next(found for suffix, found in ranges.items() if town.name.endswith(suffix))
        assert low <= int(town.code[6:9]) <= high
    for community in plan.level("community"):
        low, high = (200, 399) if community.kind == "村" else (1, 199)
        assert low <= int(community.code[9:12]) <= high


def test_grids_have_as_many_households_as_their_kind_may(plan: Plan):
    for grid in plan.level("grid"):
        low, high = (40, 100) if grid.zone == "village" else (200, 500)
        assert grid.kind in {"普通", "专属"}
        assert grid.kind == "专属" or low <= grid.households <= high
    assert 5 <= sum(grid.kind == "专属" for grid in plan.level("grid")) <= 12


def test_names_of_streets_estates_and_areas_are_not_given_twice(plan: Plan):
    for names in (
        [(street.name, street.kind) for street in plan.streets if street.name],
        [place.name for place in plan.places if place.kind == "estate"],
        [area.name for area in plan.areas],
    ):
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_thousands_of_doors_lie_in_the_grid_they_name(plan: Plan):
    grids = {grid.code: grid.extent for grid in plan.level("grid")}
    doors = [place for place in plan.places if place.kind == "address"]
    assert 5_000 <= len(doors) <= 9_000
    outside = [door.name for door in doors if not grids[door.grid].covers(door.at)]
    assert len(outside) <= len(doors) / 200


def test_the_same_seed_draws_the_same_county_and_another_seed_another():
    assert draw_plan(SEED).digest() == drawn(SEED).digest() != drawn(OTHER_SEED).digest()
