"""Tiles of cases: each posting gets its own; whoever may see none finds no tile."""

import hashlib
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from linli.areas.rules import Actor
from linli.geo.tiles import is_tile
from linli.maps import queries
from linli.maps.rules import CASES_FROM, CASES_TO, DENSITY_FROM, DENSITY_TO

TILE = "application/vnd.mapbox-vector-tile"
Make = Callable[[HttpRequest, Actor, int, int, int], bytes]


def for_postings(make: Make) -> Callable[..., HttpResponse]:
    """The tile as an answer for one posting: kept by its own browser only, which asks each time for a new one."""

    @require_safe
    @wraps(make)
    def door(request: HttpRequest, z: int, x: int, y: int, **_more: Any) -> HttpResponse:
        actor: Actor = getattr(request, "actor", Actor())
        if actor.posting_id is None or not (CASES_FROM <= z <= CASES_TO and is_tile(z, x, y)):
            raise Http404
        return _private(request, make(request, actor, z, x, y))

    return door


@for_postings
def case_tile(_request: HttpRequest, actor: Actor, z: int, x: int, y: int) -> bytes:
    """Open cases."""
    return queries.case_tile(z, x, y, actor=actor, at=timezone.now())


@for_postings
def density_tile(request: HttpRequest, actor: Actor, z: int, x: int, y: int) -> bytes:
    """Reports of the posting's ground from ``?first=2026-01`` to ``?last=2026-03``; without them the last 36 months."""
    if not DENSITY_FROM <= z <= DENSITY_TO or not queries.sees_ground(actor):
        return b""
    first, last = _month(request.GET.get("first", "")), _month(request.GET.get("last", ""))
    return queries.density_tile(
        z, x, y, owner=actor.ground_code, first=first or date.min, last=last or timezone.localdate()
    )


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _private(request: HttpRequest, tile: bytes) -> HttpResponse:
    tag = f'"{hashlib.sha256(tile).hexdigest()[:20]}"'
    answer: HttpResponse
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(tile, content_type=TILE, status=200 if tile else 204)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie"])
    return answer
