"""An administrator draws, splits and merges grids; the past is kept and nothing overlaps."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Polygon
from tests.cast import AT, INSIDE_GRID, INSIDE_OTHER_GRID, Cast, square

from linli.accounts.audit.models import Entry
from linli.areas import queries
from linli.areas.actions import division, ground
from linli.areas.actions.division import Part
from linli.areas.actions.ground import NewArea
from linli.areas.models import Area, Boundary, Change
from linli.areas.partition import check_partition
from linli.areas.rules import SYSTEM, KeyConflict, NotAllowed, Refused

TODAY = date(2026, 3, 4)
YESTERDAY = date(2026, 3, 3)
TOMORROW = date(2026, 3, 5)
#: The western grid is 120.00–120.01 by 30.00–30.01.
ACROSS = LineString([(120.005, 29.999), (120.005, 30.011)], srid=4326)
ALMOST_ACROSS = LineString([(120.005, 30.0002), (120.005, 30.0098)], srid=4326)
TOO_SHORT = LineString([(120.005, 30.003), (120.005, 30.006)], srid=4326)


@pytest.fixture
def admin(cast: Cast):
    return cast.admin.actor


@pytest.fixture
def empty_community(cast: Cast) -> Area:
    """A community of 0.02 by 0.01 degrees without grids."""
    town, extent = cast.areas.town.code, square(120.2, width=0.02)
    new = NewArea(level="community", name="北苑社区", parent=town, code=f"{town}002", extent=extent)
    return ground.create_area(new, on=date(2026, 1, 1), by=SYSTEM, at=AT)


def draw(community: Area, admin, extent, **changed):
    asked = {"name": "北苑第一网格", "extent": extent, "on": TODAY, "by": admin, "at": AT} | changed
    return ground.draw_grid(community.code, **asked)


def test_a_drawn_grid_has_the_next_code_its_ground_and_a_dated_boundary(empty_community, admin):
    grid = draw(empty_community, admin, square(120.2), kind="先进型", households=312)
    assert (grid.code, grid.level, grid.kind, grid.households) == ("990101001002001", "grid", "先进型", 312)
    assert grid.ground == ("9901", "990101", "990101001", "990101001002", "990101001002001")
    assert list(grid.boundaries.values_list("valid_from", "valid_to")) == [(TODAY, None)]
    assert queries.locate(120.205, 30.005) == grid


def test_a_grid_that_overlaps_its_neighbour_is_refused_with_pair_and_square_metres(empty_community, admin):
    first = draw(empty_community, admin, square(120.2))
    with pytest.raises(Refused) as refused:
        draw(empty_community, admin, square(120.209), name="北苑第二网格")
    [problem] = refused.value.problems
    assert (refused.value.code, problem.codes) == ("overlap", (first.code, "990101001002002"))
    # 0.001° of longitude at 30.005° N is 96.5 m; 0.01° of latitude is 1,108.6 m
    assert problem.area_m2 == pytest.approx(96.49 * 1108.6, rel=0.002)
    assert "北苑第一网格" in refused.value.text
    assert Area.objects.filter(parent=empty_community).count() == 1


def test_a_grid_outside_its_community_is_refused(empty_community, admin):
    with pytest.raises(Refused) as refused:
        draw(empty_community, admin, square(120.215))
    assert refused.value.code == "outside"


def test_a_roughly_drawn_grid_can_be_fitted_between_its_neighbours(empty_community, admin):
    draw(empty_community, admin, square(120.2))
    rough = MultiPolygon(Polygon.from_bbox((120.208, 29.99, 120.23, 30.02)), srid=4326)
    grid = draw(empty_community, admin, rough, name="北苑第二网格", fit=True)
    assert grid.extent
    assert grid.extent.extent == pytest.approx((120.21, 30.0, 120.22, 30.01))
    assert check_partition(empty_community.code, TODAY) == []


def test_nothing_is_left_to_fit_into(empty_community, admin):
    draw(empty_community, admin, square(120.2, width=0.02))
    with pytest.raises(Refused) as refused:
        draw(empty_community, admin, square(120.2), fit=True)
    assert refused.value.code == "covered"


@pytest.mark.parametrize("who", ["neighbour_admin", "county_desk", "town_desk", "leader", "grid_worker", "stranger"])
def test_only_the_county_s_administrator_changes_its_ground(cast, who):
    actor = cast.players[who].actor
    grid = cast.areas.grid.code
    attempts: list[Any] = [
        lambda: ground.draw_grid(cast.areas.community.code, name="x", extent=square(120.0), on=TODAY, by=actor, at=AT),
        lambda: division.split_grid(grid, line=ACROSS, on=TODAY, by=actor, at=AT),
        lambda: division.merge_grids([grid, cast.areas.other_grid.code], name="x", on=TODAY, by=actor, at=AT),
        lambda: ground.rename_area(grid, name="x", on=TODAY, by=actor, at=AT),
        lambda: ground.end_area(grid, on=TODAY, by=actor, at=AT),
        lambda: ground.set_extent(grid, extent=square(120.0), on=TODAY, by=actor, at=AT),
        lambda: ground.describe_area(grid, kind="x", households=1, public_phone="", by=actor, at=AT),
    ]
    before = list(Area.objects.order_by("pk").values_list())
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert list(Area.objects.order_by("pk").values_list()) == before


def test_an_absent_area_looks_like_a_forbidden_one(cast):
    with pytest.raises(NotAllowed):
        ground.rename_area("990101009", name="x", on=TODAY, by=cast.admin.actor, at=AT)


def test_a_split_makes_two_grids_and_keeps_the_old_one_with_its_boundary(cast, admin):
    west, east = division.split_grid(cast.areas.grid.code, line=ACROSS, on=TODAY, by=admin, at=AT)
    old = Area.objects.get(pk=cast.areas.grid.pk)
    assert (old.valid_to, old.extent) == (TODAY, cast.areas.grid.extent)
    assert Change.objects.get(code=old.code, kind="split").replaced_by == [west.code, east.code]
    assert (west.name, east.name) == ("鼓楼社区第1网格甲", "鼓楼社区第1网格乙")
    assert list(old.boundaries.values_list("valid_to", flat=True)) == [TODAY]
    assert queries.locate(120.002, 30.005) == west
    assert queries.locate(120.008, 30.005) == east
    assert check_partition(cast.areas.community.code, TODAY) == []


def test_the_day_before_a_split_still_shows_the_old_division(cast, admin):
    division.split_grid(cast.areas.grid.code, line=ACROSS, on=TODAY, by=admin, at=AT)
    assert check_partition(cast.areas.community.code, YESTERDAY) == []
    assert check_partition(cast.areas.community.code, TODAY) == []


def test_a_line_that_stops_just_short_of_the_border_is_drawn_through(cast, admin):
    parts = [Part(name="西片", kind="基本型", households=100), Part(name="东片", households=120)]
    made = division.split_grid(cast.areas.grid.code, line=ALMOST_ACROSS, parts=parts, on=TODAY, by=admin, at=AT)
    assert [(grid.name, grid.kind, grid.households) for grid in made] == [("西片", "基本型", 100), ("东片", "", 120)]


def test_a_line_that_does_not_cross_is_refused_and_changes_nothing(cast, admin):
    with pytest.raises(Refused) as refused:
        division.split_grid(cast.areas.grid.code, line=TOO_SHORT, on=TODAY, by=admin, at=AT)
    assert refused.value.code == "not_across"
    assert Area.objects.get(pk=cast.areas.grid.pk).valid_to is None


def test_a_crooked_line_cuts_into_as_many_pieces_as_it_makes(cast, admin):
    zigzag = LineString([(120.002, 29.999), (120.004, 30.02), (120.006, 29.999), (120.008, 30.02)], srid=4326)
    made = division.split_grid(cast.areas.grid.code, line=zigzag, on=TODAY, by=admin, at=AT)
    assert len(made) == 4
    assert check_partition(cast.areas.community.code, TODAY) == []


def test_parts_that_bring_their_own_extents_must_make_up_the_whole(cast, admin):
    west, east = square(120.0, width=0.004), square(120.004, width=0.006)
    short = [Part(name="西", extent=west), Part(name="东", extent=square(120.005, width=0.005))]
    with pytest.raises(Refused) as refused:
        division.split_grid(cast.areas.grid.code, parts=short, on=TODAY, by=admin, at=AT)
    assert refused.value.code == "not_whole"
    parts = [Part(name="西", extent=west), Part(name="东", extent=east)]
    assert len(division.split_grid(cast.areas.grid.code, parts=parts, on=TODAY, by=admin, at=AT)) == 2


def test_merging_neighbours_makes_one_and_ends_both(cast, admin):
    codes = [cast.areas.grid.code, cast.areas.other_grid.code]
    made = division.merge_grids(codes, name="鼓楼社区第一网格", on=TODAY, by=admin, at=AT)
    assert made.code == "990101001001003"
    assert set(Area.objects.filter(code__in=codes).values_list("valid_to", flat=True)) == {TODAY}
    assert queries.locate(*INSIDE_GRID) == queries.locate(*INSIDE_OTHER_GRID) == made
    assert check_partition(cast.areas.community.code, TODAY) == []


def test_grids_of_different_communities_or_apart_are_not_merged(cast, admin, empty_community):
    with pytest.raises(Refused) as refused:
        division.merge_grids([cast.areas.grid.code, cast.areas.far_grid.code], name="x", on=TODAY, by=admin, at=AT)
    assert refused.value.code == "other_parent"
    one = draw(empty_community, admin, square(120.2, width=0.005))
    two = draw(empty_community, admin, square(120.215, width=0.005), name="北苑第二网格")
    with pytest.raises(Refused) as refused:
        division.merge_grids([one.code, two.code], name="x", on=TODAY, by=admin, at=AT)
    assert refused.value.code == "not_adjacent"


def test_a_border_between_two_grids_is_moved_in_one_step(cast, admin):
    moved = {cast.areas.grid.code: square(120.0, width=0.012), cast.areas.other_grid.code: square(120.012, width=0.008)}
    ground.set_extents(moved, on=TODAY, by=admin, at=AT)
    assert queries.locate(120.011, 30.005) == cast.areas.grid
    assert Boundary.objects.filter(area=cast.areas.grid).count() == 2
    with pytest.raises(Refused) as refused:
        ground.set_extent(cast.areas.grid.code, extent=square(120.0, width=0.013), on=TODAY, by=admin, at=AT)
    assert refused.value.code == "overlap"


@pytest.mark.parametrize(("day", "code"), [(TOMORROW, "future"), (date(2019, 12, 31), "backdated")])
def test_changes_are_dated_today_or_earlier_but_not_before_the_last_one(cast, admin, day, code):
    with pytest.raises(Refused) as refused:
        division.split_grid(cast.areas.grid.code, line=ACROSS, on=day, by=admin, at=AT)
    assert refused.value.code == code


def test_a_bow_tie_and_a_latitude_first_shape_are_refused(empty_community, admin):
    bow_tie = Polygon(((120.2, 30), (120.21, 30.01), (120.21, 30), (120.2, 30.01), (120.2, 30)), srid=4326)
    swapped = Polygon.from_bbox((30.0, 120.2, 30.01, 120.21))
    for shape, code in [(bow_tie, "invalid"), (swapped, "out_of_range")]:
        with pytest.raises(Refused) as refused:
            draw(empty_community, admin, MultiPolygon(shape, srid=4326))
        assert refused.value.code == code


def test_the_same_key_acts_once_and_other_content_is_a_conflict(cast, admin):
    key = uuid.uuid4()
    asked = {"line": ACROSS, "on": TODAY, "by": admin, "at": AT, "key": key}
    first = division.split_grid(cast.areas.grid.code, **asked)
    lines = Entry.objects.count()
    assert division.split_grid(cast.areas.grid.code, **asked) == first
    assert Entry.objects.count() == lines
    with pytest.raises(KeyConflict):
        division.split_grid(cast.areas.grid.code, **asked | {"on": YESTERDAY})


def test_the_same_key_draws_and_merges_once(cast, admin, empty_community):
    key, other = uuid.uuid4(), uuid.uuid4()
    codes = [cast.areas.grid.code, cast.areas.other_grid.code]
    assert draw(empty_community, admin, square(120.2), key=key) == draw(empty_community, admin, square(120.2), key=key)
    merged = [division.merge_grids(codes, name="合", on=TODAY, by=admin, at=AT, key=other) for _ in range(2)]
    assert merged[0] == merged[1]


def test_a_used_code_is_never_given_again(cast, admin):
    ground.end_area(cast.areas.other_grid.code, on=TODAY, by=admin, at=AT)
    grid = ground.draw_grid(cast.areas.community.code, name="新", extent=square(120.01), on=TODAY, by=admin, at=AT)
    assert grid.code == "990101001001003"


def test_an_area_with_others_below_it_does_not_end(cast, admin):
    with pytest.raises(Refused) as refused:
        ground.end_area(cast.areas.community.code, on=TODAY, by=admin, at=AT)
    assert refused.value.code == "has_children"


def test_an_ended_grid_lists_the_postings_that_hang_on_it(cast, admin):
    ground.end_area(cast.areas.grid.code, on=TODAY, by=admin, at=AT)
    [row] = queries.hanging([cast.areas.grid.code, cast.areas.other_grid.code], TODAY)
    assert (row.code, row.postings, row.units) == (cast.areas.grid.code, 2, 0)


def test_a_new_name_is_noted_and_an_old_view_of_it_refused(cast, admin):
    ground.rename_area(cast.areas.grid.code, name=" 鼓楼  一网格 ", on=TODAY, by=admin, at=AT)
    change = Change.objects.get(code=cast.areas.grid.code)
    assert (change.kind, change.before, change.after) == ("renamed", "鼓楼社区第1网格", "鼓楼 一网格")
    with pytest.raises(Refused) as refused:
        ground.rename_area(cast.areas.grid.code, name="x", on=TODAY, by=admin, at=AT, seen="鼓楼社区第1网格")
    assert refused.value.code == "changed"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "990102001"}, "bad_code"),
        ({"code": "990101"}, "bad_code"),
        ({"code": "99010100é"}, "bad_code"),
        ({"code": "990101001"}, "code_taken"),
        ({"level": "city"}, "bad_level"),
        ({"name": "  "}, "no_name"),
        ({"name": "长" * 81}, "long_name"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_a_new_area_with_a_fault_is_refused(admin, changed, code):
    asked = {"level": "town", "name": "新街道", "parent": "990101", "code": "990101003"} | changed
    with pytest.raises(Refused) as refused:
        ground.create_area(NewArea(**asked), on=TODAY, by=admin, at=AT)
    assert refused.value.code == code


def test_a_whole_tree_is_made_in_one_call(cast):
    rows = [
        NewArea(level="town", name="东街道", parent="990101", code="990101003", scheme="demo"),
        NewArea(level="community", name="东社区", parent="990101003", code="990101003001", extent=square(121)),
        NewArea(level="grid", name="东一", parent="990101003001", extent=square(121, width=0.005)),
        NewArea(level="grid", name="东二", parent="990101003001", extent=square(121.005, width=0.005)),
    ]
    made = ground.create_areas(rows, on=date(2026, 1, 1), by=cast.admin.actor, at=AT)
    assert [area.code for area in made][2:] == ["990101003001001", "990101003001002"]
    assert check_partition("990101003001", TODAY) == []
