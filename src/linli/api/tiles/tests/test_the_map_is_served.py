"""Tiles, style, grounds and words for a place are served to anybody, and nothing else is."""

from datetime import date

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, MultiPolygon, Point, Polygon
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, INSIDE_GRID, OUTSIDE, Cast

from linli.api.tiles import views
from linli.api.tiles.tests.reading import fields
from linli.api.tiles.throttle import Brake
from linli.areas.actions import division, ground
from linli.areas.rules import SYSTEM
from linli.geo.tiles import tile_at
from linli.maps.rules import MOST_BYTES
from linli.registers.places.actions import NewBlock, NewPlace, NewStreet, replace_map

TODAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    views._tile.cache_clear()
    monkeypatch.setattr(views, "brake", Brake(most=240))


def box(lon: float, lat: float, width: float, height: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((lon, lat, lon + width, lat + height)), srid=4326)


@pytest.fixture
def town(cast: Cast) -> Cast:
    def line(*points: tuple[float, float]) -> MultiLineString:
        return MultiLineString(LineString(*points), srid=4326)

    blocks = [
        NewBlock("人民公园", "park", box(120.002, 30.002, 0.002, 0.002)),
        NewBlock("", "building", box(120.006, 30.006, 0.0002, 0.0001)),
    ]
    streets = [
        NewStreet("人民路", "arterial", line((120.0, 30.0005), (120.02, 30.0005))),
        NewStreet("后巷", "lane", line((120.004, 30.0), (120.004, 30.01))),
    ]
    lon, lat = INSIDE_GRID
    places = [
        NewPlace("人民路7号", "address", Point(lon, lat, srid=4326), cast.areas.grid.ground),
        NewPlace("人民公园", "landmark", Point(120.003, 30.003, srid=4326), cast.areas.grid.ground),
    ]
    replace_map("990101", streets=streets, blocks=blocks, places=places, by=SYSTEM, at=AT)
    return cast


def address(z: int, lon: float = INSIDE_GRID[0], lat: float = INSIDE_GRID[1]) -> str:
    tile = tile_at(lon, lat, z)
    return f"/tiles/base/{tile.z}/{tile.x}/{tile.y}.mvt"


def texts(tile: bytes) -> dict[str, set[str]]:
    """Layer → the texts in it."""
    found = {}
    for _number, layer in fields(tile):
        parts = list(fields(layer))
        name = next(value for number, value in parts if number == 1).decode()
        values = [dict(fields(value)) for number, value in parts if number == 4]
        found[name] = {value[1].decode() for value in values if 1 in value}
    return found


def test_near_by_the_tile_holds_grids_streets_blocks_and_doors(town, client):
    tile = texts(client.get(address(17)).content)
    assert {"grid", "鼓楼社区第1网格", town.areas.grid.code} <= tile["areas"]
    assert "人民路" in texts(client.get(address(17, lat=30.0005)).content)["streets"]
    assert {"人民路7号", "7号"} <= tile["places"]
    assert "building" in tile["blocks"]
    assert tile["names"] >= {"grid", "鼓楼社区第1网格"}


@pytest.mark.usefixtures("town")
def test_far_off_the_tile_holds_less(client):
    near, far = texts(client.get(address(14)).content), texts(client.get(address(12)).content)
    assert "grid" in near["areas"]
    assert far["areas"] & {"grid", "community"} == {"community"}
    assert ("后巷" in near["streets"], "后巷" in far["streets"]) == (True, False)
    assert "places" in near
    assert "places" not in far


@pytest.mark.usefixtures("town")
def test_a_landmark_is_told_what_it_stands_on(client):
    assert {"人民公园", "landmark", "park"} <= texts(client.get(address(14)).content)["places"]


def test_an_ended_grid_is_no_longer_drawn(town, client):
    before = client.get(address(15))
    line = LineString([(120.005, 29.9), (120.005, 30.1)], srid=4326)
    division.split_grid(town.areas.grid.code, line=line, on=TODAY, by=town.admin.actor, at=AT)
    after = client.get(address(15))
    assert town.areas.grid.code in texts(before.content)["areas"]
    assert town.areas.grid.code not in texts(after.content)["areas"]
    assert before["ETag"] != after["ETag"]


