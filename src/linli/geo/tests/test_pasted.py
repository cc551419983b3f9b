"""What people paste from other maps is understood, and stands where it was meant."""

import pytest

from linli.geo.coords import System, distance_m, wgs84_to_bd09, wgs84_to_gcj02
from linli.geo.pasted import pasted_point

XIAN = (108.94, 34.26)


@pytest.mark.parametrize(
    "text",
    [
        "108.94,34.26",
        " 108.94 34.26 ",
        "108.94，34.26",
        "(108.94, 34.26)",
        "34.26,108.94",  # latitude first, as some maps copy it
        "34.26°N 108.94°E",
        "北纬34.26度 东经108.94度",
        "108°56′24″ 34°15′36″",  # 56/60 + 24/3600 = 0.94; 15/60 + 36/3600 = 0.26
        "lon: 108.94, lat: 34.26",
    ],
)
def test_a_pair_of_coordinates_is_understood(text):
    assert pasted_point(text) == pytest.approx(XIAN, abs=1e-9)


@pytest.mark.parametrize(
    ("system", "theirs"), [(System.GCJ02, wgs84_to_gcj02(*XIAN)), (System.BD09, wgs84_to_bd09(*XIAN))]
)
def test_what_other_maps_copy_is_brought_to_where_it_is(system, theirs):
    text = f"{theirs.lon},{theirs.lat}"
    right, wrong = pasted_point(text, system), pasted_point(text)
    assert right is not None
    assert wrong is not None
    assert distance_m(*right, *XIAN) < 0.01
    assert distance_m(*wrong, *XIAN) > 300


@pytest.mark.parametrize(
    "text", ["", "人民路7号", "108.94", "1,2,3", "200,95", "13900001234", "108.94,34.26,<b>", "1" * 99]
)
def test_what_is_no_pair_is_none(text):
    assert pasted_point(text) is None
