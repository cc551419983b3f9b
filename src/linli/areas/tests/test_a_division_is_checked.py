"""Overlaps, gaps and overhangs inside one parent are named with their square metres."""

from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import IntegrityError
from tests.cast import Cast, new_area, square

from linli.areas.models import Area, Boundary
from linli.areas.partition import TOLERANCE_M2, check_partition

ON = date(2026, 3, 4)
#: One degree at 30.005° N on the ellipsoid: 96,487 m of longitude, 110,862 m of latitude.
M2_PER_DEG2 = 96_487 * 110_862


@pytest.fixture
def community(cast: Cast) -> Area:
    """A community of 0.03 by 0.01 degrees without grids."""
    extent = square(120.3, width=0.03)
    return new_area(code="990101001009", level="community", name="东苑社区", parent=cast.areas.town, extent=extent)


def grid(community: Area, number: int, lon: float, **size: float) -> Area:
    code = f"{community.code}{number:03d}"
    return new_area(code=code, level="grid", name=f"第{number}网格", parent=community, extent=square(lon, **size))


def thirds(community: Area) -> list[Area]:
    return [grid(community, number, 120.29 + number * 0.01) for number in (1, 2, 3)]


def found(community: Area, on: date = ON):
    return [(problem.kind, problem.codes) for problem in check_partition(community.code, on)]


def test_a_clean_division_has_no_problems(community):
    thirds(community)
    assert check_partition(community.code, ON) == []


def test_an_overlap_names_the_pair_and_its_square_metres(community):
    first, second = grid(community, 1, 120.3, width=0.0105), grid(community, 2, 120.31, width=0.02)
    [problem] = check_partition(community.code, ON)
    assert (problem.kind, problem.codes) == ("overlap", (first.code, second.code))
    assert problem.area_m2 == pytest.approx(0.0005 * 0.01 * M2_PER_DEG2, rel=0.001)
    assert problem.geojson["type"] in {"Polygon", "MultiPolygon"}


def test_a_gap_names_its_neighbours_and_its_square_metres(community):
    first, third = grid(community, 1, 120.3), grid(community, 3, 120.3101, width=0.0199)
    [problem] = check_partition(community.code, ON)
    assert (problem.kind, problem.codes) == ("gap", (first.code, third.code))
    assert problem.area_m2 == pytest.approx(0.0001 * 0.01 * M2_PER_DEG2, rel=0.001)


def test_a_missing_grid_is_a_gap_and_an_empty_community_one_large_gap(community):
    assert found(community) == [("gap", ())]
    first, second, third = thirds(community)
    Area.objects.filter(pk=second.pk).update(valid_to=ON)
    assert found(community) == [("gap", (first.code, third.code))]
    assert found(community, date(2026, 3, 3)) == []


def test_what_lies_outside_the_parent_is_named(community):
    thirds(community)
    outlier = grid(community, 4, 120.33, width=0.001)
    assert found(community) == [("outside", (outlier.code,))]


def test_differences_below_the_tolerance_are_no_problem(community):
    # 0.00000004° × 0.01° is about 4.3 m²
    grid(community, 1, 120.3, width=0.01000004)
    grid(community, 2, 120.31, width=0.02)
    assert check_partition(community.code, ON) == []
    assert len(check_partition(community.code, ON, tolerance_m2=1)) == 1
    assert TOLERANCE_M2 == 5


def test_a_hole_inside_a_grid_is_a_gap(community):
    ring = Polygon.from_bbox((120.3, 30.0, 120.33, 30.01))
    hole = Polygon.from_bbox((120.31, 30.004, 120.312, 30.006))
    extent = MultiPolygon(ring.difference(hole), srid=4326)
    code = f"{community.code}001"
    new_area(code=code, level="grid", name="有洞", parent=community, extent=extent)
    assert found(community) == [("gap", (code,))]


def test_the_boundary_of_the_day_counts_not_the_present_one(community):
    first, _second, _third = thirds(community)
    Boundary.objects.create(area=first, extent=square(120.3, width=0.005), valid_from=date(2020, 1, 1), valid_to=ON)
    Boundary.objects.create(area=first, extent=square(120.3), valid_from=ON)
    assert [kind for kind, _ in found(community, date(2026, 3, 3))] == ["gap"]
    assert found(community, ON) == []


def test_only_problems_of_the_areas_asked_for(community):
    first, second, third = thirds(community)
    fourth = grid(community, 4, 120.305, width=0.001)
    assert check_partition(community.code, ON, codes=[third.code]) == []
    [problem] = check_partition(community.code, ON, codes=[fourth.code])
    assert problem.codes == (first.code, fourth.code)
    assert second.code not in problem.codes


def test_the_boundaries_of_one_area_cannot_overlap_in_time(community):
    Boundary.objects.create(area=community, extent=square(120.3), valid_from=date(2020, 1, 1))
    with pytest.raises(IntegrityError, match="areas_boundary_one_at_a_time"):
        Boundary.objects.create(area=community, extent=square(120.3), valid_from=date(2021, 1, 1))
