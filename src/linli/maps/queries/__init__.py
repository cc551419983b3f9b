"""Every read of maps that another room may use."""

from linli.maps.queries.base import Spot, base_tile, ground, grounds_below, middle_of, spot, version
from linli.maps.queries.cases import area_tile, case_tile, lit
from linli.maps.queries.cells import density_tile, sees_ground
from linli.maps.queries.households import households_below

__all__ = [
    "Spot",
    "area_tile",
    "base_tile",
    "case_tile",
    "density_tile",
    "ground",
    "grounds_below",
    "households_below",
    "lit",
    "middle_of",
    "sees_ground",
    "spot",
    "version",
]
