"""Divisions at the edge: several pieces, scraps, wrong lines, full communities, and any line at all."""

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Polygon
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast, new_area, square

from linli.accounts.audit.models import Entry
from linli.areas import shapes
from linli.areas.actions import division, ground
from linli.areas.actions.division import Part
from linli.areas.actions.geojson import import_geojson
from linli.areas.actions.ground import NewArea
from linli.areas.models import Area, Change
from linli.areas.partition import TOLERANCE_M2, area_m2, check_partition
from linli.areas.rules import SYSTEM, Refused
from linli.geo.coords import System, wgs84_to_gcj02

TODAY = date(2026, 3, 4)
ACROSS = LineString([(120.005, 29.999), (120.005, 30.011)], srid=4326)


@pytest.fixture
def admin(cast: Cast):
    return cast.admin.actor


def split(cast: Cast, **options: Any) -> list[Area]:
    asked: dict[str, Any] = {"on": TODAY, "by": cast.admin.actor, "at": AT} | options
    return division.split_grid(cast.areas.grid.code, **asked)


def refusal(code: str, act: Any) -> Refused:
    """The refusal of an attempt, whose code must be this."""
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.code == code
    assert refused.value.text
    return refused.value


# -- any line at all

INSIDE = st.floats(120.0005, 120.0095, allow_nan=False)
NORTH = st.floats(30.0005, 30.0095, allow_nan=False)
CROOKED = st.lists(st.tuples(INSIDE, NORTH), min_size=0, max_size=5)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(west=NORTH, east=NORTH, between=CROOKED)
@example(west=30.005, east=30.005, between=[])
@example(west=30.001, east=30.009, between=[(120.009, 30.009), (120.001, 30.001)])
@pytest.mark.django_db
def test_whatever_the_line_the_pieces_make_up_the_whole(west, east, between):
    whole = square(120.0)
    line = LineString([(119.999, west), *between, (120.011, east)], srid=4326)
    try:
        pieces = division._along(whole, line)
    except Refused:
        return  # so many crossings that more than ten pieces came of it
    assert len(pieces) >= 2
    assert all(piece.valid for piece in pieces)
    united = division._union(pieces)
    assert area_m2(united.sym_difference(whole)) < TOLERANCE_M2
    assert sum(map(area_m2, pieces)) == pytest.approx(area_m2(whole), abs=TOLERANCE_M2)


# -- lines and parts


def test_a_sliver_along_the_border_goes_to_its_neighbour(cast):
    # 0.3 m by 222 m inside the western border is no grid.
    bent = LineString([(119.999, 30.002), (120.000003, 30.002), (120.000003, 30.004), (119.999, 30.004)], srid=4326)
    refusal("not_across", lambda: split(cast, line=bent))
    both = LineString([(119.9995, 30.004), (120.000002, 30.0041), (119.9995, 30.0042), (120.011, 30.006)], srid=4326)
    made = split(cast, line=both)
    assert len(made) == 2
    assert check_partition(cast.areas.community.code, TODAY) == []


def test_a_part_apart_that_the_line_does_not_touch_stays_with_the_nearest_piece(cast, admin):
    ground.end_area(cast.areas.other_grid.code, on=TODAY, by=admin, at=AT)
    island = Polygon.from_bbox((120.013, 30.004, 120.015, 30.006))
    two = MultiPolygon(Polygon.from_bbox((120.0, 30.0, 120.01, 30.01)), island, srid=4326)
    ground.set_extent(cast.areas.grid.code, extent=two, on=TODAY, by=admin, at=AT)
    west, east = split(cast, line=ACROSS)
    assert west.extent is not None
    assert east.extent is not None
    assert (len(west.extent), len(east.extent)) == (1, 2)


def test_too_many_pieces_are_refused(cast):
    points = [(120.0 + number * 0.0008, 29.999 if number % 2 else 30.011) for number in range(13)]
    refusal("not_across", lambda: split(cast, line=LineString(points, srid=4326)))


def test_names_must_be_as_many_as_pieces(cast):
    refusal("parts", lambda: split(cast, line=ACROSS, parts=[Part(name="一"), Part(name="二"), Part(name="三")]))
    refusal("parts", lambda: split(cast, parts=[Part(name="一", extent=square(120.0))]))
    refusal("parts", lambda: split(cast))


