"""Adding, changing and retiring matters from the screen."""

import pytest
from tests.cast import AT

from linli.matters import actions, queries
from linli.matters.models import Matter
from linli.web.desk.tests.signed_in import HTMX, signed_in, words

MATTERS = "/desk/matters/"
EDIT = f"{MATTERS}item/0301/edit/"
FILLED = {
    "edition": "1",
    "code": "0301",
    "class_code": "03",
    "title": "井盖缺失",
    "urgency": "urgent",
    "accept_limit": "0.5",
    "accept_unit": "urgent_hour",
    "first_level": "grid",
    "default_function": "城市管理局",
    "is_public": "on",
    "synonyms": "井盖  盖子",
    "references": "GB部件:01-01\n自拟",
    "note": "换单位",
    "criteria_count": "2",
    "criteria-0-text": "井盖缺失",
    "criteria-0-limit": "2",
    "criteria-0-unit": "urgent_hour",
    "criteria-0-closing_condition": "恢复",
    "criteria-1-text": "井盖松动",
    "criteria-1-limit": "3",
    "criteria-1-unit": "work_day",
    "criteria-1-closing_condition": "固定",
}


def test_the_form_shows_what_stands(admin):
    page = words(admin.get(EDIT))
    for text in ("井盖缺失、移位、破裂", "设置警示并恢复井盖", "GB部件:01-01至23", 'value="0.5"', 'value="2"'):
        assert text in page


def test_a_change_is_saved_with_all_its_criteria(admin):
    answer = admin.post(EDIT, FILLED)
    assert answer["Location"] == f"{MATTERS}item/0301/"
    matter = queries.matter("0301")
    assert (matter.title, matter.edition, matter.synonyms) == ("井盖缺失", 2, "井盖 盖子")
    assert [one.text for one in queries.criteria(matter)] == ["井盖缺失", "井盖松动"]
    assert queries.editions("matter", "0301")[0].note == "换单位"
    assert "已保存「井盖缺失」，现为第 2 版。" in words(admin.get(answer["Location"]))


def test_the_code_cannot_be_changed(admin):
    admin.post(EDIT, FILLED | {"code": "0399"})
    assert not Matter.objects.filter(code="0399").exists()
    assert queries.matter("0301").edition == 2


def test_a_criterion_that_stays_keeps_its_row(admin):
    row = queries.matter("0301").criteria.get()
    admin.post(EDIT, FILLED | {"criteria-1-id": str(row.pk), "criteria-0-id": "999999"})
    assert queries.matter("0301").criteria.get(text="井盖松动").pk == row.pk


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        ({"title": ""}, "id_title", "必填。"),
        ({"title": "重点人员动态"}, "id_title", "不能以某个人或某类人为对象"),
        ({"accept_limit": "-1"}, "id_accept_limit", "时限必须大于 0。"),
        ({"accept_limit": "半天"}, "id_accept_limit", "请填数字"),
        ({"accept_limit": "NaN"}, "id_accept_limit", "请填数字"),
        ({"references": "(只有说明)"}, "id_references", "编码表:代码"),
        ({"class_code": "77"}, "id_class_code", ""),
        ({"criteria-1-limit": "0"}, "id_criteria-1-limit", "时限必须大于 0。"),
        ({"criteria-1-unit": "fortnight"}, "id_criteria-1-unit", ""),
        ({"criteria-1-text": "井盖缺失"}, "id_criteria-1-text", "与另一个立案条件相同。"),
    ],
)
def test_a_fault_comes_back_beside_its_field_and_nothing_is_saved(admin, change, field, text):
    answer = admin.post(EDIT, FILLED | change)
    page = words(answer)
    assert answer.status_code == 422
    assert f'id="{field}_error"' in page
    assert text in page
    assert "盖子" in page
    assert queries.matter("0301").edition == 1


def test_without_any_criterion_it_says_so(admin):
    answer = admin.post(EDIT, FILLED | {"criteria_count": "0"})
    assert answer.status_code == 422
    assert "至少要有一个立案条件。" in words(answer)


def test_a_row_more_and_a_row_less_without_script(admin):
    more = words(admin.post(EDIT, FILLED | {"add": "1", "title": ""}))
    assert 'name="criteria-2-text"' in more
    assert "必填" not in more
    less = words(admin.post(EDIT, FILLED | {"remove": "0"}))
    assert 'name="criteria-1-text"' not in less
    assert "井盖松动" in less
    assert 'value="井盖缺失"' in less  # the title that was typed
    assert queries.matter("0301").edition == 1


def test_with_script_only_the_rows_come_back(admin):
    page = words(admin.post(EDIT, FILLED | {"add": "1"}, headers=HTMX))
    assert page.lstrip().startswith('<section class="panel" id="criteria"')
    assert 'name="criteria-2-text"' in page


@pytest.mark.parametrize("count", ["", "x", "-1", "999999999", "²"])
def test_a_tampered_count_does_no_harm(admin, count):
    assert admin.post(EDIT, FILLED | {"criteria_count": count}).status_code == 422


def test_somebody_was_faster(admin, cast):
    actions.retire_matter("0301", by=cast.admin.actor, at=AT, expected=1)
    answer = admin.post(EDIT, FILLED)
    page = words(answer)
    assert answer.status_code == 409
    for text in (
        "改成了第 2 版",
        "现在的内容",
        "您填写的",
        "井盖松动",
        'name="edition" value="2"',
        "核对过了，仍然保存",
    ):
        assert text in page
    assert queries.matter("0301").edition == 2
    admin.post(EDIT, FILLED | {"edition": "2"})
    assert queries.matter("0301").edition == 3


def test_a_new_matter_is_added_once(admin):
    new = FILLED | {"code": "0399", "edition": "0"}
    assert admin.post(f"{MATTERS}new/", new)["Location"] == f"{MATTERS}item/0399/"
    again = admin.post(f"{MATTERS}new/", new)
    assert again.status_code == 409
    assert "这个代码已经有了" in words(again)


def test_a_matter_is_retired_and_comes_back(admin):
    assert "不能再按这个事项上报" in words(admin.get(f"{MATTERS}item/0301/retire/"))
    admin.post(f"{MATTERS}item/0301/retire/", {"edition": "1", "note": "合并"})
    assert not queries.matter("0301").is_active
    assert admin.post(f"{MATTERS}item/0301/revive/", {"edition": "1"}).status_code == 409
    admin.post(f"{MATTERS}item/0301/revive/", {"edition": "2"})
    assert queries.matter("0301").is_active


@pytest.mark.parametrize("who", ["county_desk", "town_desk", "handler", "neighbour_admin", "leader"])
def test_nobody_else_changes_anything(cast, who):
    client = signed_in(cast.players[who])
    for page in (EDIT, f"{MATTERS}new/", f"{MATTERS}item/0301/retire/", f"{MATTERS}catalogue/import/"):
        assert client.get(page).status_code == 403
        assert client.post(page, FILLED).status_code == 403
    assert queries.matter("0301").edition == 1
