"""Tiles seen from afar, from squares that are kept counted: clusters of open cases, and density."""

from datetime import date
from functools import cache
from typing import Any

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.lib.prepared import ask_prepared
from linli.lib.sql import statement
from linli.maps.rules import FEW, FINEST, MANY, MOST_MONTHS, cluster_zoom, density_zoom, month_number

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


def cluster_tile(z: int, x: int, y: int, owner: str, *, ground: str = "") -> bytes | None:
    """Open cases of an area or a unit as clusters (layer ``cases``: n, red); ``None`` where they can be drawn singly.

    There are few then, and few of others in the county of ``ground``, if one is named, lie between them. One statement.
    """
    values = _inside(z, x, y, cluster_zoom(z)) | {"owner": owner, "first": 1, "last": 0, "columns": 1 << FINEST}
    tile = _asked("cluster_tile", values | {"ground": ground, "few": FEW, "many": MANY})
    return None if tile is None else bytes(tile)


def density_tile(  # noqa: PLR0913 - a tile, whose, and when
    z: int, x: int, y: int, *, owner: str, first: date, last: date
) -> bytes:
    """Reports of an area from one month to another, both included (layer ``density``: n). One statement.

    Of a longer span only the last months are counted, see ``rules.MOST_MONTHS``.
    """
    zoom, end = density_zoom(z), month_number(last)
    months = {"first": max(month_number(first), end - MOST_MONTHS + 1), "last": end}
    values = _inside(z, x, y, zoom) | months | {"owner": owner, "squares": 1 << zoom}
    return bytes(_asked("density_tile", values))


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
    texts = {key: str(value) for key, value in values.items()}
    (tile,) = ask_prepared(_whole(name), texts, comes_first=True)
    return tile


@cache
def _whole(name: str) -> str:
    """A statement with its squares in it; they begin with a comment, which wants a line of its own."""
    cells = "\n" + statement("linli.maps", "cells")
    around = cells.replace("%(owner)s", "(SELECT county FROM place)")
    return statement("linli.maps", name).replace("{cells}", cells).replace("{around}", around)
