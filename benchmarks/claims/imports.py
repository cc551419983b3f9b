"""Import: a register-like CSV beside COPY of the same file; a million points to their grids beside a bare STRtree."""

import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
import psycopg
import shapely
from django.db import connection
from django.utils import timezone

from benchmarks.results import Result
from benchmarks.run import Run
from linli.areas.queries import locate_many
from linli.areas.rules import SYSTEM
from linli.exchange.places import import_places, write_errors
from linli.exchange.places.importing import Source
from linli.registers.places.actions import Edition
from linli.registers.places.models import Place

POINTS = 1_000_000
REGISTER = "bench"
#: Of a thousand lines so many are bad, of each kind.
_BAD = 2
_WRITTEN = 100_000


def measure(run: Run) -> list[Result]:
    """Points a second, the reading of the grids included; lines a second of a register, twice."""
    return [_points(run), *_register(run)]


# ── points ────────────────────────────────────────────────────────────────────────────────────────────────


def _points(run: Run) -> Result:
    places = _places(min(POINTS, run.size * 10))
    began, busy = perf_counter(), process_time()
    found = locate_many(places)
    seconds, busy = perf_counter() - began, process_time() - busy
    rate, limit = len(places) / seconds, len(places) / _bare(places)
    note = f"{sum(1 for code in found if code):,} of {len(places):,} in an area; {len(places) / busy:,.0f} a CPU second"
    return Result("import: points to grids", run.size, rate, "/s", limit, rate / limit, "value >= 200000", note=note)


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


# ── a register ────────────────────────────────────────────────────────────────────────────────────────────


def _register(run: Run) -> list[Result]:
    """The first import into an empty register, and the same file once more, which changes nothing."""
    lines = min(POINTS, run.size)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "register.csv"
        bad = _write(path, lines)
        bare, limit = _copied(run.url, path, indexed=False), _copied(run.url, path, indexed=True)
        source, edition = Source(path), Edition(REGISTER)
        report = write_errors(Path(folder) / "errors.csv")
        try:
            began = perf_counter()
            done = import_places(source, edition, by=SYSTEM, at=timezone.now(), report=report)
            first, began = perf_counter() - began, perf_counter()
            again = import_places(source, edition, by=SYSTEM, at=timezone.now(), report=report)
            second = perf_counter() - began
        finally:
            Place.objects.filter(source=REGISTER)._raw_delete("default")  # noqa: SLF001 - a million, one by one otherwise
    rate = lines / first
    note = (
        f"{done.added:,} taken, {done.bad:,} of {bad:,} bad lines told; COPY into a table without any index:"
        f" {lines / bare:,.0f}/s"
    )
    told = f"{again.written} written, {again.same:,} the same"
    equal = done.bad == bad and again.written == 0
    return [
        Result(
            "import: register-like CSV", run.size, rate, "/s", lines / limit, limit / first, "ratio >= 0.2", note=note
        ),
        Result("import: the same CSV again", run.size, lines / second, "/s", note=told),
        Result("import: bad lines told, and none other", run.size, float(equal), "", 1, float(equal), "ratio == 1"),
    ]


def _write(path: Path, count: int) -> int:
    """Write a register of so many lines: streets and doors in every grid, and bad lines of every kind; how many bad."""
    dice = random.Random(7)  # noqa: S311 - no cryptography
    with connection.cursor() as cursor:
        cursor.execute("SELECT grid, x, y, w, h FROM bench.grid ORDER BY rank")
        grids = cursor.fetchall()
    bad = 0
    with path.open("wb") as file:
        file.write("编码,名称,类别,区划代码,经度,纬度\n".encode())
        for first in range(0, count, _WRITTEN):
            rows = list(_lines(range(first, min(first + _WRITTEN, count)), grids, dice))
            bad += sum(not good for _, good in rows)
            file.write(b"".join(line for line, _ in rows))
    return bad


_STREETS = (
    "人民",
    "解放",
    "建设",
    "文化",
    "和平",
    "新华",
    "中山",
    "胜利",
    "青年",
    "光明",
    "朝阳",
    "东风",
    "友谊",
    "长江",
)
_ENDS = ("路", "街", "一巷", "二巷", "东路", "西路", "南街", "北街", "里", "大道")


