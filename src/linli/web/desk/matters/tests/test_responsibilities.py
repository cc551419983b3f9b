"""The responsibility list on the screen: narrowed, tried out, changed."""

import pytest
from tests.cast import AT, new_posting, new_user

from linli.accounts.models import Role
from linli.matters import actions, queries
from linli.matters.models import Responsibility
from linli.matters.wording import ResponsibilityValues
from linli.web.desk.tests.signed_in import signed_in, words

DUTIES = "/desk/matters/duties/"
FILLED = {
    "edition": "0",
    "area": "990101001",
    "matter": "0207",
    "group": "",
    "duty_type": "basic",
    "level": "town",
    "lead_function": "街道城管办",
    "lead_unit": "",
    "assist_functions": "城市管理局\n\n住房和城乡建设局\n",
    "note": "试行",
}


@pytest.fixture
def lines(cast):
    """A rule of the county for a class, and one of the town for a matter."""
    return [
        actions.save_responsibility(values, by=cast.admin.actor, at=AT, expected=0)
        for values in (
            ResponsibilityValues(area_code="990101", class_code="02", lead_function="城市管理局"),
            ResponsibilityValues(area_code="990101001", matter_code="0207", lead_unit_id=cast.units.office.pk),
        )
    ]


def test_an_empty_list_says_what_would_fill_it(reader):
    assert "还没有权责规定" in words(reader.get(DUTIES))


@pytest.mark.parametrize(
    ("asked", "county", "town"),
    [
        ("", True, True),
        ("?matter=0207", True, True),
        ("?matter=0201", True, False),
        ("?matter=0301", False, False),
        ("?area=990101", True, True),
        ("?area=990101001", False, True),
        ("?area=城关街道", False, True),
        ("?unit=镜河县城市管理局", True, False),
        ("?area=没有", False, False),
        ("?unit=999999999999999999999", False, False),
        ("?area=%00&unit=%00&try_matter=%00&after=%00", True, True),
    ],
)
def test_the_list_is_narrowed(reader, lines, asked, county, town):
    page = words(reader.get(DUTIES + asked))
    assert (f'href="{DUTIES}{lines[0].pk}/"' in page, f'href="{DUTIES}{lines[1].pk}/"' in page) == (county, town)


@pytest.mark.usefixtures("lines")
def test_a_trial_says_who_and_why(reader, cast):
    page = words(reader.get(f"{DUTIES}?try_matter=0207&try_area={cast.areas.grid.code}"))
    for text in (
        "城关街道城市管理办公室",
        "依据：城关街道 · 非法小广告 的权责规定",
        "采用",
        "有更深一级区划的规定，不采用",
    ):
        assert text in page


def test_a_trial_says_when_nobody_answers(reader, cast):
    page = words(reader.get(f"{DUTIES}?try_matter=0304&try_area={cast.areas.grid.code}"))
    assert "没有单位牵头，需要人工指定" in page
    assert "没有单位承担「路灯管理单位」" in page


def test_a_trial_of_nonsense_says_so(reader):
    assert "没有找到这个事项或区划" in words(reader.get(f"{DUTIES}?try_matter=x&try_area=y"))


def test_a_rule_is_added_changed_and_removed(admin):
    answer = admin.post(f"{DUTIES}new/", FILLED)
    line = Responsibility.objects.get()
    assert answer["Location"] == f"{DUTIES}{line.pk}/"
    assert line.assist_functions == ["城市管理局", "住房和城乡建设局"]
    admin.post(f"{DUTIES}{line.pk}/edit/", FILLED | {"edition": "1", "level": "grid", "area": "990101"})
    line.refresh_from_db()
    assert (line.level, line.edition, line.area.code) == ("grid", 2, "990101001")
    page = words(admin.get(f"{DUTIES}{line.pk}/"))
    assert "第 2 版" in page
    assert "街镇" in page
    assert "移出清单" in words(admin.get(f"{DUTIES}{line.pk}/remove/"))
    admin.post(f"{DUTIES}{line.pk}/remove/", {"edition": "2"})
    assert not Responsibility.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        ({"area": ""}, "id_area", "必填。"),
        ({"area": "没有这个地方"}, "id_area", "请从列表中选择"),
        ({"group": "02"}, "id_matter", "只能填一个"),
        ({"lead_function": ""}, "id_lead_function", "请填写牵头职责"),
        ({"lead_unit": "没有的局"}, "id_lead_unit", "没有找到这个单位"),
        ({"lead_unit": "邻县城市管理局"}, "id_lead_unit", "不服务 城关街道"),
        ({"duty_type": "withdrawn"}, "id_level", "只能由区县首办"),
        ({"assist_functions": "街道城管办"}, "id_assist_functions", "不能同时作为配合职责"),
        ({"note": "长" * 201}, "id_note", ""),
    ],
)
def test_a_fault_comes_back_beside_its_field(admin, change, field, text):
    answer = admin.post(f"{DUTIES}new/", FILLED | change)
    page = words(answer)
    assert answer.status_code == 422
    assert f'id="{field}_error"' in page
    assert text in page
    assert not Responsibility.objects.exists()


