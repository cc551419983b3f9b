"""A register from file to places: read, judged, converted, located and laid over what is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from django.db import transaction

from linli.areas.queries import Locator
from linli.areas.rules import Actor
from linli.exchange.places import rules
from linli.exchange.places.files import Cells, batches
from linli.geo.coords import System, to_wgs84
from linli.registers.places.actions import Edition, Line, Reported, Verdict, import_edition
from linli.registers.places.actions.edition import Report

_CODE_SHOWN, _NAME_SHOWN = 64, 120


@dataclass(frozen=True)
class Source:
    """A file, and how it is written."""

    path: Path
    encoding: str = "utf-8"
    system: System = System.WGS84


def import_places(
    source: Source, edition: Edition, *, by: Actor, at: datetime, report: Report = lambda _lines: None
) -> Verdict:
    """Lay a file over the register of places.

    Raises ``files.Unreadable``, ``areas.rules.Refused`` and ``areas.rules.NotAllowed``; then nothing was written.
    """
    return import_edition(edition, lines(source), by=by, at=at, report=report)


def preview_places(
    source: Source, edition: Edition, *, by: Actor, at: datetime, report: Report = lambda _lines: None
) -> Verdict:
    """What a file would do, found out by doing it and taking it back; raises as ``import_places``."""
    with transaction.atomic():
        verdict = import_places(source, edition, by=by, at=at, report=report)
        transaction.set_rollback(True)
    return verdict


def lines(source: Source) -> Iterator[Line]:
    """Each line of the file with its verdict as far as it can be told by itself."""
    return _lines(source, Locator(at_once=True))  # read now: lines are asked for while the connection takes them in


def _lines(source: Source, locator: Locator) -> Iterator[Line]:
    for batch in batches(source.path, source.encoding):
        yield from _located([_judged(cells, source.system) for cells in batch], locator)


def _judged(cells: Cells, system: System) -> Line:
    if cells.fault:
        return Line(cells.number, "", cells.values[0], good=False, reason=cells.fault)
    code, name, kind, area, lon_text, lat_text = cells.values
    lon, lat = rules.degrees(lon_text), rules.degrees(lat_text)
    fault = rules.fault(code, name, kind, area) or rules.point_fault(lon, lat)
    if fault or lon is None or lat is None:
        return Line(cells.number, code[:_CODE_SHOWN], name[:_NAME_SHOWN], good=False, reason=fault)
    if system is not System.WGS84:
        lon, lat = to_wgs84(system, lon, lat)
    return Line(cells.number, code, name, rules.KINDS[kind], area, lon, lat)


def _located(read: list[Line], locator: Locator) -> Iterator[Line]:
    """The same lines, the good ones with the area in which they lie."""
    points = [(line.lon, line.lat) for line in read if line.good]
    found = iter(locator.codes(np.array(points, dtype=float).reshape(-1, 2)))
    for line in read:
        yield line._replace(found=next(found)) if line.good else line


__all__ = ["Edition", "Reported", "Source", "Verdict", "import_places", "lines", "preview_places"]
