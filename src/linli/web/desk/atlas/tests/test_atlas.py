"""图上办公: the list beside the map, what was drawn, places to go to, and the thematic map."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import INSIDE_FAR_GRID, INSIDE_GRID, INSIDE_OTHER_GRID, Cast
from tests.stories import bring, load_catalogue, reported

from linli.areas.models import Area
from linli.cases.models import Case
from linli.geo.coords import wgs84_to_gcj02
from linli.web.desk.atlas import showing
from linli.web.desk.atlas.theme import months_before
from linli.web.desk.atlas.window import MOST_CORNERS, Window, box_from, shape_from
from linli.web.desk.tests.signed_in import HTMX, signed_in

WEST_HALF = "120.0,30.0,120.01,30.01"
AROUND_EAST = "120.011,30.001;120.019,30.001;120.019,30.009;120.011,30.009"
NOW = timezone.now()


@pytest.fixture
def town(cast: Cast) -> Cast:
    load_catalogue(cast)
    return cast


def here(place: tuple[float, float] = INSIDE_GRID) -> Case:
    return reported(lon=place[0], lat=place[1], at=NOW - timedelta(hours=1))


def found(player, **query: str) -> str:
    """The list beside the map, as the map asks for it."""
    return signed_in(player).get("/desk/atlas/", query, headers={"hx-request": "true"}).content.decode()


def total(text: str) -> str:
    said = re.search(r'atlas-total.*?<b class="number">(.*?)</b>', text, re.DOTALL)
    assert said
    return said[1]


def test_the_list_holds_what_is_in_view_and_no_more(town):
    west, east = here(), here(INSIDE_OTHER_GRID)
    text = found(town.county_desk, box=WEST_HALF)
    assert west.no in text
    assert east.no not in text
    assert total(text) == "1"
    assert "<html" not in text


def test_what_was_drawn_counts_before_what_is_in_view(town):
    west, east = here(), here(INSIDE_OTHER_GRID)
    text = found(town.county_desk, box=WEST_HALF, shape=AROUND_EAST)
    assert east.no in text
    assert west.no not in text
    assert "圈中" in text


def test_a_selection_is_summed_by_light_state_and_matter(town):
    here()
    bring(here(), town, "handling")
    text = found(town.county_desk, shape="119.9,29.9;120.1,29.9;120.1,30.1;119.9,30.1")
    bars = re.findall(r'<th scope="row">(.*?)</th>.*?<td class="number">(\d+)</td>', text)
    assert ("待受理", "1") in bars
    assert ("办理中", "1") in bars
    assert ("井盖缺失、破损", "2") in bars or any(count == "2" for _label, count in bars)


def test_nobody_finds_a_case_on_the_map_that_is_not_theirs(town):
    case = here(INSIDE_FAR_GRID)
    seen = {name: case.no in found(getattr(town, name)) for name in ("county_desk", "other_town_desk", "town_desk")}
    assert seen == {"county_desk": True, "other_town_desk": True, "town_desk": False}


def test_what_has_ended_or_has_no_place_is_not_listed(town):
    bring(here(), town, "finished")
    reported(lon=None, lat=None, ground_code=town.areas.community.code)
    assert "这一片没有未办结的件" in found(town.county_desk)


def test_a_selection_is_ticked_and_goes_where_the_lists_send_theirs(town):
    case = here()
    text = found(town.county_desk, shape="119.9,29.9;120.1,29.9;120.1,30.1;119.9,30.1")
    assert re.search(rf'name="case" value="{case.pk}" form="bulk-form" checked', text)
    asked = signed_in(town.county_desk).post("/desk/bulk/", {"case": case.pk, "action": "urge", "list": "atlas"})
    assert asked.status_code == 200
    assert 'href="/desk/atlas/"' in asked.content.decode()


def test_who_may_neither_urge_nor_dispatch_selects_nothing(town):
    here()
    assert 'name="case"' not in found(town.grid_worker)


def test_the_list_costs_the_same_for_one_case_as_for_many(town):
    client = signed_in(town.county_desk)
    counts = []
    for number in (1, 6):
        for _ in range(number):
            here()
        client.get("/desk/atlas/", headers={"hx-request": "true"})
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/atlas/", {"box": WEST_HALF}, headers={"hx-request": "true"})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_where_a_great_many_lie_the_newest_of_the_window_are_shown(town, monkeypatch):
    monkeypatch.setattr(showing, "RECENT", 3)
    monkeypatch.setattr(showing, "SHOWN", 2)
    west = [here() for _ in range(4)]
    here(INSIDE_OTHER_GRID)
    window = Window(box=box_from(WEST_HALF))
    for player in (town.county_desk, town.community_desk):
        found = showing.found_in(window, player.actor, NOW)
        assert [row.case.pk for row in found.rows] == [west[3].pk, west[2].pk]
        assert (found.total, found.more) == (4, 2)


def test_the_whole_page_opens_on_the_case_that_its_address_names(town):
    case = here()
    page = signed_in(town.county_desk).get("/desk/atlas/", {"case": case.pk}).content.decode()
    assert f'data-case="{case.pk}"' in page
    assert 'href="/desk/atlas/"' in page
    hidden = signed_in(town.stranger).get("/desk/atlas/", {"case": case.pk}).content.decode()
    assert case.title not in hidden
    assert "没有找到这一件" in hidden


def test_a_case_opened_from_the_map_leads_back_to_it(town):
    case = here()
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/desk/atlas/?case=1#map=12/30/120"}
    pane = signed_in(town.county_desk).get(f"/desk/cases/{case.pk}/", headers=headers).content.decode()
    assert re.search(r'btn-back" href="/desk/atlas/', pane)


@pytest.mark.parametrize(
    "text",
    ["", "1,2", "1,2;3,4", "x,y;1,2;3,4", "0,0;1,1;1,0;0,1", "nan,1;2,3;4,5", "0,0;1,0;200,95", "0,0;0,0;0,0"],
)
def test_a_shape_that_is_none_is_left_out(text):
    assert shape_from(text) is None


def test_a_shape_has_an_end():
    assert shape_from(";".join(f"{n / 1000},{(n % 2) / 1000}" for n in range(MOST_CORNERS + 5))) is None


@pytest.mark.parametrize("text", ["", "1,2,3", "2,2,1,1", "1,1,1,1", "a,b,c,d", "inf,0,1,1", "0,0,200,1"])
def test_a_box_that_is_none_is_left_out(text):
    assert box_from(text) is None


def hits(player, **query: str) -> list[tuple[float, float]]:
    text = signed_in(player).get("/desk/atlas/find/", query, headers=HTMX).content.decode()
    return [(float(lon), float(lat)) for lon, lat in re.findall(r'data-go-lon="(.*?)" data-go-lat="(.*?)"', text)]


def test_pasted_coordinates_are_brought_to_where_they_are(town):
    theirs = wgs84_to_gcj02(*INSIDE_GRID)
    ((lon, lat),) = hits(town.county_desk, q=f"{theirs.lon},{theirs.lat}", system="gcj02")
    assert (lon, lat) == pytest.approx(INSIDE_GRID, abs=1e-6)
    ((lon, lat),) = hits(town.county_desk, q="120.005, 30.005")
    assert (lon, lat) == pytest.approx(INSIDE_GRID)


def test_what_is_no_place_is_said_so(town):
    answer = signed_in(town.county_desk).get("/desk/atlas/find/", {"q": "没有的路", "system": "x"}, headers=HTMX)
    assert "没有找到这个地方" in answer.content.decode()


def test_a_report_begins_where_the_map_was_pressed(town):
    lon, lat = INSIDE_GRID
    page = signed_in(town.county_desk).get("/desk/report/", {"lon": str(lon), "lat": str(lat)}).content.decode()
    assert f'name="lon" value="{lon}"' in page
    assert 'name="lon" value=""' in signed_in(town.county_desk).get("/desk/report/", {"lon": "x"}).content.decode()


# -- the thematic map


def shades(answer) -> dict[str, int]:
    text = re.search(r'data-part="shades">(.*?)</script>', answer.content.decode())
    assert text
    return dict(json.loads(text[1]))


def theme(player, **query: str):
    return signed_in(player).get("/desk/atlas/theme/", {"figure": "opened"} | query, headers=HTMX)


def test_areas_are_shaded_by_what_was_counted_per_thousand_households(town):
    areas = town.areas
    Area.objects.filter(pk=areas.grid.pk).update(households=1000)
    Area.objects.filter(pk=areas.other_grid.pk).update(households=1000)
    for place, number in ((INSIDE_GRID, 10), (INSIDE_OTHER_GRID, 12)):
        for _ in range(number):
            here(place)
    answer = theme(town.community_desk, level="grid")
    assert shades(answer) == {areas.grid.code: 1, areas.other_grid.code: 2}
    assert "件 / 千户" in answer.content.decode()
    assert "10 以下" in answer.content.decode()


def test_small_numbers_are_grey_and_said_so(town):
    here()
    answer = theme(town.county_desk, level="town")
    assert shades(answer) == {town.areas.town.code: -1, town.areas.other_town.code: 0}
    assert "不足 10，不比较" in answer.content.decode()


def test_the_slider_chooses_the_months(town):
    for _ in range(10):
        here()
    assert shades(theme(town.county_desk, level="town", back="0", span="1"))[town.areas.town.code] == 1
    assert shades(theme(town.county_desk, level="town", back="3", span="1"))[town.areas.town.code] == 0


def test_what_is_open_now_has_no_months(town):
    for _ in range(10):
        here()
    answer = theme(town.county_desk, figure="open", level="town", back="30")
    assert shades(answer)[town.areas.town.code] == 1
    assert "现在" in answer.content.decode()


def test_a_posting_compares_its_own_ground_only(town):
    assert set(shades(theme(town.town_desk, level="grid"))) == {town.areas.grid.code, town.areas.other_grid.code}
    assert theme(town.handler).status_code == 404
    assert theme(town.grid_worker).status_code == 404
    assert theme(town.admin).status_code == 404


@pytest.mark.parametrize("figure", ["", "nothing", "'"])
def test_a_figure_there_is_not_shades_nothing(town, figure):
    assert b"data-theme" not in theme(town.county_desk, figure=figure).content


def test_a_thematic_map_costs_the_same_for_every_level(town):
    client, counts = signed_in(town.county_desk), set()
    client.get("/desk/atlas/theme/", {"figure": "opened"}, headers=HTMX)  # levels of areas are remembered
    for level in ("town", "community", "grid"):
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/atlas/theme/", {"figure": "opened", "level": level}, headers=HTMX)
        counts.add(len(asked))
    assert len(counts) == 1


def test_months_run_over_the_turn_of_the_year():
    day = NOW.date().replace(year=2026, month=2, day=14)
    assert months_before(day, 0).isoformat() == "2026-02-01"
    assert months_before(day, 2).isoformat() == "2025-12-01"
    assert months_before(day, -11).isoformat() == "2027-01-01"
