"""A point keeps its place through every coordinate system of Chinese maps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.geo.coords import (
    Point,
    System,
    bd09_to_gcj02,
    bd09_to_wgs84,
    distance_m,
    from_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    is_shifted,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

TIANANMEN = Point(116.404, 39.915)
KAILI = Point(107.981, 26.567)
NEW_YORK = Point(-73.9857, 40.7484)
LONDON = Point(-0.1276, 51.5072)

# A degree inside the box, so that no shift carries a point over its edge.
inside = st.builds(Point, st.floats(73.1, 136.8), st.floats(1.9, 54.8))
anywhere = st.builds(Point, st.floats(-180, 180), st.floats(-85, 85))


def apart(one: Point, other: Point) -> float:
    return distance_m(one.lon, one.lat, other.lon, other.lat)


@pytest.mark.parametrize(
    ("convert", "lon", "lat"),
    [
        (wgs84_to_gcj02, 116.410244, 39.916404),
        (gcj02_to_wgs84, 116.397756, 39.913596),
        (gcj02_to_bd09, 116.410369, 39.921337),
        (bd09_to_gcj02, 116.397627, 39.908656),
    ],
)
def test_known_points_are_converted(convert, lon, lat):
    assert convert(*TIANANMEN) == pytest.approx((lon, lat), abs=1e-6)


@pytest.mark.parametrize("place", [TIANANMEN, KAILI])
def test_in_china_other_systems_lie_hundreds_of_metres_off(place):
    assert 300 < apart(place, wgs84_to_gcj02(*place)) < 900
    assert 300 < apart(place, wgs84_to_bd09(*place)) < 2000


@given(inside)
def test_there_and_back_is_the_same_place(point):
    for there, back in [
        (wgs84_to_gcj02, gcj02_to_wgs84),
        (gcj02_to_wgs84, wgs84_to_gcj02),
        (gcj02_to_bd09, bd09_to_gcj02),
        (bd09_to_gcj02, gcj02_to_bd09),
        (wgs84_to_bd09, bd09_to_wgs84),
        (bd09_to_wgs84, wgs84_to_bd09),
    ]:
        assert apart(point, back(*there(*point))) < 0.001


@given(inside)
def test_a_shift_is_never_longer_than_two_kilometres(point):
    assert apart(point, wgs84_to_bd09(*point)) < 2000


@pytest.mark.parametrize("place", [NEW_YORK, LONDON, Point(72.0, 35.0), Point(138.0, 35.0), Point(105.0, 56.0)])
def test_abroad_nothing_is_shifted(place):
    assert not is_shifted(*place)
    for convert in (wgs84_to_gcj02, gcj02_to_wgs84, gcj02_to_bd09, bd09_to_gcj02, wgs84_to_bd09, bd09_to_wgs84):
        assert convert(*place) == place


@pytest.mark.parametrize("system", System)
def test_any_system_may_be_named(system):
    assert to_wgs84(system, *from_wgs84(system, *KAILI)) == pytest.approx(KAILI, abs=1e-9)


def test_the_true_system_is_not_converted():
    assert to_wgs84(System.WGS84, *KAILI) == from_wgs84(System.WGS84, *KAILI) == KAILI
    assert to_wgs84(System.GCJ02, *KAILI) == gcj02_to_wgs84(*KAILI)
    assert to_wgs84(System.BD09, *KAILI) == bd09_to_wgs84(*KAILI)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (Point(0, 0), Point(0, 1), 111_195),  # π × 6,371,008.8 ÷ 180
        (Point(0, 60), Point(1, 60), 55_597),  # about half of it: cos 60°
        (Point(0, 90), Point(77, 90), 0),  # every meridian meets at the pole
        (Point(0, 0), Point(180, 0), 20_015_115),  # half way round
        (Point(179.5, 0), Point(-179.5, 0), 111_195),  # over the date line
        (TIANANMEN, NEW_YORK, 10_990_000),
    ],
)
def test_distances_are_known(one, other, metres):
    assert apart(one, other) == pytest.approx(metres, rel=1e-3, abs=1e-6)


@given(anywhere, anywhere, anywhere)
def test_distance_is_a_distance(one, other, third):
    assert apart(one, one) == 0
    assert apart(one, other) == pytest.approx(apart(other, one))
    assert apart(one, third) <= apart(one, other) + apart(other, third) + 0.1
