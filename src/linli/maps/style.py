"""How the base map looks: a MapLibre style made from a few tokens.

Land is quiet, so that a case's pin and its clock's colour speak. Streets are white with a thin edge, parks green,
water blue; borders are dashed in the brand's petrol, the lower the level the finer.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from linli.maps.rules import FIRST_ZOOM, LAST_ZOOM

Layer = dict[str, Any]
Expression = Any

LAND = "#f3f1eb"
WATER, WATER_EDGE = "#b9d9e8", "#9cc5d8"
BUILDING, BUILDING_EDGE = "#dfdbd2", "#cfcac0"
STREET, STREET_EDGE, LANE_EDGE = "#ffffff", "#c8c1b3", "#d2ccbf"
AVENUE, AVENUE_EDGE = "#fff4d2", "#d6bf82"
HIGHWAY, HIGHWAY_EDGE = "#ffd9a0", "#dba85a"
RAIL, RAIL_TIE = "#a9a49b", "#f7f5f0"
BORDER = "#0f5c6e"
INK, INK_2, HALO = "#2b3740", "#55626b", "#ffffff"

GROUND = {
    "residential": "#eceae3",
    "commerce": "#f6ebdb",
    "market": "#f7e8d2",
    "industry": "#e6e5ea",
    "civic": "#ebe6f0",
    "school": "#f3ead6",
    "hospital": "#f7e3e0",
    "station": "#e4e7ec",
    "square": "#ece7dd",
    "park": "#cfe5c4",
    "forest": "#c8ddbd",
}
#: The colour of a landmark's dot and name, by the use of the ground on which it stands.
MARKS = {
    "park": "#3f7d3a",
    "water": "#2f7596",
    "hospital": "#b8473d",
    "school": "#8a6516",
    "station": "#3d5f8f",
    "civic": "#6a4f8c",
    "square": "#6a5f4a",
    "market": "#a4622a",
    "commerce": "#a4622a",
    "industry": "#5d6470",
}
OTHER_MARK = "#5a646c"
FONTS = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
BOLD = ["PingFang SC Semibold", "Microsoft YaHei Bold", "Noto Sans CJK SC Bold", "sans-serif"]

#: The tile service of 天地图 (WMTS, spherical Mercator): https://lbs.tianditu.gov.cn/server/MapService.html
_TIANDITU = (
    "https://t{server}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)

#: Width in pixels of each street at zooms 10, 12, 14, 16 and 18; the edge is drawn beneath, a little wider.
_ZOOMS = (10, 12, 14, 16, 18)
WIDTHS: dict[str, tuple[float, ...]] = {
    "highway": (2.0, 3.0, 5.5, 13, 34),
    "arterial": (1.0, 2.2, 5.0, 13, 34),
    "street": (0, 1.0, 3.2, 9, 24),
    "lane": (0, 0, 1.2, 5, 14),
}
_EDGE_PX = {"highway": 1.0, "arterial": 1.0, "street": 0.9, "lane": 0.8}


def style(version: str, middle: tuple[float, float] | None, tianditu: str = "") -> dict[str, Any]:
    """The style as JSON; tiles carry the map's version, so that browsers may keep them.

    With a key of 天地图 its pictures lie below, in place of land, streets and places of our own; borders stay ours.
    """
    made: dict[str, Any] = {
        "version": 8,
        "name": "邻理底图",
        "sources": {
            "base": {
                "type": "vector",
                "tiles": [f"/tiles/base/{{z}}/{{x}}/{{y}}.mvt?v={version}"],
                "minzoom": FIRST_ZOOM,
                "maxzoom": LAST_ZOOM,
            }
        },
        "layers": [_land(), *_borders(), *_area_names()] if tianditu else _own_layers(),
    }
    if tianditu:
        _lay_tianditu(made, tianditu)
    if middle is not None:
        made |= {"center": list(middle), "zoom": 14}
    return made


def _land() -> Layer:
    return {"id": "land", "type": "background", "paint": {"background-color": LAND}}


def _own_layers() -> list[Layer]:
    return [
        _land(),
        *_grounds(),
        *_waters(),
        *_buildings(),
        *_streets(),
        *_rails(),
        *_borders(),
        *_names(),
    ]


def _lay_tianditu(made: dict[str, Any], key: str) -> None:
    """Its map right above the ground colour, its words right above that, both below our borders."""
    for place, (name, layer) in enumerate({"tianditu": "vec", "tianditu-words": "cva"}.items(), 1):
        made["sources"][name] = {
            "type": "raster",
            "tiles": [_TIANDITU.format(server=server, layer=layer, key=quote(key)) for server in range(8)],
            "tileSize": 256,
            "maxzoom": 18,
            "attribution": "天地图",
        }
        made["layers"].insert(place, {"id": name, "type": "raster", "source": name})


def _grounds() -> list[Layer]:
    kinds = [kind for kind in GROUND if kind not in {"park", "forest"}]
    return [
        _fill("forest", ["forest"], GROUND["forest"], opacity=_by_zoom({9: 0.65, 13: 0.9})),
        _fill("blocks", kinds, _match("kind", GROUND, GROUND["residential"]), minzoom=12),
        _fill("park", ["park"], GROUND["park"]),
    ]


def _waters() -> list[Layer]:
    river = _line("river", "streets", ["river"], WATER, _by_zoom({5: 1, 9: 2, 12: 5, 14: 12, 16: 30, 18: 80}))
    return [
        river,
        _fill("water", ["water"], WATER),
        {
            "id": "water-edge",
            "type": "line",
            "source": "base",
            "source-layer": "blocks",
            "minzoom": 13,
            "filter": _is("kind", ["water"]),
            "paint": {"line-color": WATER_EDGE, "line-width": 0.8, "line-opacity": 0.7},
        },
    ]


def _buildings() -> list[Layer]:
    building = _fill("building", ["building"], BUILDING, minzoom=15, opacity=_by_zoom({15: 0.3, 15.8: 0.9}))
    building["paint"]["fill-outline-color"] = BUILDING_EDGE
    return [building]


def _streets() -> list[Layer]:
    colours = {
        "lane": (STREET, LANE_EDGE, 14),
        "street": (STREET, STREET_EDGE, 12),
        "arterial": (AVENUE, AVENUE_EDGE, 10),
        "highway": (HIGHWAY, HIGHWAY_EDGE, 7),
    }
    edges = [
        _line(f"{kind}-edge", "streets", [kind], edge, _wide(kind, 2 * _EDGE_PX[kind]), minzoom=first)
        for kind, (_fill_colour, edge, first) in colours.items()
    ]
    tops = [
        _line(kind, "streets", [kind], colour, _wide(kind, 0), minzoom=first)
        for kind, (colour, _edge, first) in colours.items()
    ]
    return [*edges, *tops]


def _wide(kind: str, more: float) -> Expression:
    return _by_zoom(
        {zoom: width + (more if width else 0) for zoom, width in zip(_ZOOMS, WIDTHS[kind], strict=True)}, base=1.5
    )


def _rails() -> list[Layer]:
    rail = _line("rail", "streets", ["railway"], RAIL, _by_zoom({9: 1, 13: 2, 16: 3.4, 18: 6}), minzoom=9, cap="butt")
    ties = _line(
        "rail-ties", "streets", ["railway"], RAIL_TIE, _by_zoom({12: 0.8, 16: 2, 18: 4}), minzoom=12, cap="butt"
    )
    ties["paint"]["line-dasharray"] = [4, 4]
    return [rail, ties]


def _borders() -> list[Layer]:
    return [
        _border("grid", 14, _by_zoom({14: 0.8, 17: 1.4}), [3, 3], _by_zoom({14: 0.4, 16: 0.6})),
        _border("community", 12, _by_zoom({12: 0.8, 14: 1.2, 17: 2}), [5, 3], _by_zoom({12: 0.45, 15: 0.7})),
        {**_border("town", 9, _by_zoom({9: 3, 13: 6, 17: 10}), None, 0.08), "id": "border-town-band"},
        _border("town", 9, _by_zoom({9: 0.8, 13: 1.4, 17: 2.2}), [8, 2.5, 1.5, 2.5], 0.75),
        {**_border("county", 5, _by_zoom({5: 3, 10: 7, 15: 14}), None, 0.12), "id": "border-county-band"},
        _border("county", 5, _by_zoom({5: 0.9, 10: 1.6, 15: 2.6}), [10, 2, 2, 2, 2, 2], 0.85),
    ]


def _border(level: str, first: int, width: Expression, dash: list[float] | None, opacity: Expression) -> Layer:
    paint: dict[str, Any] = {"line-color": BORDER, "line-width": width, "line-opacity": opacity}
    if dash:
        paint["line-dasharray"] = dash
    return {
        "id": f"border-{level}",
        "type": "line",
        "source": "base",
        "source-layer": "borders",
        "minzoom": first,
        "filter": ["==", ["get", "level"], level],
        "layout": {"line-join": "round"},
        "paint": paint,
    }


def _names() -> list[Layer]:
    """Names, the least important first: those drawn later are placed first."""
    return [
        _text("door-numbers", "places", ["address"], field=["get", "no"], size=10.5, colour=INK_2, minzoom=17),
        _area_name("grid", 14.6, 24, size=_by_zoom({14.6: 11, 17: 13}), fonts=FONTS, colour="#2d6a79"),
        _text("estates", "places", ["estate"], size=11, colour=INK_2, minzoom=15.5),
        _street_name("lane", 15.6, _by_zoom({15.6: 10, 18: 13})),
        _street_name("street", 14, _by_zoom({14: 10.5, 18: 14})),
        _street_name("arterial", 12.5, _by_zoom({12.5: 10.5, 16: 13, 18: 15})),
        _street_name("highway", 11, 12),
        _street_name("railway", 13, 11),
        _water_name(),
        *_landmarks(),
        *_area_names(),
    ]


def _area_names() -> list[Layer]:
    """Names of areas down to the community."""
    return [
        _area_name("community", 12.2, 15.2, size=_by_zoom({12.2: 11, 15: 13}), fonts=FONTS, colour="#34515b"),
        _area_name("town", 9.5, 13.5, size=_by_zoom({9.5: 11.5, 13: 15}), fonts=BOLD, colour=INK),
        _area_name("county", 5, 10.5, size=_by_zoom({5: 12, 10: 17}), fonts=BOLD, colour=INK),
    ]


def _area_name(  # noqa: PLR0913 - a name has these parts, each named at the call
    level: str, first: float, last: float, *, size: Expression, fonts: list[str], colour: str
) -> Layer:
    return {
        "id": f"name-{level}",
        "type": "symbol",
        "source": "base",
        "source-layer": "names",
        "minzoom": first,
        "maxzoom": last,
        "filter": ["==", ["get", "level"], level],
        "layout": {
            "text-field": ["get", "name"],
            "text-font": fonts,
            "text-size": size,
            "text-max-width": 8,
            "text-padding": 6,
            "text-letter-spacing": 0.04,
        },
        "paint": _ink(colour, halo=1.8),
    }


def _street_name(kind: str, first: float, size: Expression) -> Layer:
    return {
        "id": f"name-{kind}",
        "type": "symbol",
        "source": "base",
        "source-layer": "streets",
        "minzoom": first,
        "filter": ["all", ["==", ["get", "kind"], kind], ["has", "name"]],
        "layout": {
            "symbol-placement": "line",
            "symbol-spacing": 360,
            "text-field": ["get", "name"],
            "text-font": FONTS,
            "text-size": size,
            "text-max-angle": 35,
            "text-padding": 4,
            "text-letter-spacing": 0.06,
        },
        "paint": _ink(INK_2, halo=1.6),
    }


def _water_name() -> Layer:
    layer = _street_name("river", 10, _by_zoom({10: 11, 15: 14, 18: 16}))
    layer["layout"] |= {"text-letter-spacing": 0.3, "symbol-spacing": 500}
    layer["paint"] = _ink(MARKS["water"], halo_colour=WATER, halo=1)
    return layer


def _landmarks() -> list[Layer]:
    colour = _match("use", MARKS, OTHER_MARK)
    layer = _text(
        "landmarks", "places", ["landmark", "water"], size=_by_zoom({14: 11, 17: 13}), colour=colour, minzoom=14
    )
    layer["layout"] |= {"text-max-width": 7, "text-padding": 3, "text-anchor": "top", "text-offset": [0, 0.55]}
    dot: Layer = {
        "id": "landmark-dots",
        "type": "circle",
        "source": "base",
        "source-layer": "places",
        "minzoom": 14,
        "filter": _is("kind", ["landmark"]),
        "paint": {
            "circle-color": colour,
            "circle-radius": _by_zoom({14: 2.2, 17: 4}),
            "circle-stroke-color": HALO,
            "circle-stroke-width": 1.2,
        },
    }
    return [dot, layer]


def _text(  # noqa: PLR0913 - a layer of names has these parts, each named at the call
    name: str,
    layer: str,
    kinds: Sequence[str],
    *,
    size: Expression,
    colour: Expression,
    minzoom: float,
    field: Expression = None,
) -> Layer:
    return {
        "id": name,
        "type": "symbol",
        "source": "base",
        "source-layer": layer,
        "minzoom": minzoom,
        "filter": _is("kind", kinds),
        "layout": {
            "text-field": field or ["get", "name"],
            "text-font": FONTS,
            "text-size": size,
            "text-max-width": 8,
            "text-padding": 2,
        },
        "paint": _ink(colour, halo=1.4),
    }


def _fill(
    name: str, kinds: Sequence[str], colour: Expression, *, minzoom: float | None = None, opacity: Expression = 1
) -> Layer:
    layer: Layer = {
        "id": name,
        "type": "fill",
        "source": "base",
        "source-layer": "blocks",
        "filter": _is("kind", kinds),
        "paint": {"fill-color": colour, "fill-opacity": opacity, "fill-antialias": True},
    }
    return layer | ({"minzoom": minzoom} if minzoom is not None else {})


def _line(  # noqa: PLR0913 - a line has these parts, each named at the call
    name: str,
    layer: str,
    kinds: Sequence[str],
    colour: str,
    width: Expression,
    *,
    minzoom: float | None = None,
    cap: str = "round",
) -> Layer:
    line: Layer = {
        "id": name,
        "type": "line",
        "source": "base",
        "source-layer": layer,
        "filter": _is("kind", kinds),
        "layout": {"line-cap": cap, "line-join": "round"},
        "paint": {"line-color": colour, "line-width": width},
    }
    return line | ({"minzoom": minzoom} if minzoom is not None else {})


def _ink(colour: Expression, *, halo: float, halo_colour: str = HALO) -> dict[str, Any]:
    return {"text-color": colour, "text-halo-color": halo_colour, "text-halo-width": halo, "text-halo-blur": 0.4}


def _is(key: str, values: Sequence[str]) -> Expression:
    return ["match", ["get", key], list(values), True, False]


def _match(key: str, values: Mapping[str, str], other: str) -> Expression:
    return ["match", ["get", key], *(part for pair in values.items() for part in pair), other]


def _by_zoom(stops: Mapping[float, float], base: float = 1.4) -> Expression:
    return ["interpolate", ["exponential", base], ["zoom"], *(part for stop in stops.items() for part in stop)]
