"""A thematic map compares only what can be compared, and says how."""

import pytest

from linli.maps.shades import Measured, bounds, rounded_up, shading


@pytest.mark.parametrize(
    ("value", "up"),
    [(1234, 1300), (0.347, 0.35), (10, 10), (99.5, 100), (7, 7), (0.1 + 0.2, 0.3), (0, 0)],
)
def test_a_bound_is_a_round_number_not_below_its_value(value, up):
    assert rounded_up(value) == pytest.approx(up)


def test_classes_hold_about_equally_many():
    found = bounds(range(1, 101))
    assert found == (20, 40, 60, 80, 100)
    assert bounds([3, 3, 3]) == (3,)  # ties share one class
    assert bounds([]) == ()


def test_areas_are_compared_per_thousand_households():
    found = shading({"a": Measured(20, 2000), "b": Measured(40, 1000), "c": Measured(30, 1000)})
    assert found.by_rate
    assert found.bounds == (10, 30, 40)  # 20/2000, 30/1000, 40/1000
    assert found.classes == {"a": 1, "c": 2, "b": 3}


def test_without_households_the_count_alone_is_shown():
    found = shading({"a": Measured(20, None), "b": Measured(40, 1000)})
    assert not found.by_rate
    assert found.classes == {"a": 1, "b": 2}


def test_small_numbers_are_grey_and_nothing_is_nothing():
    found = shading(
        {"few": Measured(9, 1000), "empty": Measured(0, 1000), "enough": Measured(10, 1000), "hut": Measured(50, 9)}
    )
    assert found.classes == {"few": -1, "empty": 0, "enough": 1, "hut": -1}
    assert found.bounds == (10,)


def test_where_nobody_lives_a_count_has_no_rate():
    assert Measured(20, 0).rate is None
    assert Measured(20, 0).is_small
    assert shading({}).bounds == ()
