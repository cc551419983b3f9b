"""Many points find their areas as one point does."""

import random

import numpy as np
from tests.cast import Cast

from linli.areas.models import Area
from linli.areas.queries import locate, locate_many


def test_many_points_lie_where_each_of_them_lies(cast: Cast):  # noqa: ARG001 - its ground is asked about
    dice = random.Random(9)
    places = [(120 + dice.uniform(-0.02, 0.14), 30 + dice.uniform(-0.005, 0.015)) for _ in range(200)]
    borders = [(120.01, 30.005), (120.02, 30.0), (120.03, 30.01), (120.1, 30.005)]
    found = locate_many(np.array(places + borders))
    one_by_one = [locate(*place) for place in places + borders]
    assert found == [area.code if area else "" for area in one_by_one]
    assert "" in found
    assert len(set(found)) > 3


def test_what_lies_in_no_grid_lies_in_what_is_above_it(cast: Cast):
    Area.objects.filter(pk=cast.areas.grid.pk).update(extent=None)
    assert locate_many(np.array([(120.005, 30.005)])) == [cast.areas.community.code]


def test_an_area_that_has_ended_holds_nothing(cast: Cast):
    Area.objects.filter(pk=cast.areas.grid.pk).update(valid_to=cast.at.date())
    assert locate_many(np.array([(120.005, 30.005)])) == [cast.areas.community.code]


def test_no_points_are_no_areas(cast: Cast):  # noqa: ARG001 - as above
    assert locate_many(np.empty((0, 2))) == []
