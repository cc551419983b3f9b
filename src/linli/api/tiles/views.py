"""Tiles, the style, grounds, and words for a place: all public, none about a person."""

import hashlib
import math
from collections.abc import Callable
from functools import lru_cache, wraps
from time import monotonic
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.api.tiles.throttle import Brake, address_of
from linli.geo.tiles import is_tile
from linli.lib.everybody import for_everybody
from linli.maps import queries
from linli.maps.rules import AREAS_FROM, FIRST_ZOOM, LAST_ZOOM
from linli.maps.style import style as map_style
from linli.registers.places.queries import search_places

View = Callable[..., HttpResponse]

_DAY, _MINUTE = 86_400, 60
_KEPT_TILES = 512
_LONGEST = 60

brake = Brake(most=240)


def braked(view: View) -> View:
    """Answer 429 to an address that asks too often."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if brake.allows(address_of(request), monotonic()):
            return view(request, *args, **kwargs)
        answer = JsonResponse({"error": _("查询太频繁，请过一会儿再试。")}, status=429)
        answer["Retry-After"] = str(_MINUTE)
        return answer

    return guarded


@for_everybody
@require_safe
def base_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One tile of the base map; 204 where there is nothing, 404 where no tile is."""
    if not (FIRST_ZOOM <= z <= LAST_ZOOM and is_tile(z, x, y)):
        raise Http404
    return _versioned(request, "base", z, x, y)


@for_everybody
@require_safe
def area_tile(request: HttpRequest, level: str, z: int, x: int, y: int) -> HttpResponse:
    """One tile of the areas of one level; 204 where there is none, 404 where no tile is."""
    if level not in AREAS_FROM or not (AREAS_FROM[level] <= z <= LAST_ZOOM and is_tile(z, x, y)):
        raise Http404
    return _versioned(request, level, z, x, y)


def _versioned(request: HttpRequest, kind: str, z: int, x: int, y: int) -> HttpResponse:
    """A tile that changes with the map's version only, and may be kept as long as it is asked for by that."""
    version = queries.version()
    seconds = _DAY if request.GET.get("v") == version else _MINUTE
    tag = f'"{version}-{kind}-{z}-{x}-{y}"'
    if _knows(request, tag):
        return _kept(HttpResponseNotModified(), tag, seconds)
    tile = _tile(version, kind, z, x, y)
    status = 200 if tile else 204
    return _kept(HttpResponse(tile, content_type="application/vnd.mapbox-vector-tile", status=status), tag, seconds)


@lru_cache(maxsize=_KEPT_TILES)
def _tile(version: str, kind: str, z: int, x: int, y: int) -> bytes:  # noqa: ARG001 - the version is the cache's key
    return queries.base_tile(z, x, y) if kind == "base" else queries.area_tile(z, x, y, kind)


@for_everybody
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """How the base map looks; opens on the middle of the home county, or of ``?county=``."""
    version = queries.version()
    county = _code(request, "county", settings.HOME_AREA)
    key = settings.TIANDITU_KEY
    tag = f'"{version}-{county}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"'
    if _knows(request, tag):
        return _kept(HttpResponseNotModified(), tag, 0)
    return _kept(JsonResponse(map_style(version, queries.middle_of(county), key), json_dumps_params=_PLAIN), tag, 0)


@for_everybody
@require_safe
def ground(request: HttpRequest) -> HttpResponse:
    """An area as GeoJSON; with ``?below=1`` a collection of the areas directly below it."""
    code = _code(request, "code")
    feature = queries.ground(code)
    if feature is None:
        raise Http404
    answer = (
        {"type": "FeatureCollection", "features": queries.grounds_below(code)} if request.GET.get("below") else feature
    )
    return _kept(JsonResponse(answer, json_dumps_params=_PLAIN), "", _MINUTE)


@for_everybody
@require_safe
@braked
def locate(request: HttpRequest) -> HttpResponse:
    """Where a point lies: town, community, grid, and the nearest address; ``found`` is false outside every ground."""
    point = _point(request)
    if point is None:
        return JsonResponse({"error": _("请给出正确的经度和纬度。")}, status=400)
    spot = queries.spot(*point)
    places = {level: {"code": code, "name": name} for level, (code, name) in spot.areas.items()}
    answer = {"found": bool(spot.areas), "words": spot.words, "address": spot.address, **places}
    return JsonResponse(answer, json_dumps_params=_PLAIN)


@for_everybody
@require_safe
@braked
def search(request: HttpRequest) -> HttpResponse:
    """Places of the home county (or ``?county=``) whose names have every word of ``?q=``; near ``?lon=&lat=`` first."""
    county = _code(request, "county", settings.HOME_AREA)
    found = search_places(request.GET.get("q", "")[:_LONGEST], county, near=_point(request))
    places = [
        {"name": place.name, "kind": place.kind, "lon": place.point.x, "lat": place.point.y, "grid": place.grid}
        for place in found
    ]
    return JsonResponse({"places": places}, json_dumps_params=_PLAIN)


_PLAIN = {"ensure_ascii": False, "separators": (",", ":")}


def _code(request: HttpRequest, name: str, default: str = "") -> str:
    """The code of an area as it was asked for; empty when it cannot be one."""
    code = request.GET.get(name, default)
    return code if code.isascii() and code.isalnum() and len(code) <= _LONGEST else ""


def _point(request: HttpRequest) -> tuple[float, float] | None:
    try:
        lon, lat = float(request.GET["lon"]), float(request.GET["lat"])
    except (KeyError, ValueError):
        return None
    is_on_earth = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90  # noqa: PLR2004 - degrees
    return (lon, lat) if is_on_earth else None


def _knows(request: HttpRequest, tag: str) -> bool:
    return tag in [known.strip().removeprefix("W/") for known in request.headers.get("If-None-Match", "").split(",")]


def _kept(answer: HttpResponse, tag: str, seconds: int) -> HttpResponse:
    """The answer with leave to be kept so long; nothing of it depends on who asks."""
    if tag:
        answer["ETag"] = tag
    patch_cache_control(answer, public=True, max_age=seconds)
    return answer
