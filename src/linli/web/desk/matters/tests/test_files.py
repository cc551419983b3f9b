"""Export, and import with a preview before anything is written."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import AT

from linli.documents.excel import Expected, read_rows
from linli.documents.models import File
from linli.exchange.matters.catalogue import _COLUMNS
from linli.matters import actions, queries
from linli.matters.models import Edition, Responsibility
from linli.web.desk.tests.signed_in import signed_in, words

IMPORT = "/desk/matters/catalogue/import/"
NEW = ["03", "市政", "0399", "井盖反光条缺失", "一般", "4", "工作时", "网格", "城市管理局", "是", "否", "是"]
NEW += ["反光", "自拟", "反光条缺失", "5", "工作日", "补齐"]


def table(*rows: list[str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, [title for _key, title, _width in _COLUMNS])
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                page.write_string(number, column, value)
    return out.getvalue()


def bad(row: list[str]) -> list[str]:
    return [*row[:2], "0398", "井盖松", *row[4:15], "-5", *row[16:]]


def sent(client, data: bytes, name: str = "目录.xlsx", to: str = IMPORT):
    return client.post(to, {"file": SimpleUploadedFile(name, data)})


def test_everybody_may_have_the_tables(reader):
    for kind in ("catalogue", "duties"):
        answer = reader.get(f"/desk/matters/{kind}/export/")
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    codes = read_rows(reader.get("/desk/matters/catalogue/export/").content, [Expected(key="code", title="事项代码")])
    assert len(codes.rows) == 205


def test_a_preview_tells_before_anything_is_written(admin):
    changed = ["03", "", "0304", "路灯不亮了", *NEW[4:]]
    preview = admin.get(sent(admin, table(NEW, changed, bad(NEW)))["Location"])
    page = words(preview)
    for text in ("井盖反光条缺失", "路灯不亮了", "时限必须大于 0", "处置时限", "确认导入：新增 1，修改 1"):
        assert text in page
    assert Edition.objects.filter(number__gt=1).count() == 0
    assert preview.context["plan"].bad_rows == (4,)


def test_a_confirmed_file_is_taken_in_once(admin, cast):
    url = sent(admin, table(NEW, bad(NEW)))["Location"]
    digest = admin.get(url).context["plan"].digest
    assert admin.post(url, {"digest": digest})["Location"] == "/desk/matters/"
    assert queries.matter("0399").edition == 1
    edition = queries.editions("matter", "0399")[0]
    assert (edition.note, edition.by_name) == ("导入 目录.xlsx", cast.admin.actor.name)
    again = admin.post(url, {"digest": digest})
    assert again.status_code == 409
    assert "已经导入过" in words(again)
    assert File.objects.get().attached_at


def test_what_changed_since_the_preview_is_shown_again(admin, cast):
    url = sent(admin, table(["03", "", "0304", "路灯不亮了", *NEW[4:]]))["Location"]
    digest = admin.get(url).context["plan"].digest
    actions.retire_matter("0304", by=cast.admin.actor, at=AT, expected=1)
    answer = admin.post(url, {"digest": digest})
    assert answer.status_code == 409
    assert "预览之后数据有了变化" in words(answer)
    assert queries.matter("0304").title == "路灯不亮"


def test_the_wrong_rows_can_be_taken_home(admin):
    url = sent(admin, table(NEW, bad(NEW)))["Location"]
    answer = admin.get(f"{url}errors/")
    columns = [Expected(key="code", title="事项代码"), Expected(key="reason", title="原因")]
    [row] = read_rows(answer.content, columns).rows
    assert row.values == {"code": "0398", "reason": "时限必须大于 0"}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "文件是空的"),
        (b"\x00\x01nonsense", "无法读取这个文件"),
        ("区划代码,牵头职责\n1,2\n".encode(), "表头缺少"),
    ],
)
def test_what_cannot_be_read_comes_back_beside_the_field(admin, data, text):
    answer = sent(admin, data)
    page = words(answer)
    assert answer.status_code == 422
    assert 'id="id_file_error"' in page
    assert text in page
    assert not File.objects.exists()


def test_without_a_file_it_says_so(admin):
    assert admin.post(IMPORT, {}).status_code == 422


def test_the_file_of_somebody_else_is_not_there(admin, cast):
    url = sent(admin, table(NEW))["Location"]
    other = signed_in(cast.neighbour_admin)
    duties = url.replace("catalogue", "duties")
    assert other.get(duties).status_code == 404
    assert other.get(url).status_code == 403
    assert other.post(url, {"digest": "x"}).status_code == 403


def test_a_line_of_the_list_on_foreign_ground_is_a_wrong_row(admin):
    data = "区划代码,大类代码,事项代码,牵头职责\n990101001,,0301,街道城管办\n990102,,0301,城市管理局\n".encode()
    url = sent(admin, data, "权责.csv", "/desk/matters/duties/import/")["Location"]
    answer = admin.get(url)
    assert "当前岗位不能修改 邻县 的权责清单" in words(answer)
    admin.post(url, {"digest": answer.context["plan"].digest})
    assert Responsibility.objects.get().area.code == "990101001"


@pytest.mark.parametrize("kind", ["people", "x"])
def test_there_is_no_third_table(admin, kind):
    assert admin.get(f"/desk/matters/{kind}/export/").status_code == 404
    assert admin.get(f"/desk/matters/{kind}/import/").status_code == 404