def test_a_grid_without_a_boundary_or_parent_is_not_split(cast):
    Area.objects.filter(pk=cast.areas.grid.pk).update(extent=None)
    refusal("no_extent", lambda: split(cast, line=ACROSS))
    refusal("ended", lambda: division.split_grid("000000", line=ACROSS, on=TODAY, by=SYSTEM, at=AT))


def test_a_grid_with_micro_grids_is_not_split_before_they_end(cast, admin):
    micro = ground.draw_grid(
        cast.areas.grid.code, name="十户一组", extent=square(120.0, width=0.005), on=TODAY, by=admin, at=AT
    )
    assert (micro.level, micro.code, micro.ground) == (
        "micro_grid",
        f"{cast.areas.grid.code}001",
        cast.areas.grid.ground,
    )
    refused = refusal("has_children", lambda: split(cast, line=ACROSS))
    assert "十户一组" in refused.text


def test_one_grid_alone_is_not_merged(cast, admin):
    codes = [cast.areas.grid.code, cast.areas.grid.code]
    refusal("too_few", lambda: division.merge_grids(codes, name="x", on=TODAY, by=admin, at=AT))


def test_grids_that_meet_only_in_a_corner_are_not_merged(cast):
    community = new_area(
        code="990101001007",
        level="community",
        name="角社区",
        parent=cast.areas.town,
        extent=square(122, width=0.02, height=0.02),
    )
    rows = [
        NewArea(level="grid", name="西南", parent=community.code, extent=square(122)),
        NewArea(level="grid", name="东北", parent=community.code, extent=square(122.01, 30.01)),
    ]
    codes = [area.code for area in ground.create_areas(rows, on=TODAY, by=SYSTEM, at=AT)]
    refusal("not_adjacent", lambda: division.merge_grids(codes, name="x", on=TODAY, by=SYSTEM, at=AT))


# -- conditions


def test_a_full_community_has_no_code_left(cast):
    community = cast.areas.community
    new_area(code=f"{community.code}999", level="grid", parent=community, name="第999网格", valid_to=TODAY)
    new = NewArea(level="grid", name="再一个", parent=community.code)
    refusal("no_code_left", lambda: ground.create_area(new, on=TODAY, by=SYSTEM, at=AT))


def test_without_a_parent_a_code_must_be_given(db):  # noqa: ARG001 - asked of the database
    new = NewArea(level="province", name="新省")
    refusal("bad_code", lambda: ground.create_area(new, on=TODAY, by=SYSTEM, at=AT))
    made = ground.create_area(NewArea(level="province", name="新省", code="97"), on=TODAY, by=SYSTEM, at=AT)
    assert made.ground == ("", "", "", "", "")
    assert ground.create_areas([], on=TODAY, by=SYSTEM, at=AT) == []


def test_a_child_does_not_begin_before_its_parent(cast):
    young = new_area(code="990101009", level="town", name="新镇", parent=cast.areas.county, valid_from=TODAY)
    new = NewArea(level="community", name="新村", parent=young.code)
    refused = refusal("backdated", lambda: ground.create_area(new, on=date(2026, 3, 3), by=SYSTEM, at=AT))
    assert "2026-03-04" in refused.text


def test_borders_of_different_parents_are_not_moved_together(cast, admin):
    extents = {cast.areas.grid.code: square(120.0), cast.areas.far_grid.code: square(120.02)}
    refusal("other_parent", lambda: ground.set_extents(extents, on=TODAY, by=admin, at=AT))


def test_a_successor_must_be_in_force(cast, admin):
    code, other = cast.areas.grid.code, cast.areas.other_grid.code
    refusal("no_successor", lambda: ground.end_area(code, on=TODAY, replaced_by=["990101001001777"], by=admin, at=AT))
    ground.end_area(code, on=TODAY, replaced_by=[other], reason="并入东邻", by=admin, at=AT)
    change = Change.objects.get(code=code)
    assert (change.kind, change.replaced_by, change.source) == ("ended", [other], "并入东邻")
    refusal("ended", lambda: ground.end_area(code, on=TODAY, by=admin, at=AT))


