"""What changed between two editions is told in words."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.cast import AT

from linli.accounts.audit.models import Entry
from linli.matters import actions, history, queries
from linli.matters.refusals import BadForm, Stale
from linli.matters.wording import CriterionValues, ResponsibilityValues, parse_references

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def test_every_part_of_a_matter_is_told(cast):
    values = queries.values_of(queries.matter("0301"))
    more = CriterionValues(text="井盖松动", limit=Decimal(3), unit="work_day", closing_condition="固定")
    changed = replace(
        values,
        class_code="04",
        urgency="normal",
        accept_limit=Decimal(4),
        accept_unit="work_hour",
        first_level="town",
        default_function="城市管理局",
        is_public=False,
        is_confidential=True,
        synonyms="盖子",
        references=parse_references("自拟"),
        criteria=(more,),
    )
    actions.save_matter(changed, by=cast.admin.actor, at=AT, expected=1)
    newest, first = history.chapters(queries.MATTER, "0301")
    assert (newest.kind, first.kind) == ("changed", "first")
    told = {one.label: (one.before, one.after) for one in newest.differences}
    assert told == {
        "大类": ("市政公用与园林", "交通与停车"),
        "紧急程度": ("紧急", "一般"),
        "受理时限": ("0.5 个紧急工作时", "4 个工作时"),
        "首办层级": ("网格", "街镇"),
        "默认责任单位": ("市政设施管理中心(产权单位)", "城市管理局"),
        "向居民开放": ("是", "否"),
        "涉及个人": ("否", "是"),
        "常用说法": (values.synonyms, "盖子"),
        "参照编码": ("GB部件:01-01至23", "自拟"),
        "立案条件 1": (
            "核实存在：井盖缺失、移位、破裂（2 个紧急工作时；结案：设置警示并恢复井盖）",
            "井盖松动（3 个工作日；结案：固定）",
        ),
    }


def test_a_line_of_the_list_is_told_until_it_goes_and_when_it_comes_back(cast, django_assert_num_queries):
    by = cast.admin.actor
    values = ResponsibilityValues(area_code="990101001", matter_code="0301", lead_function="街道城管办")
    line = actions.save_responsibility(values, by=by, at=AT, expected=0)
    named = replace(
        values, lead_function="", lead_unit_id=cast.units.office.pk, assist_functions=("甲", "乙"), level="town"
    )
    actions.save_responsibility(named, by=by, at=AT, expected=1)
    actions.remove_responsibility(line.pk, by=by, at=AT, expected=2)
    actions.save_responsibility(values, by=by, at=AT, expected=0)
    with django_assert_num_queries(3):
        chapters = history.chapters(queries.RESPONSIBILITY, values.scope)
    assert [chapter.kind for chapter in chapters] == ["back", "removed", "changed", "first"]
    told = {one.label: (one.before, one.after) for one in chapters[2].differences}
    assert told == {
        "牵头职责": ("街道城管办", ""),
        "牵头单位": ("", "城关街道城市管理办公室"),
        "配合职责": ("", "甲、乙"),
        "首办层级": ("按事项目录", "街镇"),
    }


def test_saving_what_stands_there_leaves_no_trace(cast):
    values = ResponsibilityValues(area_code="990101001", matter_code="0301", lead_function="街道城管办")
    by = cast.admin.actor
    actions.save_responsibility(values, by=by, at=AT, expected=0)
    lines = Entry.objects.count()
    assert actions.save_responsibility(values, by=by, at=AT, expected=1).edition == 1
    same = actions.save_responsibilities([values], expected={values.scope: 1}, by=by, at=AT, note="")
    matter = queries.values_of(queries.matter("0301"))
    nothing = actions.save_matters([matter], expected={"0301": 1}, by=by, at=AT, note="")
    assert (same.same, nothing.same) == ((values.scope,), ("0301",))
    assert Entry.objects.count() == lines


def test_changing_a_line_that_is_gone_says_so(cast):
    values = ResponsibilityValues(area_code="990101001", matter_code="0301", lead_function="街道城管办")
    by = cast.admin.actor
    line = actions.save_responsibility(values, by=by, at=AT, expected=0)
    actions.remove_responsibility(line.pk, by=by, at=AT, expected=1)
    with pytest.raises(Stale, match="刚刚被删除"):
        actions.save_responsibility(values, by=by, at=AT, expected=1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"references": parse_references("自拟(" + "长" * 1001 + ")")}, "references"),
        ({"criteria": "too many"}, "criteria"),
    ],
)
def test_what_is_far_too_long_is_refused(cast, change, field):
    values = queries.values_of(queries.matter("0301"))
    if change.get("criteria"):
        change = {"criteria": tuple(replace(values.criteria[0], text=f"条件{n}") for n in range(21))}
    with pytest.raises(BadForm) as bad:
        actions.save_matter(replace(values, **change), by=cast.admin.actor, at=AT, expected=1)
    assert set(bad.value.errors) == {field}


@pytest.mark.parametrize("functions", [("甲、乙",), tuple(f"职责{n}" for n in range(21))])
def test_assisting_functions_are_bounded(cast, functions):
    values = ResponsibilityValues(area_code="990101", lead_function="城市管理局", assist_functions=functions)
    with pytest.raises(BadForm) as bad:
        actions.save_responsibility(values, by=cast.admin.actor, at=AT, expected=0)
    assert set(bad.value.errors) == {"assist_functions"}
