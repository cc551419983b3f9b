"""The cast stands where its drawing says."""

from tests.cast import INSIDE_GRID, INSIDE_NEIGHBOUR, INSIDE_OTHER_GRID, OUTSIDE, Cast

from linli.areas import queries


def test_points_of_the_cast_lie_in_their_grids(cast: Cast):
    assert queries.locate(*INSIDE_GRID) == cast.areas.grid
    assert queries.locate(*INSIDE_OTHER_GRID) == cast.areas.other_grid
    assert queries.locate(*INSIDE_NEIGHBOUR) == cast.areas.neighbour_grid
    assert queries.locate(*OUTSIDE) is None


def test_a_desk_may_work_on_its_own_ground_only(cast: Cast):
    assert cast.county_desk.actor.may("case.desk", cast.areas.grid.ground)
    assert cast.town_desk.actor.may("case.desk", cast.areas.grid.ground)
    assert not cast.other_town_desk.actor.may("case.desk", cast.areas.grid.ground)
    assert not cast.stranger.actor.may("case.desk", cast.areas.grid.ground)