def test_the_same_scope_twice_is_a_conflict(admin):
    admin.post(f"{DUTIES}new/", FILLED)
    again = admin.post(f"{DUTIES}new/", FILLED | {"level": "grid"})
    assert again.status_code == 409
    assert "已经有规定" in words(again)


def test_somebody_was_faster(admin, cast, lines):
    values = queries.responsibility_values_of(queries.responsibility(lines[0].pk))
    changed = type(values)(**{**vars(values), "note": "新的"})
    actions.save_responsibility(changed, by=cast.admin.actor, at=AT, expected=1)
    answer = admin.post(f"{DUTIES}{lines[0].pk}/edit/", FILLED | {"edition": "1"})
    assert answer.status_code == 409
    assert 'name="edition" value="2"' in words(answer)
    assert admin.post(f"{DUTIES}{lines[0].pk}/remove/", {"edition": "1"}).status_code == 409


@pytest.mark.parametrize("who", ["neighbour_admin", "county_desk", "handler"])
def test_nobody_else_changes_a_rule(cast, lines, who):
    client = signed_in(cast.players[who])
    for deed in ("edit", "remove"):
        for line in lines:
            page = f"{DUTIES}{line.pk}/{deed}/"
            assert (client.get(page).status_code, client.post(page, FILLED).status_code) == (403, 403)
    assert client.post(f"{DUTIES}new/", FILLED).status_code == 403
    assert Responsibility.objects.count() == 2


def test_a_town_rules_its_own_ground_and_not_the_county(cast, lines):
    role = Role.objects.get(code="administrator")
    posting = new_posting(user=new_user(username="town_admin"), unit=cast.units.town_desk, role=role)
    client = signed_in(type(cast.admin)(posting, cast.admin.actor))
    assert client.post(f"{DUTIES}{lines[1].pk}/edit/", FILLED | {"edition": "1"}).status_code == 302
    assert client.post(f"{DUTIES}{lines[0].pk}/edit/", FILLED | {"edition": "1"}).status_code == 403
    refused = client.post(f"{DUTIES}new/", FILLED | {"area": "990101"})
    assert refused.status_code == 403
    assert "不能修改 镜河县 的权责清单" in words(refused)
    mine = client.get("/desk/matters/options/areas/?mine=1&q=城").json()["options"]
    assert [one["value"] for one in mine] == ["990101001", "990101001001"]


def test_a_rule_that_is_not_there(reader):
    assert reader.get(f"{DUTIES}99999/").status_code == 404


def test_pages_follow_one_another_without_gaps(reader, cast):
    codes = [matter.code for matter in queries.active()][:120]
    many = [ResponsibilityValues(area_code="990101", matter_code=code, lead_function="城市管理局") for code in codes]
    expected = {one.scope: 0 for one in many}
    actions.save_responsibilities(many, expected=expected, by=cast.admin.actor, at=AT, note="")
    seen: list[str] = []
    url = ""
    for _page in range(3):
        answer = reader.get(DUTIES + url)
        seen += [row.line.matter.code for row in answer.context["rows"]]
        url = answer.context["next_url"]
    assert (seen, url) == (codes, "")
    back = reader.get(DUTIES + answer.context["previous_url"])
    assert [row.line.matter.code for row in back.context["rows"]] == codes[50:100]


def test_the_cost_does_not_grow(reader, cast, django_assert_max_num_queries):
    def cost() -> int:
        with django_assert_max_num_queries(60) as counted:
            reader.get(f"{DUTIES}?try_matter=0207&try_area={cast.areas.grid.code}")
        return len(counted)

    cost()
    before = cost()
    for area in (cast.areas.county, cast.areas.town, cast.areas.grid):
        for matter, group in (("0207", ""), ("", "02"), ("", "")):
            values = ResponsibilityValues(
                area_code=area.code, matter_code=matter, class_code=group, lead_function="城市管理局"
            )
            actions.save_responsibility(values, by=cast.admin.actor, at=AT, expected=0)
    assert cost() == before


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("areas/?q=鼓楼", "990101001001"),
        ("areas/?q=990101001001", "990101001001"),
        ("matters/?q=jgqs", "0301"),
        ("areas/?q=%00", None),
        ("matters/?q=", None),
    ],
)
def test_fields_that_are_filled_by_typing_are_offered_options(reader, asked, first):
    options = reader.get(f"/desk/matters/options/{asked}").json()["options"]
    if first:
        assert options[0]["value"] == first


def test_units_are_offered_by_name_and_by_function(reader, cast):
    for asked in ("县城管", "城市管理局"):
        options = reader.get(f"/desk/matters/options/units/?q={asked}").json()["options"]
        assert str(cast.units.department.pk) in {one["value"] for one in options}