def test_an_area_does_not_end_before_it_began(cast, admin):
    Area.objects.filter(pk=cast.areas.grid.pk).update(valid_from=TODAY)
    refusal("backdated", lambda: ground.end_area(cast.areas.grid.code, on=date(2026, 3, 3), by=admin, at=AT))


def test_a_description_is_journalled_once_and_must_make_sense(cast, admin):
    told = {"kind": "先进型", "households": 320, "public_phone": "0855-8220000", "by": admin, "at": AT}
    for _ in range(2):
        ground.describe_area(cast.areas.grid.code, **told)
    assert Entry.objects.filter(verb="area.describe").count() == 1
    assert Area.objects.get(pk=cast.areas.grid.pk).public_phone == "0855-8220000"
    for wrong in (-1, 10**9):
        refusal(
            "households", lambda wrong=wrong: ground.describe_area(cast.areas.grid.code, **told | {"households": wrong})
        )


def test_the_same_name_again_changes_nothing(cast, admin):
    ground.rename_area(cast.areas.grid.code, name=cast.areas.grid.name, on=TODAY, by=admin, at=AT)
    assert not Change.objects.exists()


# -- shapes


def test_a_line_comes_as_geojson_in_any_of_the_systems():
    points = [[120.005, 29.999], [120.005, 30.011]]
    line = shapes.line_from_geojson({"type": "LineString", "coordinates": points})
    assert [list(point) for point in line.coords] == points
    shifted = [list(wgs84_to_gcj02(lon, lat)) for lon, lat in points]
    back = shapes.line_from_geojson({"type": "LineString", "coordinates": shifted}, System.GCJ02)
    assert back.equals_exact(line, 1e-8)


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        ({"type": "Polygon", "coordinates": []}, "not_line"),
        ({"type": "LineString", "coordinates": [[120, 30]]}, "not_line"),
        ({"type": "LineString", "coordinates": [[120, 30], [120, 30]]}, "not_line"),
        ({"type": "LineString", "coordinates": []}, "not_geojson"),
        ({"type": "LineString", "coordinates": [[120, True], [1, 2]]}, "not_geojson"),
        ("LINESTRING(0 0, 1 1)", "not_geojson"),
    ],
)
def test_what_is_no_line_is_refused(geometry, code):
    refusal(code, lambda: shapes.line_from_geojson(geometry))


@pytest.mark.parametrize(
    ("extent", "code"),
    [
        (LineString((120, 30), (121, 31)), "not_polygon"),
        (MultiPolygon(srid=4326), "not_polygon"),
        (Polygon.from_bbox((12_000_000, 3_000_000, 12_000_100, 3_000_100)), "out_of_range"),
        (MultiPolygon(Polygon.from_bbox((120, 30, 121, 31)), srid=3857), "crs"),
        (Polygon([(120 + n * 1e-6, 30 + n % 2) for n in range(50_001)] + [(121, 31), (120, 30)]), "too_many_points"),
    ],
)
def test_what_is_no_extent_is_refused(extent, code):
    refusal(code, lambda: shapes.checked(extent))


def test_an_open_ring_is_closed_and_two_points_are_no_ring():
    ring = [[120, 30], [120.01, 30], [120.01, 30.01]]
    assert len(shapes.polygon_from_geojson({"type": "Polygon", "coordinates": [ring]})[0].shell) == 4
    refusal("not_polygon", lambda: shapes.polygon_from_geojson({"type": "Polygon", "coordinates": [ring[:2]]}))


def test_features_with_repeated_codes_or_long_names_are_named(cast):
    coordinates = [[[120.0, 30.0], [120.01, 30.0], [120.01, 30.01], [120.0, 30.01], [120.0, 30.0]]]
    geometry = {"type": "Polygon", "coordinates": coordinates}
    told = [
        {"code": cast.areas.grid.code},
        {"code": cast.areas.grid.code},
        {"name": "长" * 81},
        {"code": "990101001001009"},
    ]
    features = [{"type": "Feature", "properties": properties, "geometry": geometry} for properties in told]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    verdict = import_geojson(cast.areas.community.code, text, on=TODAY, by=cast.admin.actor, at=AT)
    assert verdict.unchanged == (cast.areas.grid.code,)
    assert [error.number for error in verdict.errors] == [2, 3, 4]
