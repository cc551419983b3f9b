"""The style draws only what tiles hold, and tiles hold more the nearer one looks."""

import re

import pytest

from linli.lib.sql import statement
from linli.maps.rules import FIRST_ZOOM, LAST_ZOOM, content
from linli.maps.style import style

LAYERS = set(re.findall(r"ST_AsMVT\(\w+, '(\w+)'", statement("linli.maps", "base_tile")))


def test_tiles_are_made_from_public_tables_only():
    tables = set(re.findall(r"\b(?:from|join)\s+(\w+_\w+)", statement("linli.maps", "base_tile"), re.IGNORECASE))
    assert tables == {"areas_area", "places_block", "places_street", "places_place"}


def test_every_layer_of_the_style_is_in_the_tiles_and_named_once():
    layers = style("v", None)["layers"]
    assert {layer["source-layer"] for layer in layers if "source-layer" in layer} <= LAYERS
    assert len({layer["id"] for layer in layers}) == len(layers)


def test_tiles_carry_the_version_and_the_map_opens_on_the_middle():
    made = style("abc123", (108.3, 34.2))
    assert made["sources"]["base"]["tiles"] == ["/tiles/base/{z}/{x}/{y}.mvt?v=abc123"]
    assert (made["center"], style("abc123", None).get("center")) == ([108.3, 34.2], None)


def test_names_are_written_in_fonts_that_have_chinese():
    fonts = [layer["layout"]["text-font"] for layer in style("v", None)["layers"] if layer["type"] == "symbol"]
    assert fonts
    assert all(any("CJK" in font for font in stack) for stack in fonts)


@pytest.mark.parametrize("z", range(FIRST_ZOOM, LAST_ZOOM))
def test_nothing_disappears_on_the_way_in(z):
    here, nearer = content(z), content(z + 1)
    assert set(here.areas) <= set(nearer.areas)
    assert set(here.streets) <= set(nearer.streets)
    assert set(here.places) <= set(nearer.places)
    assert here.least_m2 > nearer.least_m2


def test_thinning_leaves_out_the_small_things_first():
    full, thin = content(17), content(17, 1)
    assert full.streets[-1] == "lane"
    assert thin.streets == full.streets[:-1]
    assert thin.places == full.places[:-1]
    assert "building" in thin.without
    assert thin.areas == full.areas
