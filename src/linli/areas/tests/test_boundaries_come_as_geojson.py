"""Boundaries go out and come in as GeoJSON, each feature with its verdict."""

import json
from datetime import date
from typing import Any

import pytest
from tests.cast import AT, Cast

from linli.accounts.audit.models import Entry
from linli.areas.actions.geojson import import_geojson
from linli.areas.geojson import export_geojson
from linli.areas.models import Area, Boundary, Change
from linli.areas.partition import check_partition
from linli.areas.rules import NotAllowed, Refused
from linli.geo.coords import System, from_wgs84

TODAY = date(2026, 3, 4)
WEST, EAST = (120.0, 120.01)


def box(lon: float, width: float = 0.01) -> list[list[tuple[float, float]]]:
    return [[(lon, 30.0), (lon + width, 30.0), (lon + width, 30.01), (lon, 30.01), (lon, 30.0)]]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": geometry} if isinstance(geometry, list) else geometry
    return {"type": "Feature", "properties": properties, "geometry": shape}


def collection(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


def bring(cast: Cast, text: str, **changed: Any):
    parent = changed.pop("parent", cast.areas.community.code)
    asked: dict[str, Any] = {"on": TODAY, "by": cast.admin.actor, "at": AT} | changed
    return import_geojson(parent, text, **asked)


def test_what_goes_out_comes_in_unchanged(cast):
    text = export_geojson(cast.areas.community.code)
    before, lines = list(Area.objects.order_by("pk").values_list()), Entry.objects.count()
    verdict = bring(cast, text)
    assert verdict.unchanged == (cast.areas.grid.code, cast.areas.other_grid.code)
    assert (verdict.created, verdict.redrawn, verdict.renamed, verdict.errors) == ((), (), (), ())
    assert list(Area.objects.order_by("pk").values_list()) == before
    assert (Entry.objects.count(), Change.objects.count()) == (lines, 0)


def test_new_features_become_grids_and_known_ones_are_redrawn(cast):
    text = collection(
        feature(box(WEST, 0.005), code=cast.areas.grid.code, name="鼓楼西"),
        feature(box(WEST + 0.005, 0.005), name="鼓楼中", kind="专属", households=210),
    )
    verdict = bring(cast, text)
    assert (verdict.created, verdict.redrawn) == (("990101001001003",), (cast.areas.grid.code,))
    made = Area.objects.get(code="990101001001003")
    assert (made.name, made.kind, made.households, made.level) == ("鼓楼中", "专属", 210, "grid")
    assert Boundary.objects.filter(area=cast.areas.grid).count() == 2
    assert check_partition(cast.areas.community.code, TODAY) == []


def test_a_bad_feature_is_named_and_the_good_ones_are_kept(cast):
    Area.objects.filter(parent=cast.areas.community).update(valid_to=TODAY)
    bow_tie = [[(120.0, 30.0), (120.002, 30.002), (120.002, 30.0), (120.0, 30.002), (120.0, 30.0)]]
    text = collection(
        feature(box(WEST, 0.004), name="好"),
        feature(bow_tie, name="打结"),
        feature({"type": "Point", "coordinates": [120.0, 30.0]}, name="点"),
        feature(box(WEST + 0.003, 0.004), name="压线"),
        feature(box(WEST + 0.1), name="太远"),
        feature(box(WEST + 0.01, 0.002)),
        feature(box(WEST + 0.01, 0.002), name="别家", code="990102001001001"),
        feature(box(WEST + 0.01, 0.002), name="户数", households="许多"),
        "不是图形",
        feature([[["x", 30]]], name="字母"),
        feature(None, name="空"),
    )
    verdict = bring(cast, text)
    assert verdict.created == ("990101001001003",)
    reasons = {error.number: error.reason for error in verdict.errors}
    assert sorted(reasons) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert "重叠" in reasons[4]
    assert "超出" in reasons[5]
    assert "990101001001" in reasons[7]
    assert check_partition(cast.areas.community.code, TODAY, codes=list(verdict.created)) == []


def test_of_two_that_overlap_the_later_is_left_out(cast):
    Area.objects.filter(parent=cast.areas.community).update(valid_to=TODAY)
    text = collection(*(feature(box(WEST + start, 0.006), name=f"格{start}") for start in (0, 0.005, 0.01)))
    verdict = bring(cast, text)
    # 0–6 and 10–16 are kept; 5–11 touches both
    assert (len(verdict.created), [error.number for error in verdict.errors]) == (2, [2])


def test_shapes_in_the_coordinates_of_other_maps_are_converted(cast):
    ring = [tuple(from_wgs84(System.GCJ02, lon, lat)) for lon, lat in box(WEST)[0]]
    text = collection(feature([ring], code=cast.areas.grid.code, name=cast.areas.grid.name))
    assert bring(cast, text, system=System.GCJ02).unchanged == (cast.areas.grid.code,)
    assert [error.number for error in bring(cast, text).errors] == [1]


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::4490", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_a_file_may_name_the_system_it_is_in(cast, crs):
    named = {"type": "name", "properties": {"name": crs}}
    assert bring(cast, collection(feature(box(WEST), code=cast.areas.grid.code), crs=named)).errors == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("不是 JSON", "not_geojson"),
        ("[1, 2]", "not_geojson"),
        ("{}", "not_geojson"),
        ("[" * 100_000, "not_geojson"),
        (collection(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}), "crs"),
        (collection(*[None] * 5001), "too_large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(cast, text, code):
    with pytest.raises(Refused) as refused:
        bring(cast, text)
    assert refused.value.code == code


def test_a_neighbour_s_administrator_brings_nothing_in(cast):
    with pytest.raises(NotAllowed):
        bring(cast, export_geojson(cast.areas.community.code), by=cast.neighbour_admin.actor)


def test_the_division_of_an_earlier_day_can_be_had(cast):
    bring(cast, collection(feature(box(WEST, 0.005), code=cast.areas.grid.code)))
    then = json.loads(export_geojson(cast.areas.community.code, date(2026, 3, 3)))
    now = json.loads(export_geojson(cast.areas.community.code, TODAY))
    east = [max(lon for lon, _ in each["features"][0]["geometry"]["coordinates"][0][0]) for each in (then, now)]
    assert east == [120.01, 120.005]
