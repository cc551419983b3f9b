"""Import: a million points to their grids, beside a bare STRtree; a register-like CSV beside COPY."""

import random
from time import perf_counter, process_time

import numpy as np
import shapely
from django.db import connection

from benchmarks.results import Result, not_measured
from benchmarks.run import Run
from linli.areas.queries import locate_many

POINTS = 1_000_000


def measure(run: Run) -> list[Result]:
    """Points a second, the reading of the grids included."""
    places = _places(min(POINTS, run.size * 10))
    began, busy = perf_counter(), process_time()
    found = locate_many(places)
    seconds, busy = perf_counter() - began, process_time() - busy
    rate, limit = len(places) / seconds, len(places) / _bare(places)
    note = f"{sum(1 for code in found if code):,} of {len(places):,} in an area; {len(places) / busy:,.0f} a CPU second"
    return [
        Result("import: points to grids", run.size, rate, "/s", limit, rate / limit, "value >= 200000", note=note),
        not_measured("import: register-like CSV", run.size, "registers are not built yet"),
    ]


def _places(count: int) -> np.ndarray:
    """Points in the city, one in a hundred beside it."""
    dice = np.random.default_rng(random.Random(5).getrandbits(32))  # noqa: S311 - no cryptography
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(x), min(y), max(x + w), max(y + h) FROM bench.grid")
        west, south, east, north = cursor.fetchone()
    across = dice.uniform(west, west + (east - west) * 1.01, count)
    return np.column_stack([across, dice.uniform(south, north, count)])


def _bare(places: np.ndarray) -> float:
    """Seconds of the same by shapely alone, the grids already read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_AsBinary(extent) FROM areas_area WHERE level = 'grid' AND scheme = 'bench'")
        grids = shapely.from_wkb([bytes(row[0]) for row in cursor.fetchall()])
    began = perf_counter()
    shapely.STRtree(grids).query(shapely.points(places), predicate="intersects")
    return perf_counter() - began
