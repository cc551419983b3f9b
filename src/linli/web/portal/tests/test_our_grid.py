"""Who serves a place: found by address, point or list; only what was made public is told."""

from django.contrib.gis.geos import Point
from django.test import Client
from tests.cast import INSIDE_GRID, OUTSIDE, Cast

from linli.registers.places.models import Place


def make_public(cast: Cast):
    for player, phone in ((cast.grid_worker, "05710001"), (cast.grid_chief, "05710002")):
        player.user.work_phone = phone
        player.user.save()
    cast.grid_worker.posting.is_public = True
    cast.grid_worker.posting.save()
    cast.areas.county.public_phone = "05719999"
    cast.areas.county.save()


def test_staff_made_public_are_shown_with_their_telephone_and_others_are_not(client: Client, cast: Cast):
    make_public(cast)
    page = client.get(f"/grid/{cast.areas.grid.code}/").content.decode()
    assert "tel:05710001" in page
    assert "05710002" not in page
    assert "grid_chief" not in page
    assert "tel:05719999" in page
    assert "鼓楼社区综治工作站" in page


def test_a_point_leads_to_its_grid(client: Client, cast: Cast):
    lon, lat = INSIDE_GRID
    assert client.get("/grid/", {"lon": str(lon), "lat": str(lat)})["Location"] == f"/grid/{cast.areas.grid.code}/"
    assert client.get("/grid/", {"lon": str(OUTSIDE[0]), "lat": str(OUTSIDE[1])}).status_code == 422


def test_an_address_leads_to_its_grid(client: Client, cast: Cast):
    ground = cast.areas.grid.ground._asdict()
    Place.objects.create(
        **ground, kind="estate", name="槐荫小区", search_text="槐荫小区 hyxq", point=Point(INSIDE_GRID)
    )
    assert f"/grid/{cast.areas.grid.code}/" in client.get("/grid/", {"q": "hyxq"}).content.decode()
    answer = client.get("/grid/", {"q": "没有的地方"})
    assert answer.status_code == 422
    assert "没有找到这个地址" in answer.content.decode()


def test_the_list_goes_down_to_the_grid(client: Client, cast: Cast):
    areas = cast.areas
    assert areas.town.name in client.get("/grid/").content.decode()
    assert areas.community.name in client.get("/grid/", {"in": areas.town.code}).content.decode()
    assert f"/grid/{areas.grid.code}/" in client.get("/grid/", {"in": areas.community.code}).content.decode()


def test_what_is_no_grid_of_this_county_is_not_there(client: Client, cast: Cast):
    for code in (cast.areas.community.code, cast.areas.neighbour_grid.code, "nonsense"):
        assert client.get(f"/grid/{code}/").status_code == 404
