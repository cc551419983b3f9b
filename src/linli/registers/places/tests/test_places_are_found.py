"""Places are found by words, and a tapped point gets a name."""

from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast, square

from linli.accounts.audit.models import Entry
from linli.areas.rules import SYSTEM, Ground, NotAllowed
from linli.registers.places.actions import NewBlock, NewPlace, NewStreet, replace_map
from linli.registers.places.models import Block, Place, Street
from linli.registers.places.queries import nearest_address, places_on, search_places

COUNTY = "990101"
#: (name, kind, longitude, latitude)
PLACES = [
    ("人民东路2号", "address", 120.001, 30.001),
    ("人民东路10号", "address", 120.0015, 30.001),
    ("人民东路10号A座", "address", 120.0016, 30.001),
    ("人民公园", "landmark", 120.004, 30.004),
    ("人民小区", "estate", 120.006, 30.006),
    ("新华街1号人民医院门诊部", "address", 120.008, 30.008),
    ("鼓楼", "landmark", 120.009, 30.002),
]


def lay(cast: Cast, places=PLACES, **changed):
    asked: dict[str, Any] = {
        "streets": [NewStreet("人民东路", "arterial", MultiLineString(LineString((120, 30), (120.01, 30))))],
        "blocks": [NewBlock("人民公园", "park", square(120.003, 30.003, width=0.002, height=0.002))],
        "places": [
            NewPlace(name, kind, Point(lon, lat, srid=4326), cast.areas.grid.ground) for name, kind, lon, lat in places
        ],
        "by": SYSTEM,
        "at": AT,
    } | changed
    return replace_map(COUNTY, **asked)


@pytest.fixture
def town(cast: Cast) -> Cast:
    lay(cast)
    return cast


def names(text: str, **options) -> list[str]:
    return [place.name for place in search_places(text, COUNTY, **options)]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("鼓楼", ["鼓楼"]),
        ("人民", ["人民公园", "人民小区", "人民东路2号", "人民东路10号", "人民东路10号A座", "新华街1号人民医院门诊部"]),
        ("人民东路", ["人民东路2号", "人民东路10号", "人民东路10号A座"]),
        ("人民东路10号", ["人民东路10号", "人民东路10号A座"]),
        ("人民东路 A座", ["人民东路10号A座"]),
        ("人民东路１０号ａ座", ["人民东路10号A座"]),
        ("医院", ["新华街1号人民医院门诊部"]),
        ("rmgy", ["人民公园"]),
        ("园", ["人民公园"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("   ", []),
        ("没有的地方", []),
        ("人\0民公园", ["人民公园"]),
    ],
)
def test_every_word_must_occur_and_the_likeliest_comes_first(text, found):
    assert names(text) == found


@pytest.mark.usefixtures("town")
def test_near_a_point_the_nearest_comes_first_among_its_like():
    assert names("人民东路", near=(120.0016, 30.001)) == ["人民东路10号A座", "人民东路10号", "人民东路2号"]
    assert len(names("人民", limit=2)) == 2


@pytest.mark.usefixtures("town")
def test_another_county_s_places_are_not_found():
    assert search_places("人民", "990102") == []
    assert search_places("人民", "") == []


@pytest.mark.usefixtures("town")
def test_a_search_costs_one_query():
    with CaptureQueriesContext(connection) as queries:
        names("人民 路")
    assert len(queries) == 1


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("lon", "lat", "name", "is_here"),
    [
        (120.001, 30.001, "人民东路2号", True),
        (120.0011, 30.001, "人民东路2号", True),  # 9.6 m
        (120.0042, 30.0042, "人民公园", False),  # 29 m
        (120.0045, 30.005, "人民公园", False),  # 121 m
        (120.009, 30.0037, "鼓楼", False),  # 188 m
    ],
)
def test_a_point_is_named_after_the_nearest_place(lon, lat, name, is_here):
    named = nearest_address(lon, lat)
    assert named is not None
    assert (named.name, named.is_here) == (name, is_here)


@pytest.mark.usefixtures("town")
def test_a_point_far_from_everything_has_no_name():
    assert nearest_address(120.009, 30.004) is None  # 222 m north of the drum tower
    assert nearest_address(121, 31) is None


def test_a_map_laid_again_replaces_the_old_one_of_its_county_only(town):
    other = NewPlace("邻县广场", "landmark", Point(120.1, 30.0, srid=4326), town.areas.neighbour_grid.ground)
    replace_map("990102", streets=[], blocks=[], places=[other], by=SYSTEM, at=AT)
    counts = lay(town, PLACES[:2])
    assert counts == {"streets": 1, "blocks": 1, "places": 2}
    assert (Street.objects.count(), Block.objects.count(), Place.objects.count()) == (1, 1, 3)
    assert Entry.objects.filter(verb="map.replace").count() == 3


@pytest.mark.parametrize("who", ["neighbour_admin", "county_desk", "grid_worker"])
def test_only_the_county_s_administrator_lays_its_map(town, who):
    with pytest.raises(NotAllowed):
        lay(town, [], by=town.players[who].actor)
    assert lay(town, by=town.admin.actor)["places"] == len(PLACES)


@pytest.mark.usefixtures("town")
def test_the_places_of_a_grid():
    assert places_on(Ground("9901", COUNTY, "990101001", "990101001001", "990101001001001")).count() == len(PLACES)
    assert not places_on(Ground("9901", "990102")).exists()