def _lines(
    numbers: range, grids: list[tuple[str, float, float, float, float]], dice: random.Random
) -> Iterator[tuple[bytes, bool]]:
    """Lines, each with whether it is good."""
    for number in numbers:
        grid, x, y, w, h = grids[number % len(grids)]
        name = f"{dice.choice(_STREETS)}{dice.choice(_ENDS)}{number % 997}号{dice.randrange(40)}单元"
        lon, lat = x + w * dice.random(), y + h * dice.random()
        fault = dice.randrange(1000)
        if fault >= _BAD * len(_FAULTS) or number == 0:
            yield f"D{number:08d},{name},地址,{grid},{lon:.7f},{lat:.7f}\n".encode(), True
        else:
            yield _FAULTS[fault // _BAD](number, name, grid, f"{lon:.7f}", f"{lat:.7f}"), False


_FAULTS = (
    lambda number, name, grid, lon, lat: f"D{number:08d},{name},地址,{grid},{lat},{lon}\n".encode(),
    lambda number, name, grid, lon, lat: f"D{number:08d},,地址,{grid},{lon},{lat}\n".encode(),  # noqa: ARG005 - all are called alike
    lambda number, name, grid, lon, lat: f"D{number:08d},{name},地址,999999,{lon},{lat}\n".encode(),  # noqa: ARG005 - all are called alike
    lambda number, name, grid, lon, lat: f"D{0:08d},{name},地址,{grid},{lon},{lat}\n".encode(),  # noqa: ARG005 - all are called alike
    lambda number, name, grid, lon, lat: f"D{number:08d},{name},地址,{grid},{lon}\n".encode(),  # noqa: ARG005 - all are called alike
    lambda number, name, grid, lon, lat: f"D{number:08d},{name},地址,{grid},{lon},{lat}\n".encode("gb18030"),
    lambda number, name, grid, lon, lat: f"D{number:08d},{name},地址,{grid},120.0,{lat}\n".encode(),  # noqa: ARG005 - all are called alike
)


def _copied(url: str, path: Path, *, indexed: bool) -> float:
    """Seconds in which COPY takes the good lines of a file, nothing checked; ``indexed``: as the register is."""
    with psycopg.connect(url) as session:
        session.execute("DROP TABLE IF EXISTS bench.copied")
        session.execute(
            "CREATE TABLE bench.copied (code text, name text, kind text, area text, lon float8, lat float8,"
            " point geometry(Point, 4326) GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED)"
            if indexed
            else "CREATE TABLE bench.copied (code text, name text, kind text, area text, lon float8, lat float8)"
        )
        if indexed:
            session.execute(_AS_THE_REGISTER)
        good = _good(path)
        began = perf_counter()
        with (
            session.cursor() as cursor,
            cursor.copy("COPY bench.copied (code, name, kind, area, lon, lat) FROM STDIN (FORMAT csv)") as copy,
        ):
            for part in good:
                copy.write(part)
        session.commit()
        seconds = perf_counter() - began
        session.execute("DROP TABLE bench.copied")
    return seconds


_AS_THE_REGISTER = """
CREATE UNIQUE INDEX ON bench.copied (code);
CREATE INDEX ON bench.copied (area); CREATE INDEX ON bench.copied (left(area, 6));
CREATE INDEX ON bench.copied USING gin (name gin_trgm_ops); CREATE INDEX ON bench.copied USING gist (point);
ALTER TABLE bench.copied ADD COLUMN id bigserial PRIMARY KEY
"""


def _good(path: Path) -> list[bytes]:
    """The lines of a file that COPY would not stumble over, in pieces."""
    seen, parts = set[bytes](), list[list[bytes]]([[]])
    for line in path.read_bytes().splitlines(keepends=True)[1:]:
        code = line[:9]
        if line.count(b",") == 5 and code not in seen and _is_text(line):  # noqa: PLR2004 - six cells
            seen.add(code)
            parts[-1].append(line)
            if len(parts[-1]) == _WRITTEN:
                parts.append([])
    return [b"".join(part) for part in parts]


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
