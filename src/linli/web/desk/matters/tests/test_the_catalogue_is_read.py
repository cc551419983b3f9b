"""The list of matters and the page of one: found by everybody, at the same cost however many there are."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.cast import AT, Cast

from linli.matters import actions, queries
from linli.matters.wording import CriterionValues, ResponsibilityValues
from linli.web.desk.tests.signed_in import HTMX, words

MATTERS = "/desk/matters/"


def test_all_matters_stand_under_their_classes(reader):
    page = words(reader.get(MATTERS))
    assert page.count('class="number muted minor"') == 205
    assert "205 个事项" in page
    assert "市容环境" in page


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ("?q=井盖", "井盖缺失、移位、破裂", "路灯不亮"),
        ("?q=jgqs", "井盖缺失、移位、破裂", "路灯不亮"),
        ("?q=路灯管理单位", "路灯不亮", "井盖缺失"),
        ("?class=16", "停电、供电故障", "路灯不亮"),
        ("?q=楼下井盖没了", "井盖缺失、移位、破裂", "停电、供电故障"),
    ],
)
def test_the_list_is_narrowed(reader, asked, there, gone):
    page = words(reader.get(MATTERS + asked))
    assert there in page
    assert gone not in page


def test_only_the_results_come_back_to_the_page_itself(reader):
    page = words(reader.get(f"{MATTERS}?q=井盖", headers=HTMX))
    assert page.lstrip().startswith('<div id="results">')


@pytest.mark.parametrize("asked", ["?q=%00", "?q=" + "长" * 500, "?class=xx", "?state=xx", "?q=%25_"])
def test_nonsense_is_answered_with_a_page(reader, asked):
    assert reader.get(MATTERS + asked).status_code == 200


def test_retired_matters_are_shown_when_asked_for(reader, cast):
    actions.retire_matter("0301", by=cast.admin.actor, at=AT, expected=1)
    assert "井盖缺失" not in words(reader.get(MATTERS))
    assert "井盖缺失" in words(reader.get(f"{MATTERS}?state=retired"))
    assert "井盖缺失" in words(reader.get(f"{MATTERS}?state=all&q=井盖"))


def test_a_matters_page_tells_limits_references_and_what_changed(reader, cast):
    values = queries.values_of(queries.matter("0301"))
    more = CriterionValues(text="井盖松动", limit=Decimal(3), unit="work_day", closing_condition="固定")
    changed = replace(values, title="井盖缺失", criteria=(*values.criteria, more))
    actions.save_matter(changed, by=cast.admin.actor, at=AT, expected=1, note="按局里意见")
    page = words(reader.get(f"{MATTERS}item/0301/"))
    for text in ("井盖松动", "3 个工作日", "GB部件", "01-01至23", "按局里意见", "第 2 版", "井盖缺失、移位、破裂"):
        assert text in page
    assert f"{MATTERS}item/0301/edit/" not in page


def test_who_may_change_is_offered_to(admin):
    page = words(admin.get(f"{MATTERS}item/0301/"))
    assert f"{MATTERS}item/0301/edit/" in page
    assert f"{MATTERS}item/0301/retire/" in page


def test_a_matter_that_is_not_there(reader):
    for code in ("9999", "%00", "长" * 300):
        assert reader.get(f"{MATTERS}item/{code}/").status_code == 404


def test_a_stranger_is_sent_to_sign_in(client):
    for page in (MATTERS, f"{MATTERS}item/0301/", f"{MATTERS}duties/", f"{MATTERS}catalogue/export/"):
        assert client.get(page)["Location"].startswith("/accounts/login/")


def _queries(client: Client, url: str, django_assert_max_num_queries: Any) -> int:
    with django_assert_max_num_queries(60) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.mark.parametrize("page", [MATTERS, f"{MATTERS}item/0301/"])
def test_the_cost_does_not_grow(admin, cast: Cast, page, django_assert_max_num_queries):
    _queries(admin, page, django_assert_max_num_queries)  # what is read once for all pages
    before = _queries(admin, page, django_assert_max_num_queries)
    values = queries.values_of(queries.matter("0301"))
    for n in range(5):
        new = replace(values, code=f"030{n}x", title=f"井盖{n}")
        actions.save_matter(new, by=cast.admin.actor, at=AT, expected=0)
        old = replace(queries.values_of(queries.matter("0301")), title=f"井盖缺失{n}")
        actions.save_matter(old, by=cast.admin.actor, at=AT, expected=n + 1)
    for area in (cast.areas.county, cast.areas.town, cast.areas.grid):
        line = ResponsibilityValues(area_code=area.code, matter_code="0301", lead_function="城市管理局")
        actions.save_responsibility(line, by=cast.admin.actor, at=AT, expected=0)
    assert _queries(admin, page, django_assert_max_num_queries) == before