@pytest.mark.usefixtures("town")
def test_a_tile_where_nothing_is_has_no_content(client):
    answer = client.get(address(15, *OUTSIDE))
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/tiles/base/25/0/0.mvt",
        "/tiles/base/4/0/0.mvt",
        "/tiles/base/14/16384/0.mvt",
        "/tiles/base/14/0/16384.mvt",
        "/tiles/base/14/-1/0.mvt",
        "/tiles/base/x/0/0.mvt",
        "/tiles/base/14/0/0.pbf",
        "/tiles/base/14/0/99999999999999999999.mvt",
        "/tiles/cases/14/0/0.mvt",
    ],
)
def test_a_tile_that_cannot_be_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("town")
def test_a_browser_that_has_the_tile_is_not_sent_it_again(client):
    first = client.get(address(15))
    again = client.get(address(15), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address(15), headers={"if-none-match": 'W/"other"'}).status_code == 200


@pytest.mark.usefixtures("town")
def test_a_tile_asked_for_by_its_version_may_be_kept_long(client):
    version = client.get("/map/style.json").json()["sources"]["base"]["tiles"][0].split("v=")[1]
    kept = [client.get(address(15) + query)["Cache-Control"] for query in (f"?v={version}", "?v=old", "")]
    assert kept == ["public, max-age=86400", "public, max-age=60", "public, max-age=60"]


@pytest.mark.parametrize("path", ["/map/style.json", "/tiles/base/15/27305/13490.mvt", "/tiles/areas/grid/14/1/1.mvt"])
def test_what_is_the_same_for_everybody_asks_nobody_who_they_are(town, client, path):
    stranger = client.get(path)
    client.force_login(town.county_desk.user, backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as queries:
        staff = client.get(path)
    assert "Cookie" not in staff["Vary"]
    assert not [one for one in queries if "session" in one["sql"] or "posting" in one["sql"]]
    assert (staff.content, staff["ETag"]) == (stranger.content, stranger["ETag"])


@pytest.mark.usefixtures("town")
def test_a_map_of_others_is_laid_below_only_with_its_key(client, settings):
    ours, header = client.get("/map/style.json"), "Content-Security-Policy"
    settings.TIANDITU_KEY = "a key&more"
    theirs = client.get("/map/style.json")
    assert "tianditu" not in ours.content.decode()
    assert "tianditu" not in ours[header]
    assert [layer["id"] for layer in theirs.json()["layers"]][:3] == ["land", "tianditu", "tianditu-words"]
    (first, *_) = theirs.json()["sources"]["tianditu"]["tiles"]
    assert first.startswith("https://t0.tianditu.gov.cn/vec_w/wmts?")
    assert first.endswith("&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=a%20key%26more")
    assert "connect-src 'self' https://*.tianditu.gov.cn;" in theirs[header]
    assert "img-src 'self' https://*.tianditu.gov.cn data: blob:" in theirs[header]
    assert ours["ETag"] != theirs["ETag"]


@pytest.mark.usefixtures("town")
def test_a_tile_costs_two_queries_and_one_when_it_was_made_before(client):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(15))
        counts.append(len(queries))
    assert counts == [2, 1]


def test_a_crowded_tile_is_thinned_to_its_bound(town, client):
    rows = [
        NewBlock("", "building", box(120.001 + column * 0.00008, 30.001 + row * 0.00008, 0.00005, 0.00005))
        for column in range(90)
        for row in range(90)
    ]
    lon, lat = INSIDE_GRID
    doors = [NewPlace("人民路7号", "address", Point(lon, lat, srid=4326), town.areas.grid.ground)]
    replace_map("990101", streets=[], blocks=rows, places=doors, by=SYSTEM, at=AT)
    answer = client.get(address(15))
    assert answer.status_code == 200
    assert len(answer.content) <= MOST_BYTES
    assert "鼓楼社区第1网格" in texts(answer.content)["areas"]


