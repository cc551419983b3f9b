"""The responsibility list goes out as Excel and comes back with a verdict on every row."""

from typing import Any

import pytest
from tests.cast import AT, Cast, new_unit

from linli.documents.refusals import Refused
from linli.exchange import matters as exchange
from linli.exchange.matters.responsibilities import _COLUMNS
from linli.matters import actions, queries
from linli.matters.models import Responsibility
from linli.matters.wording import ResponsibilityValues

TITLES = [title for _key, title, _width in _COLUMNS]
KEYS = [key for key, _title, _width in _COLUMNS]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def catalogue(db):  # noqa: ARG001 - the catalogue lives in the database
    actions.load_default_catalogue(at=AT)


def row(**more: str) -> dict[str, str]:
    return {"area": "990101001", "matter": "0301", "lead_function": "街道城管办"} | more


def table(*rows: dict[str, str]) -> bytes:
    lines = [TITLES, *([one.get(key, "") for key in KEYS] for one in rows)]
    return "\n".join(",".join(line) for line in lines).encode()


def plan_of(cast: Cast, *rows: dict[str, str]) -> Any:
    return exchange.plan_responsibilities(table(*rows), by=cast.admin.actor, at=AT)


def test_what_goes_out_comes_in_without_a_change(cast):
    for values in (
        ResponsibilityValues(
            area_code="990101001", matter_code="0301", lead_unit_id=cast.units.office.pk, level="town", note="试行"
        ),
        ResponsibilityValues(
            area_code="990101",
            class_code="03",
            lead_function="城市管理局",
            assist_functions=("住房和城乡建设局", "水务局"),
        ),
        ResponsibilityValues(area_code="990101", lead_function="城市管理局", duty_type="withdrawn", level="county"),
    ):
        actions.save_responsibility(values, by=cast.admin.actor, at=AT, expected=0)
    out = exchange.responsibilities_workbook()
    plan = exchange.plan_responsibilities(out, by=cast.admin.actor, at=AT)
    assert (plan.lines, plan.same, plan.problems) == ((), 3, ())


def test_good_rows_are_added_and_changed(cast):
    actions.save_responsibility(
        ResponsibilityValues(area_code="990101001", matter_code="0301", lead_function="城市管理局"),
        by=cast.admin.actor,
        at=AT,
        expected=0,
    )
    plan = plan_of(cast, row(), row(matter="", group="03", lead_function="", lead_unit="镜河县城市管理局"))
    assert [line.title for line in plan.added] == ["城关街道 · 市政公用与园林"]
    [changed] = plan.changed
    assert [(one.label, one.before, one.after) for one in changed.differences] == [
        ("牵头职责", "城市管理局", "街道城管办")
    ]
    exchange.apply_responsibilities(plan, by=cast.admin.actor, at=AT, note="导入")
    route = queries.route(queries.matter("0302"), cast.areas.grid.ground)
    assert route.lead_unit == cast.units.department


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"area": "000"}, "区划代码"),
        ({"area": ""}, "区划代码"),
        ({"area": "990102"}, "区划代码"),  # the neighbour's ground
        ({"matter": "9999"}, "事项代码"),
        ({"matter": "", "group": "99"}, "大类代码"),
        ({"lead_function": ""}, "牵头职责"),
        ({"lead_unit": "没有的局"}, "牵头单位"),
        ({"lead_unit": "邻县城市管理局"}, "牵头单位"),  # serves another ground
        ({"lead_unit": "镜河县城市管理局", "lead_area": "990101001"}, "牵头单位"),
        ({"duty_type": "不管"}, "履职类型"),
        ({"level": "省"}, "首办层级"),
        ({"duty_type": "上级收回", "level": "网格"}, "首办层级"),
        ({"assist_functions": "街道城管办"}, "配合职责"),
        ({"lead_function": "=A1"}, "牵头职责"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column_and_the_good_rows_are_kept(cast, change, column):
    plan = plan_of(cast, row(matter="0302"), row(**change))
    assert (3, column) in {(problem.row, problem.column) for problem in plan.problems}
    exchange.apply_responsibilities(plan, by=cast.admin.actor, at=AT, note="")
    assert [line.matter.code for line in Responsibility.objects.select_related("matter") if line.matter] == ["0302"]


def test_two_rows_for_one_scope_are_a_fault(cast):
    assert plan_of(cast, row(), row(lead_function="城市管理局")).bad_rows == (3,)


def test_a_name_that_two_units_bear_needs_the_area_beside_it(cast):
    for area in (cast.areas.county, cast.areas.town):
        new_unit(area=area, name="城管所")
    assert plan_of(cast, row(lead_unit="城管所")).bad_rows == (2,)
    plan = plan_of(cast, row(lead_unit="城管所", lead_area="990101001"))
    assert (plan.bad_rows, len(plan.added)) == ((), 1)


def test_the_catalogue_is_not_taken_for_the_list(cast):
    with pytest.raises(Refused) as refused:
        exchange.plan_responsibilities(exchange.catalogue_workbook(), by=cast.admin.actor, at=AT)
    assert refused.value.code == "no_header"


def test_the_cost_does_not_grow_with_the_rows(cast, django_assert_max_num_queries):
    codes = [matter.code for matter in queries.active()]
    with django_assert_max_num_queries(6):
        plan = plan_of(cast, *(row(matter=code) for code in codes))
    with django_assert_max_num_queries(20):
        exchange.apply_responsibilities(plan, by=cast.admin.actor, at=AT, note="")
    assert Responsibility.objects.count() == 205
