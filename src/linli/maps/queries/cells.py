"""Tiles seen from afar, from squares that are kept counted: clusters of open cases, and density."""

from datetime import date
from typing import Any

from django.db import connection

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.lib.sql import statement
from linli.maps.rules import FINEST, MOST_MONTHS, cluster_zoom, density_zoom, month_number

#: Levels for whose areas squares are kept.
LEVELS = ("city", "county", "town", "community", "grid")


def sees_ground(actor: Actor) -> bool:
    """Whether a posting sees all cases of its ground, so that the squares of that ground are its own."""
    return actor.holds(Permission.VIEW_GROUND) and actor.ground_level in LEVELS and bool(actor.ground_code)


def squares_of(actor: Actor) -> str:
    """Whose squares hold nothing but what a posting may see: its ground's, or its unit's; empty when none do."""
    if sees_ground(actor):
        return actor.ground_code
    return f"u{actor.unit_id}" if actor.holds(Permission.HANDLE) and actor.unit_id else ""


def cluster_tile(z: int, x: int, y: int, owner: str) -> tuple[int, bytes]:
    """How many open cases of an area or a unit lie in a tile, and the tile (layer ``cases``: n, red). One statement."""
    values = _inside(z, x, y, cluster_zoom(z)) | {"owner": owner, "first": 1, "last": 0, "columns": 1 << FINEST}
    count, tile = _asked("cluster_tile", values)
    return count, bytes(tile)


def open_in(z: int, x: int, y: int, owner: str) -> int:
    """How many open cases of an area or a unit lie in a tile. One statement."""
    values = _inside(z, x, y, cluster_zoom(z)) | {"owner": owner, "first": 1, "last": 0}
    sql = f"SELECT coalesce(sum(open), 0)::int FROM ({statement('linli.maps', 'cells')}) AS squares"  # noqa: S608 - ours
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (count,) = cursor.fetchone()
    return int(count)


def density_tile(  # noqa: PLR0913 - a tile, whose, and when
    z: int, x: int, y: int, *, owner: str, first: date, last: date
) -> bytes:
    """Reports of an area from one month to another, both included (layer ``density``: n). One statement.

    Of a longer span only the last months are counted, see ``rules.MOST_MONTHS``.
    """
    zoom, end = density_zoom(z), month_number(last)
    months = {"first": max(month_number(first), end - MOST_MONTHS + 1), "last": end}
    (tile,) = _asked("density_tile", _inside(z, x, y, zoom) | months | {"owner": owner, "squares": 1 << zoom})
    return bytes(tile)


def _inside(z: int, x: int, y: int, zoom: int) -> dict[str, Any]:
    """The squares of a zoom that make up a tile."""
    down = zoom - z
    return {
        "tile_z": z,
        "tile_x": x,
        "tile_y": y,
        "zoom": zoom,
        "up": FINEST - zoom,
        "west": x << down,
        "east": ((x + 1) << down) - 1,
        "north": y << down,
        "south": ((y + 1) << down) - 1,
    }


def _asked(name: str, values: dict[str, Any]) -> Any:
    sql = statement("linli.maps", name).replace("{cells}", statement("linli.maps", "cells"))
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()
