"""Tiles of what lies on the ground: areas for everybody, open cases for those who may see them."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.contrib.gis.db.backends.postgis.adapter import PostGISAdapter
from django.contrib.gis.geos import Polygon
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case as Choice
from django.db.models import CharField, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.queries import visible_to
from linli.geo.tiles import tile_bounds
from linli.lib.sql import statement
from linli.maps.queries.cells import cluster_tile, sees_ground, squares_of
from linli.maps.rules import CELLS, POINTS_FROM


def area_tile(z: int, x: int, y: int, level: str) -> bytes:
    """One tile of the areas of a level in force now (layer ``areas``: id, code, name); empty where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(statement("linli.maps", "area_tile"), {"z": z, "x": x, "y": y, "level": level})
        (tile,) = cursor.fetchone()
    return bytes(tile)


def case_tile(z: int, x: int, y: int, *, actor: Actor, at: datetime) -> bytes:
    """One tile of the open cases a posting may see, and of no other.

    Layer ``cases``: a case alone carries id, no, title and group (of its matter), urgency, light and state (a title);
    several in one place carry n and how many are red and yellow. Three statements at most.

    From afar, where a tile holds many, it is made of the squares kept for the posting's ground, or its unit. Cases that
    it sees for another reason, as those it assists, come in nearer by: never is there more than it may see.
    """
    if z < POINTS_FROM and (owner := squares_of(actor)):
        has_all = sees_ground(actor) and actor.ground_level in {"city", "county"}
        tile = cluster_tile(z, x, y, owner, ground="" if has_all else actor.ground_code)
        if tile is not None:
            return tile
    return _points(z, x, y, actor, at)


def _points(z: int, x: int, y: int, actor: Actor, at: datetime) -> bytes:
    sql, params = _seeing(actor)
    if not sql:
        return b""
    box = Polygon.from_bbox(tile_bounds(z, x, y))
    box.srid = 4326
    here: dict[Any, Any] = {PostGISAdapter(_BOX): PostGISAdapter(box), _NOW: at}
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(here.get(value, value) for value in params), z, x, y, CELLS, json.dumps(_titles())])
        (tile,) = cursor.fetchone() or (b"",)
    return bytes(tile)


#: Stand for a box and a moment in a statement that is put together once and asked of many tiles.
_BOX, _NOW = Polygon(((0, 0), (0, 1), (1, 1), (0, 0)), srid=4326), datetime(1, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1024)  # who looks at a map asks for a dozen tiles at a time
def _seeing(actor: Actor) -> tuple[str, tuple[Any, ...]]:
    """The statement for what an actor sees, with its parameters but those of the tile; empty for who sees nothing."""
    try:
        visible, params = _seen(actor).query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return statement("linli.maps", "case_tile").replace("{visible}", visible), params


def lit(at: datetime) -> Choice:
    """The light of an open case at a moment, as an expression: red, yellow, green, or idle while no clock runs."""
    return Choice(
        When(Q(due_at__isnull=True), then=Value("idle")),
        When(Q(due_at__lt=at), then=Value("red")),
        When(Q(warn_at__lte=at), then=Value("yellow")),
        default=Value("green"),
        output_field=CharField(),
    )


def _seen(actor: Actor) -> QuerySet[Case, Any]:
    return (
        visible_to(actor)
        .filter(is_final=False, point__bboverlaps=_BOX)
        .order_by()
        .values(
            "id",
            "urgency",
            number=F("no"),
            about=F("matter__title"),
            family=F("matter__group__title"),
            colour=lit(_NOW),  # of this very moment; the row keeps what the clock last said
            stands=Concat(
                "process", Value("."), Cast("version", TextField()), Value("."), "state", output_field=TextField()
            ),
            # as a text to Django, so that it is not asked for in the form that Python reads
            place=Func("point", template="%(expressions)s", output_field=TextField()),
        )
    )


def _titles() -> dict[str, str]:
    """What each state of each version is called, by ``process.version.state``."""
    return {
        f"{process.name}.{process.version}.{name}": _(state.title)
        for process in processes.versions()
        for name, state in process.states.items()
    }
