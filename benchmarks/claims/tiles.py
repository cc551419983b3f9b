"""Tiles of the map: open cases and density, at every zoom, for who sees the whole city and who sees a grid."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from time import perf_counter

from django.utils import timezone

from benchmarks.cast import Asker, askers
from benchmarks.results import Result, percentile
from benchmarks.run import Run
from linli.areas import queries as areas
from linli.geo.tiles import tile_at
from linli.maps import queries as maps
from linli.maps.rules import CASES_FROM, CASES_TO, DENSITY_FROM, DENSITY_TO

ROLES = {"leader", "desk", "grid_worker"}


def measure(run: Run) -> list[Result]:
    """What the slowest of a hundred tiles takes to make, and how large the largest is."""
    made = [each for asker in askers() if asker.role in ROLES for each in _made(asker)]
    ms = [one for each in made for one in each[1]]
    slowest, largest = max(made, key=lambda each: max(each[1])), max(made, key=lambda each: each[2])
    note = f"{len(made)} tiles, median {percentile(ms, 0.5):.1f}; worst {max(slowest[1]):.0f} ms: {slowest[0]}"
    return [
        Result("tiles: p99", run.size, percentile(ms, 0.99), "ms", goal="value < 20", note=note),
        Result("tiles: largest", run.size, largest[2] / 1024, "KB", goal="value <= 100", note=largest[0]),
    ]


def _made(asker: Asker) -> Iterator[tuple[str, list[float], int]]:
    """What each tile took, twice, and its bytes."""
    lon, lat = areas.middle(asker.posting.ground.code) or (0.0, 0.0)
    actor, at, today = asker.actor, timezone.now(), timezone.localdate()
    for z in range(CASES_FROM, CASES_TO + 1):
        _, x, y = tile_at(lon, lat, z)
        yield _timed(f"{asker.words} cases z{z}", partial(maps.case_tile, z, x, y, actor=actor, at=at))
    for z in range(DENSITY_FROM, DENSITY_TO + 1):
        _, x, y = tile_at(lon, lat, z)
        owner = actor.ground_code
        ask = partial(maps.density_tile, z, x, y, owner=owner, first=date.min, last=today)
        yield _timed(f"{asker.words} density z{z}", ask)


def _timed(what: str, make: "partial[bytes]") -> tuple[str, list[float], int]:
    ms, size = list[float](), 0
    for _ in range(3):
        began = perf_counter()
        size = len(make())
        ms.append((perf_counter() - began) * 1000)
    return what, ms[1:], size  # the first one plans
