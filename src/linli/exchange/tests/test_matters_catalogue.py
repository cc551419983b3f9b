"""The catalogue goes out as Excel and comes back with a verdict on every row."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
import xlsxwriter
from tests.cast import AT

from linli.documents.excel import Expected, read_rows
from linli.documents.refusals import Refused
from linli.exchange import matters as exchange
from linli.exchange.matters.catalogue import _COLUMNS
from linli.matters import actions, queries
from linli.matters.models import Edition, Matter
from linli.matters.refusals import Stale
from linli.matters.wording import CriterionValues, MatterValues

TITLES = [title for _key, title, _width in _COLUMNS]
KEYS = [key for key, _title, _width in _COLUMNS]
NEW = {
    "class_code": "03",
    "class": "市政公用与园林",
    "code": "0399",
    "title": "井盖反光条缺失",
    "urgency": "一般",
    "accept_limit": 4,
    "accept_unit": "工作时",
    "first_level": "网格",
    "default_function": "市政设施管理中心",
    "is_public": "是",
    "is_confidential": "否",
    "is_active": "是",
    "synonyms": "反光条",
    "references": "GB部件:01-01",
    "criterion.text": "反光条缺失",
    "criterion.limit": 5,
    "criterion.unit": "工作日",
    "criterion.closing_condition": "补齐",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def catalogue(db):  # noqa: ARG001 - the catalogue lives in the database
    actions.load_default_catalogue(at=AT)


def xlsx(*rows: dict[str, object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, TITLES)
        for number, row in enumerate(rows, start=1):
            for column, key in enumerate(KEYS):
                value = row.get(key, "")
                page.write_number(number, column, value) if isinstance(value, int | float) else page.write_string(
                    number, column, str(value)
                )
    return out.getvalue()


def problems(plan: "exchange.Plan[MatterValues]") -> set[tuple[int, str]]:
    return {(problem.row, problem.column) for problem in plan.problems}


def test_what_goes_out_comes_in_without_a_change():
    plan = exchange.plan_catalogue(exchange.catalogue_workbook())
    assert (plan.added, plan.changed, plan.same, plan.problems) == ((), (), 205, ())


def test_the_round_trip_holds_for_several_criteria_and_everything_filled_in(cast):
    values = queries.values_of(queries.matter("0301"))
    more = CriterionValues(text="井盖破裂", limit=Decimal("1.5"), unit="calendar_day", closing_condition="更换")
    changed = replace(values, criteria=(*values.criteria, more), is_public=False, synonyms="盖子 井盖")
    actions.save_matter(changed, by=cast.admin.actor, at=AT, expected=1)
    plan = exchange.plan_catalogue(exchange.catalogue_workbook())
    assert (plan.lines, plan.same) == ((), 205)


def test_a_new_row_is_added_and_a_changed_one_changed(cast):
    changed = NEW | {"code": "0304", "title": "路灯不亮", "criterion.text": "核实存在：路灯不亮"}
    plan = exchange.plan_catalogue(xlsx(NEW, changed))
    assert [line.code for line in plan.added] == ["0399"]
    assert [line.code for line in plan.changed] == ["0304"]
    assert ("默认责任单位", "路灯管理单位", "市政设施管理中心") in {
        (one.label, one.before, one.after) for one in plan.changed[0].differences
    }
    saved = exchange.apply_catalogue(plan, by=cast.admin.actor, at=AT, note="Excel 导入")
    assert (saved.added, saved.changed) == (("0399",), ("0304",))
    assert queries.matter("0399").criteria.get().limit == 5
    assert queries.editions("matter", "0304")[0].note == "Excel 导入"


def test_two_rows_of_one_code_are_two_criteria():
    second = {"code": "0399", "criterion.text": "反光条松动", "criterion.limit": 2, "criterion.unit": "工作日"}
    plan = exchange.plan_catalogue(xlsx(NEW, second | {"criterion.closing_condition": "固定"}))
    assert [one.text for one in plan.added[0].values.criteria] == ["反光条缺失", "反光条松动"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"criterion.unit": "fortnight"}, "处置时限单位"),
        ({"accept_unit": ""}, "受理时限单位"),
        ({"criterion.limit": -2}, "处置时限"),
        ({"criterion.limit": 0}, "处置时限"),
        ({"criterion.limit": "五"}, "处置时限"),
        ({"criterion.limit": ""}, "处置时限"),
        ({"criterion.limit": "1e9"}, "处置时限"),
        ({"accept_limit": "NaN"}, "受理时限"),
        ({"class_code": "77"}, "大类代码"),
        ({"code": ""}, "事项代码"),
        ({"code": 301}, "事项代码"),
        ({"code": "井盖"}, "事项代码"),
        ({"title": ""}, "事项名称"),
        ({"title": "长" * 81}, "事项名称"),
        ({"title": "重点人员动态"}, "事项名称"),
        ({"title": "=1+1"}, "事项名称"),
        ({"urgency": "特急"}, "紧急程度"),
        ({"first_level": "省"}, "首办层级"),
        ({"is_public": "也许"}, "向居民开放"),
        ({"references": "(只有说明)"}, "参照编码"),
        ({"criterion.text": ""}, "立案条件"),
        ({"criterion.closing_condition": ""}, "结案条件"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column_and_the_good_rows_are_kept(cast, change, column):
    plan = exchange.plan_catalogue(xlsx(NEW, NEW | {"code": "0398", "title": "井盖松"} | change))
    assert (3, column) in problems(plan)
    assert plan.bad_rows == (3,)
    saved = exchange.apply_catalogue(plan, by=cast.admin.actor, at=AT, note="")
    assert saved.added == ("0399",)


def test_a_code_used_twice_for_different_matters_is_a_fault_of_both():
    plan = exchange.plan_catalogue(xlsx(NEW, NEW | {"title": "别的事项"}))
    assert plan.lines == ()
    assert (3, "事项名称") in problems(plan)
    assert plan.bad_rows == (2, 3)


def test_the_same_row_twice_is_a_fault():
    plan = exchange.plan_catalogue(xlsx(NEW, NEW))
    assert (3, "立案条件") in problems(plan)


def test_the_value_of_a_formula_is_read_and_never_the_formula():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, TITLES)
        for column, key in enumerate(KEYS):
            page.write(1, column, NEW[key])
        page.write_formula(1, KEYS.index("criterion.limit"), "=2+5", None, 7)
        page.write_formula(1, KEYS.index("title"), '=HYPERLINK("http://x")', None, "井盖反光")
    plan = exchange.plan_catalogue(out.getvalue())
    assert plan.problems == ()
    assert plan.added[0].title == "井盖反光"
    assert plan.added[0].values.criteria[0].limit == 7


def test_the_error_workbook_can_be_corrected_and_sent_in_again():
    plan = exchange.plan_catalogue(xlsx(NEW, NEW | {"code": "0398", "title": "井盖松", "criterion.limit": -2}))
    errors = exchange.errors_of(plan)
    columns = [
        Expected(key="reason", title="原因"),
        Expected(key="row", title="行"),
        Expected(key="code", title="事项代码"),
    ]
    [row] = read_rows(errors, columns).rows
    assert (row.values["row"], row.values["code"]) == ("3", "0398")
    assert "大于 0" in str(row.values["reason"])
    assert exchange.plan_catalogue(errors).bad_rows == (2,)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02 nothing", "unreadable"),
        (b"PK\x03\x04 not a workbook", "unreadable"),
        ("区划代码,牵头职责\n990101,城管\n".encode(), "no_header"),  # the other list
        ((",".join(TITLES) + "\n").encode(), "empty"),
        ((",".join([*TITLES, "事项代码"]) + "\nx\n").encode(), "double_header"),
        ((",".join(TITLES) + "\n" + "03\n" * 50_001).encode(), "too_many_rows"),
        (b"x" * (15 * 1024**2 + 1), "too_large"),
    ],
    ids=["empty", "binary", "broken", "wrong sheet", "only the heading", "heading twice", "too many rows", "too large"],
)
def test_what_is_no_catalogue_is_refused_with_a_sentence(data, code):
    with pytest.raises(Refused) as refused:
        exchange.plan_catalogue(data)
    assert refused.value.code == code


def test_a_catalogue_in_the_csv_of_chinese_windows_is_read():
    lines = [TITLES, [str(NEW[key]) for key in KEYS]]
    plan = exchange.plan_catalogue("\r\n".join(",".join(line) for line in lines).encode("gb18030"))
    assert [line.code for line in plan.added] == ["0399"]


def test_a_plan_made_before_somebody_elses_edit_is_not_applied(cast):
    changed = NEW | {"code": "0304", "title": "路灯不亮"}
    plan = exchange.plan_catalogue(xlsx(changed, NEW))
    actions.retire_matter("0304", by=cast.admin.actor, at=AT, expected=1)
    with pytest.raises(Stale):
        exchange.apply_catalogue(plan, by=cast.admin.actor, at=AT, note="")
    assert not Matter.objects.filter(code="0399").exists()
    assert exchange.plan_catalogue(xlsx(changed, NEW)).digest != plan.digest


def test_the_cost_does_not_grow_with_the_rows(cast, django_assert_max_num_queries):
    many = [NEW | {"code": f"A{n:03d}", "title": f"井盖{n}"} for n in range(300)]
    with django_assert_max_num_queries(6):
        plan = exchange.plan_catalogue(xlsx(*many))
    with django_assert_max_num_queries(25):
        exchange.apply_catalogue(plan, by=cast.admin.actor, at=AT, note="")
    assert Edition.objects.filter(subject_code__startswith="A").count() == 300
