"""An administrator draws, splits and merges grids at the desk; others look, strangers see nothing."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.cast import Cast

from linli.areas.models import Area, Change
from linli.web.desk.tests.signed_in import signed_in


def square(west: float, south: float, east: float, north: float) -> str:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def filled(**changes: Any) -> dict[str, Any]:
    return {"operation": "split", "key": str(uuid4()), "on": timezone.localdate().isoformat()} | changes


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/desk/areas/{cast.areas.community.code}/"


def middle_line(grid: Area) -> str:
    assert grid.extent
    west, south, east, north = grid.extent.extent
    x = (west + east) / 2
    return json.dumps({"type": "LineString", "coordinates": [[x, south], [x, north]]})


def test_a_grid_is_split_along_a_line_and_a_repeat_changes_nothing(cast: Cast, address: str) -> None:
    client, grid = signed_in(cast.admin), cast.areas.grid
    form = filled(chosen=grid.code, geojson=middle_line(grid))
    for _ in range(2):
        assert client.post(address + "draw/", form).status_code == 302
    grid.refresh_from_db()
    assert grid.valid_to is not None
    assert Area.objects.filter(parent=cast.areas.community, valid_to=None).count() == 3


def test_two_grids_become_one(cast: Cast, address: str) -> None:
    codes = [cast.areas.grid.code, cast.areas.other_grid.code]
    answer = signed_in(cast.admin).post(address + "draw/", filled(operation="merge", chosen=codes, name="鼓楼大网格"))
    assert answer.status_code == 302
    assert Area.objects.get(parent=cast.areas.community, valid_to=None).name == "鼓楼大网格"


def test_an_overlap_is_named_with_its_square_metres_and_nothing_is_kept(cast: Cast, address: str) -> None:
    assert cast.areas.grid.extent
    west, south, east, north = cast.areas.grid.extent.extent
    form = filled(operation="draw", name="第三网格", geojson=square(west, south, east, (south + north) / 2))
    answer = signed_in(cast.admin).post(address + "draw/", form)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "重叠" in text
    assert "平方米" in text
    assert 'data-part="problems"' in text
    assert not Area.objects.filter(name="第三网格").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"geojson": "不是坐标"}, "坐标不是有效的 GeoJSON"),
        ({"geojson": ""}, "请先在地图上画"),
        ({"chosen": []}, "请选一个网格"),
        ({"on": "明天"}, "输入一个有效的日期"),
        ({"operation": "draw", "name": ""}, "请给新网格起个名称"),
    ],
)
def test_bad_input_is_named_and_kept_on_the_page(cast: Cast, address: str, changes: dict[str, Any], said: str) -> None:
    form = filled(chosen=cast.areas.grid.code, geojson=middle_line(cast.areas.grid)) | changes
    answer = signed_in(cast.admin).post(address + "draw/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Change.objects.exists()


def test_a_day_to_come_is_refused(cast: Cast, address: str) -> None:
    later = (timezone.localdate() + timedelta(days=3)).isoformat()
    form = filled(chosen=cast.areas.grid.code, geojson=middle_line(cast.areas.grid), on=later)
    answer = signed_in(cast.admin).post(address + "draw/", form)
    assert answer.status_code == 422
    assert "生效日期不能晚于今天" in answer.content.decode()


@pytest.mark.parametrize("who", ["neighbour_admin", "stranger"])
def test_somebody_elses_ground_is_not_there(cast: Cast, address: str, who: str) -> None:
    client = signed_in(cast.players[who])
    absent = client.get("/desk/areas/000/")
    for path in (address, address + "draw/", address + "areas.geojson"):
        answer = client.get(path)
        assert (answer.status_code, absent.status_code) == (404, 404)


def test_who_may_look_may_not_draw(cast: Cast, address: str) -> None:
    client = signed_in(cast.community_desk)
    assert client.get(address).status_code == 200
    assert client.get(address + "draw/").status_code == 404
    assert client.post(address + "draw/", filled(chosen=cast.areas.grid.code)).status_code == 404
    assert client.post(address + "words/", {"name": "别名", "seen": cast.areas.community.name}).status_code == 404
    assert not Change.objects.exists()


def test_a_name_and_a_telephone_are_kept(cast: Cast, address: str) -> None:
    form = {"name": "鼓楼新社区", "seen": cast.areas.community.name, "public_phone": "0990-12345"}
    assert signed_in(cast.admin).post(address + "words/", form).status_code == 302
    cast.areas.community.refresh_from_db()
    assert (cast.areas.community.name, cast.areas.community.public_phone) == ("鼓楼新社区", "0990-12345")


def test_a_name_that_somebody_else_changed_meanwhile_is_not_overwritten(cast: Cast, address: str) -> None:
    answer = signed_in(cast.admin).post(address + "words/", {"name": "新名", "seen": "旧名"})
    assert answer.status_code == 422
    assert "刚被别人改为" in answer.content.decode()


def test_what_goes_out_as_a_file_comes_back_without_change(cast: Cast, address: str) -> None:
    client = signed_in(cast.admin)
    sent = client.get(address + "areas.geojson")
    assert len(json.loads(sent.content)["features"]) == 2
    file = SimpleUploadedFile("areas.geojson", sent.content)
    form = {"file": file, "system": "wgs84", "on": timezone.localdate().isoformat()}
    answer = client.post(address + "file/", form)
    assert answer.status_code == 200
    assert "没有变化 2" in answer.content.decode()


def test_the_page_costs_as_much_for_many_grids_as_for_two(
    cast: Cast, address: str, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(cast.admin)
    client.get(address)
    with django_assert_max_num_queries(30) as few:
        client.get(address)
    for number in range(20):
        Area.objects.create(
            code=f"{cast.areas.community.code}9{number:02d}",
            level="grid",
            name=f"网格{number}",
            parent=cast.areas.community,
            valid_from=cast.areas.community.valid_from,
            **cast.areas.community.ground._replace(grid="")._asdict(),
        )
    with django_assert_max_num_queries(len(few)):
        client.get(address)
