"""Tiles cover the map once, each point in one."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.geo.tiles import MAX_LAT, Bounds, Tile, is_tile, tile_at, tile_bounds

zooms = st.integers(0, 20)


@pytest.mark.parametrize(
    ("tile", "bounds"),
    [
        (Tile(0, 0, 0), Bounds(-180, -MAX_LAT, 180, MAX_LAT)),
        (Tile(1, 0, 0), Bounds(-180, 0, 0, MAX_LAT)),  # the north-west quarter
        (Tile(1, 1, 1), Bounds(0, -MAX_LAT, 180, 0)),
        (Tile(2, 3, 1), Bounds(90, 0, 180, 66.513260)),
        (Tile(10, 843, 388), Bounds(116.367188, 39.639538, 116.718750, 39.909736)),  # the south of Beijing
    ],
)
def test_a_tile_covers_its_box(tile, bounds):
    assert tile_bounds(*tile) == pytest.approx(bounds, abs=1e-6)


@pytest.mark.parametrize(
    ("lon", "lat", "z", "tile"),
    [
        (116.404, 39.905, 10, Tile(10, 843, 388)),
        (107.981, 26.567, 14, Tile(14, 13106, 6937)),
        (-180, 90, 3, Tile(3, 0, 0)),  # beyond the edge of the map: its outermost tile
        (180, -90, 3, Tile(3, 7, 7)),
        (0, 0, 1, Tile(1, 1, 1)),  # on a seam: the tile that begins there
    ],
)
def test_a_point_lies_in_its_tile(lon, lat, z, tile):
    assert tile_at(lon, lat, z) == tile


@pytest.mark.parametrize(("z", "x", "y"), [(-1, 0, 0), (25, 0, 0), (1, 2, 0), (1, 0, 2), (1, -1, 0), (1, 0, -1)])
def test_a_tile_that_does_not_exist_is_refused(z, x, y):
    assert not is_tile(z, x, y)
    with pytest.raises(ValueError, match="no tile"):
        tile_bounds(z, x, y)


@pytest.mark.parametrize("z", [-1, 25])
def test_a_zoom_that_does_not_exist_is_refused(z):
    with pytest.raises(ValueError, match="no zoom"):
        tile_at(0, 0, z)


@given(st.floats(-180, 180), st.floats(-85, 85), zooms)
def test_a_point_lies_within_the_bounds_of_its_tile(lon, lat, z):
    bounds = tile_bounds(*tile_at(lon, lat, z))
    assert bounds.west - 1e-9 <= lon <= bounds.east + 1e-9
    assert bounds.south - 1e-9 <= lat <= bounds.north + 1e-9


@given(zooms, st.data())
def test_the_middle_of_a_tile_belongs_to_it_and_neighbours_share_an_edge(z, data):
    x, y = data.draw(st.integers(0, 2**z - 1)), data.draw(st.integers(0, 2**z - 1))
    bounds = tile_bounds(z, x, y)
    assert tile_at((bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2, z) == (z, x, y)
    assume(is_tile(z, x + 1, y + 1))
    assert tile_bounds(z, x + 1, y + 1).west == bounds.east
    assert tile_bounds(z, x + 1, y + 1).north == bounds.south