@pytest.mark.usefixtures("town")
def test_the_style_opens_where_most_grids_are(client):
    style = client.get("/map/style.json").json()
    assert style["center"] == pytest.approx([120.015, 30.005])
    assert "center" not in client.get("/map/style.json?county=880101").json()
    assert client.get("/map/style.json?county=%00'").status_code == 200


def test_a_ground_comes_as_geojson(town, client):
    feature = client.get(f"/map/ground.json?code={town.areas.grid.code}").json()
    assert feature["properties"]["name"] == "鼓楼社区第1网格"
    assert feature["bbox"] == [120.0, 30.0, 120.01, 30.01]
    assert feature["geometry"]["type"] == "MultiPolygon"
    below = client.get(f"/map/ground.json?code={town.areas.community.code}&below=1").json()
    assert [each["id"] for each in below["features"]] == [town.areas.grid.code, town.areas.other_grid.code]


def test_an_ended_ground_can_still_be_shown(town, client):
    ground.end_area(town.areas.grid.code, on=TODAY, by=SYSTEM, at=AT)
    assert client.get(f"/map/ground.json?code={town.areas.grid.code}").json()["properties"]["ended_on"] == "2026-03-04"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("query", ["", "?code=", "?code=000", "?code=9901", "?code=%27%20or%201", "?code=" + "9" * 500])
def test_a_ground_there_is_not_is_not_found(client, query):
    assert client.get(f"/map/ground.json{query}").status_code == 404


def test_a_point_gets_its_ground_and_words(town, client):
    lon, lat = INSIDE_GRID
    found = client.get(f"/map/locate?lon={lon}&lat={lat}").json()
    assert found["grid"] == {"code": town.areas.grid.code, "name": "鼓楼社区第1网格"}
    assert found["community"]["name"] == "鼓楼社区"
    assert (found["found"], found["address"], found["words"]) == (True, "人民路7号", "人民路7号，鼓楼社区第1网格")
    assert client.get(f"/map/locate?lon={lon + 0.001}&lat={lat}").json()["address"] == "人民路7号附近"


@pytest.mark.usefixtures("town")
def test_a_point_outside_every_ground_is_said_so(client):
    lon, lat = OUTSIDE
    assert client.get(f"/map/locate?lon={lon}&lat={lat}").json() == {"found": False, "words": "", "address": ""}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "?lon=120", "?lon=x&lat=30", "?lon=nan&lat=30", "?lon=inf&lat=30", "?lon=200&lat=30"]
)
def test_a_point_that_is_none_is_a_bad_question(client, query):
    answer = client.get(f"/map/locate{query}")
    assert (answer.status_code, answer.json()["error"]) == (400, "请给出正确的经度和纬度。")


def test_places_are_searched(town, client):
    found = client.get("/map/search", {"q": "人民"}).json()["places"]
    assert [place["name"] for place in found] == ["人民公园", "人民路7号"]
    assert found[1]["grid"] == town.areas.grid.code
    assert client.get("/map/search").json() == {"places": []}
    assert client.get("/map/search", {"q": "人\0", "county": "\0"}).json() == {"places": []}


@pytest.mark.usefixtures("town")
def test_who_asks_too_often_is_told_to_wait(client, monkeypatch):
    monkeypatch.setattr(views, "brake", Brake(most=2))
    lon, lat = INSIDE_GRID
    answers = [client.get(f"/map/locate?lon={lon}&lat={lat}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert client.get(f"/map/locate?lon={lon}&lat={lat}", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_brake_lets_go_after_a_minute_and_forgets_the_oldest():
    brake = Brake(most=1, addresses=2)
    assert [brake.allows("a", 0), brake.allows("a", 59.9), brake.allows("a", 60)] == [True, False, True]
    assert [brake.allows(name, 61) for name in "bca"] == [True, True, True]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/map/style.json", "/map/locate", "/tiles/base/15/27305/13490.mvt"])
def test_nothing_can_be_written_here(client, path):
    assert client.post(path).status_code == 405
