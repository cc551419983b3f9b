"""What of the base map is drawn at which zoom: values in, values out."""

from dataclasses import dataclass
from datetime import date

#: Tiles are made for these zooms; nearer ones are enlarged from the last.
FIRST_ZOOM, LAST_ZOOM = 5, 17

#: From which zoom on. Rivers and railways hold a landscape together and come first.
_STREETS_FROM = {"river": 5, "highway": 7, "railway": 9, "arterial": 10, "street": 12, "lane": 14}
_AREAS_FROM = {"county": 5, "town": 9, "community": 12, "grid": 14}
_PLACES_FROM = {"landmark": 14, "estate": 15, "address": 17}
_BLOCKS_FROM = 12
_BUILDINGS_FROM = 15
#: Drawn as soon as they are large enough to be seen.
_ALWAYS = ("water", "forest", "park")
#: Blocks smaller than so many square pixels are left out; eight times as many each time a tile is thinned.
_LEAST_PX2, _THINNER = 8.0, 8.0
#: A tile larger than this is thinned; after so many times it is taken as it is.
MOST_BYTES, MOST_THINNING = 100_000, 3
#: Open cases, and areas level by level, are drawn at these zooms; nearer ones are enlarged from the last.
CASES_FROM, CASES_TO = 6, 18
AREAS_FROM: dict[str, int] = {"county": 5, "town": 7, "community": 9, "grid": 11}
#: Cases within one of so many squares along the edge of a tile stand as one point.
CELLS = 12
#: Nearer than this, cases are read one by one; farther off they are counted by squares, kept at these zooms.
POINTS_FROM = 17
CELL_ZOOMS = (9, 11, 13, 15, 17, 19)
FINEST = CELL_ZOOMS[-1]
#: A tile with no more open cases than this is drawn from the cases themselves: one can press each of them. Unless
#: more than so many of the county lie in it, through which they would have to be looked for.
FEW, MANY = 300, 1500
#: Density is drawn at these zooms, nearer ones are enlarged; and for so many months at most.
DENSITY_FROM, DENSITY_TO, MOST_MONTHS = 6, 12, 36
_FIRST_YEAR = 2020
_EQUATOR_M = 40_075_016.686
_TILE_PX = 256


@dataclass(frozen=True)
class Content:
    """What one tile holds."""

    areas: tuple[str, ...]
    streets: tuple[str, ...]
    blocks: tuple[str, ...] | None  # None: every kind except those left out below
    without: tuple[str, ...]
    places: tuple[str, ...]
    least_m2: float


def content(z: int, thinning: int = 0) -> Content:
    """What a tile of this zoom holds; ``least_m2`` is in the square metres of the projection (EPSG:3857).

    Each thinning leaves out the smallest streets and places, buildings, and smaller blocks.
    """
    pixel_m = _EQUATOR_M / (_TILE_PX << z)
    return Content(
        areas=_from(_AREAS_FROM, z),
        streets=_thinned(_from(_STREETS_FROM, z), thinning),
        blocks=None if z >= _BLOCKS_FROM else _ALWAYS,
        without=() if z >= _BUILDINGS_FROM and not thinning else ("building",),
        places=_thinned(_from(_PLACES_FROM, z), thinning),
        least_m2=_LEAST_PX2 * _THINNER**thinning * pixel_m**2,
    )


def cluster_zoom(z: int) -> int:
    """Which squares stand for cases in a tile: eight or sixteen along its edge."""
    return next(zoom for zoom in CELL_ZOOMS if zoom >= z + 3)


def density_zoom(z: int) -> int:
    """Which squares make the density of a tile: sixteen or thirty-two along its edge."""
    return max(zoom for zoom in CELL_ZOOMS if zoom <= z + 5)


def month_number(on: date) -> int:
    """The place of a month in what squares keep: 1 is January 2020, and all that came before."""
    return max((on.year - _FIRST_YEAR) * 12 + on.month, 1)


def _thinned(kinds: tuple[str, ...], thinning: int) -> tuple[str, ...]:
    return kinds[: max(0, len(kinds) - thinning)]


def _from(zooms: dict[str, int], z: int) -> tuple[str, ...]:
    return tuple(name for name, first in zooms.items() if z >= first)
