"""A register of addresses at the desk: looked at before anything is written, confirmed once, wrong lines taken home."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import INSIDE_GRID, INSIDE_NEIGHBOUR, Cast

from linli.accounts.audit.models import Entry
from linli.documents.models import File
from linli.registers.places.models import Place
from linli.web.desk.places import views
from linli.web.desk.tests.signed_in import signed_in, words

IMPORT = "/desk/places/import/"
HEADER = "编码,名称,类别,区划代码,经度,纬度"
GOOD = f"a1,人民路1号,地址,,{INSIDE_GRID[0]},{INSIDE_GRID[1]}"
TOLD = {"source": "地址库", "system": "wgs84", "encoding": "utf-8"}
FOREIGN = f"n1,邻县路1号,地址,,{INSIDE_NEIGHBOUR[0]},{INSIDE_NEIGHBOUR[1]}"


@pytest.fixture
def admin(cast: Cast):
    return signed_in(cast.admin)


def sent(client, *lines: str, **how: str):
    told = TOLD | how
    data = "\n".join((HEADER, *lines)).encode(told["encoding"])
    return client.post(IMPORT, told | {"file": SimpleUploadedFile("地址.csv", data)})


def test_a_preview_tells_before_anything_is_written(admin):
    answer = admin.get(sent(admin, GOOD, FOREIGN, "broken")["Location"])
    page = words(answer)
    for text in ("地址.csv", "确认导入：新增 1，修改 0", "不在当前岗位的辖区内", "应有 6 列，实有 1 列"):
        assert text in page
    assert not Place.objects.exists()
    assert not Entry.objects.filter(verb="place.import").exists()


def test_a_confirmed_file_is_taken_in_once(admin):
    url = sent(admin, GOOD, FOREIGN)["Location"]
    digest = admin.get(url).context["seen"].digest
    assert admin.post(url, {"digest": digest})["Location"] == "/desk/areas/"
    assert Place.objects.get().source == "地址库"
    again = admin.post(url, {"digest": digest})
    assert again.status_code == 409
    assert "已经导入过" in words(again)
    assert (Place.objects.count(), Entry.objects.filter(verb="place.import").count()) == (1, 1)


def test_what_changed_since_the_preview_is_shown_again(admin):
    url, other = (sent(admin, GOOD)["Location"] for _ in range(2))
    digest = admin.get(url).context["seen"].digest
    admin.post(other, {"digest": digest})
    answer = admin.post(url, {"digest": digest})
    assert answer.status_code == 409
    assert "预览之后数据有了变化" in words(answer)


def test_the_wrong_lines_can_be_taken_home(admin):
    url = sent(admin, GOOD, FOREIGN, "broken")["Location"]
    answer = admin.get(url.replace("/?", "/errors/?"))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "行,编码,名称,原因"
    assert [line.split(",")[0] for line in lines[1:]] == ["3", "4"]
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_coordinates_and_encoding_are_read_as_told(admin):
    answer = admin.get(sent(admin, GOOD, encoding="gb18030")["Location"])
    assert answer.context["verdict"].added == 1


def test_a_whole_edition_says_what_will_go(admin):
    assert "去掉" in words(admin.get(sent(admin, GOOD, whole="on")["Location"]))
    assert "去掉" not in words(admin.get(sent(admin, GOOD)["Location"]))


def test_a_table_without_its_columns_says_which(admin):
    sent_file = SimpleUploadedFile("x.csv", "甲,乙\n1,2\n".encode())
    page = words(admin.get(admin.post(IMPORT, TOLD | {"file": sent_file})["Location"]))
    assert "x.csv 的表头缺少 编码、名称、类别、经度、纬度" in page
    assert "确认导入" not in page


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", "文件是空的"), (b" \n", "文件是空的"), (b"a\n" * (views.MOST_LINES + 1), "./linli import places")],
)
def test_what_cannot_be_taken_comes_back_beside_the_field(admin, data, text):
    answer = admin.post(IMPORT, TOLD | {"file": SimpleUploadedFile("x.csv", data)})
    assert answer.status_code == 422
    assert 'id="id_file_error"' in words(answer)
    assert text in words(answer)
    assert not File.objects.exists()


def test_without_a_name_or_a_file_it_says_so(admin):
    answer = admin.post(IMPORT, {"system": "mars"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"source", "system", "encoding", "file"}


def test_the_file_of_somebody_else_and_an_odd_address_are_not_there(admin, cast):
    url = sent(admin, GOOD)["Location"]
    other = signed_in(cast.neighbour_admin)
    assert other.get(url).status_code == 404
    assert other.post(url, {"digest": "x"}).status_code == 404
    assert admin.get(url.partition("?")[0]).status_code == 404


def test_only_who_may_change_the_ground_imports(admin, cast):
    url = sent(admin, GOOD)["Location"]
    desk = signed_in(cast.county_desk)
    assert [desk.get(one).status_code for one in (IMPORT, url)] == [403, 403]
    assert sent(desk, GOOD).status_code == 403
