"""The deepest rule that fits sends a matter to its unit, and says so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import AT, Cast, new_unit

from linli.areas.models import Area
from linli.areas.rules import SYSTEM, Ground
from linli.matters import actions, queries, rules
from linli.matters.models import Responsibility
from linli.matters.rules import Rule, UnitCard, deepest_rule, nearest_unit
from linli.matters.wording import ResponsibilityValues

GROUND = ("99", "9901", "990101", "990101001", "990101001001")


def rule(number: int, area: str, *, matter: str = "", group: str = "") -> Rule:
    return Rule(id=number, area_code=area, area_name=f"区划{area}", matter_code=matter, class_code=group, title="井盖")


@pytest.mark.parametrize(
    ("lines", "winner"),
    [
        ([rule(1, "9901"), rule(2, "990101001")], 2),  # deeper wins
        ([rule(1, "990101001"), rule(2, "9901", matter="0301")], 1),  # depth before narrowness
        ([rule(1, "990101", group="03"), rule(2, "990101", matter="0301")], 2),  # matter before class
        ([rule(1, "990101"), rule(2, "990101", group="03")], 2),  # class before everything
        ([rule(1, "990102", matter="0301"), rule(2, "9901")], 2),  # the neighbour's rule does not fit
        ([rule(1, "990101", matter="0302"), rule(2, "9901")], 2),  # nor that of another matter
        ([rule(1, "990101", group="04"), rule(2, "9901")], 2),  # nor that of another class
        ([rule(7, "990101"), rule(3, "990101")], 3),  # of two alike the older
        ([rule(1, "990102")], None),
        ([], None),
    ],
)
def test_the_deepest_and_narrowest_rule_wins(lines, winner):
    for order in (lines, lines[::-1]):
        chosen = deepest_rule(order, "0301", "03", GROUND).rule
        assert (chosen.id if chosen else None) == winner


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (rule(1, "9901", matter="0301"), "依据：区划9901 · 井盖 的权责规定"),
        (rule(1, "9901", group="03"), "依据：区划9901 · 井盖（大类） 的权责规定"),
        (rule(1, "9901"), "依据：区划9901 · 全部事项 的权责规定"),
    ],
)
def test_the_choice_says_which_rule_it_was(line, text):
    assert deepest_rule([line], "0301", "03", GROUND).explanation == text


areas = st.sampled_from([*GROUND, "990102", "98"])
lines = st.lists(
    st.builds(
        rule, st.integers(1, 9), areas, matter=st.sampled_from(["", "0301", "0302"]), group=st.sampled_from(["", "03"])
    ).filter(lambda one: not (one.matter_code and one.class_code)),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_never_matters(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert deepest_rule(found, "0301", "03", GROUND) == deepest_rule(shuffled, "0301", "03", GROUND)


@given(lines)
def test_no_fitting_rule_is_deeper_than_the_chosen_one(found):
    choice = deepest_rule(found, "0301", "03", GROUND)
    if choice.rule:
        assert max(GROUND.index(one.area_code) for one in choice.fitting) == GROUND.index(choice.rule.area_code)


CARDS = [
    UnitCard(1, "990101", "county", frozenset({"城管"})),
    UnitCard(2, "990101001", "town", frozenset({"城管"})),
    UnitCard(3, "990101001", "town", frozenset({"城管"})),
    UnitCard(4, "990101001001", "community", frozenset({"城管"}), is_active=False),
    UnitCard(5, "990102001", "town", frozenset({"城管"})),
]


@pytest.mark.parametrize(("upper_only", "number"), [(False, 2), (True, 1)])
def test_the_nearest_active_unit_answers_unless_the_matter_was_taken_back(upper_only, number):
    card = nearest_unit("城管", CARDS, GROUND, upper_only=upper_only)
    assert card
    assert card.id == number


def test_nobody_answers_for_a_function_that_no_unit_has():
    assert nearest_unit("路灯", CARDS, GROUND) is None


@pytest.fixture
def matter(db):  # noqa: ARG001 - the catalogue lives in the database
    actions.load_default_catalogue(at=AT)
    return queries.matter("0207")  # 非法小广告, 城市管理局


def save(cast: Cast, area: Area, **more: Any) -> Responsibility:
    values = ResponsibilityValues(area_code=area.code, **more)
    return actions.save_responsibility(values, by=cast.admin.actor, at=AT, expected=0)


@pytest.mark.django_db
def test_without_a_rule_the_catalogue_answers(cast, matter, django_assert_num_queries):
    with django_assert_num_queries(2):
        route = queries.route(matter, cast.areas.grid.ground)
    assert (route.lead_unit, route.rule_id) == (cast.units.department, None)
    assert (route.level, route.duty_type, route.problem) == ("grid", "basic", "")
    assert "默认责任单位" in route.rule_text


@pytest.mark.django_db
def test_a_towns_rule_beats_the_countys_on_its_own_ground_only(cast, matter):
    save(cast, cast.areas.county, matter_code="0207", lead_function="住房和城乡建设局")
    line = save(cast, cast.areas.town, class_code="02", lead_function="街道城管办", level="town")
    route = queries.route(matter, cast.areas.grid.ground)
    assert (route.lead_unit, route.level, route.rule_id) == (cast.units.office, "town", line.pk)
    assert route.rule_text == "依据：城关街道 · 街面秩序与广告（大类） 的权责规定"
    elsewhere = queries.route(matter, cast.areas.far_grid.ground)
    assert elsewhere.lead_unit == cast.units.other_department


@pytest.mark.django_db
def test_assisting_units_come_without_the_lead_and_without_repeats(cast, matter):
    cast.units.department.functions = ["城市管理局", "市容执法"]
    cast.units.department.save()
    save(
        cast,
        cast.areas.county,
        matter_code="0207",
        lead_function="城市管理局",
        assist_functions=("住房和城乡建设局", "市容执法"),
    )
    route = queries.route(matter, cast.areas.grid.ground)
    assert route.assist_units == (cast.units.other_department,)


@pytest.mark.django_db
@pytest.mark.usefixtures("catalogue")
def test_it_says_so_when_nobody_answers(cast):
    route = queries.route(queries.matter("0304"), cast.areas.grid.ground)
    assert route.lead_unit is None
    assert "没有单位承担「路灯管理单位」" in route.rule_text
    assert route.problem


@pytest.mark.django_db
def test_it_says_so_when_an_assisting_function_has_no_unit(cast, matter):
    save(cast, cast.areas.county, matter_code="0207", lead_function="城市管理局", assist_functions=("气象局",))
    route = queries.route(matter, cast.areas.grid.ground)
    assert route.lead_unit == cast.units.department
    assert "协办职责「气象局」" in route.problem


@pytest.mark.django_db
def test_a_matter_taken_back_stays_with_the_county(cast, matter):
    new_unit(area=cast.areas.town, kind="office", name="城关街道执法队", functions=["城市管理局"])
    save(cast, cast.areas.town, matter_code="0207", lead_function="城市管理局", duty_type="withdrawn")
    route = queries.route(matter, cast.areas.grid.ground)
    assert (route.lead_unit, route.level, route.duty_type) == (cast.units.department, "county", "withdrawn")


@pytest.mark.django_db
def test_a_named_unit_leads_until_it_is_closed(cast, matter):
    save(cast, cast.areas.town, matter_code="0207", lead_unit_id=cast.units.office.pk)
    assert queries.route(matter, cast.areas.grid.ground).lead_unit == cast.units.office
    cast.units.office.is_active = False
    cast.units.office.save()
    route = queries.route(matter, cast.areas.grid.ground)
    assert route.lead_unit is None
    assert "已停用" in route.problem


@pytest.mark.django_db
def test_routing_costs_two_queries_however_many_rules_there_are(cast, matter, django_assert_num_queries):
    ground = cast.areas
    for area in (ground.city, ground.county, ground.town, ground.community, ground.grid):
        for matter_code, class_code in (("", ""), ("", "02"), ("0207", "")):
            values = ResponsibilityValues(
                area_code=area.code,
                matter_code=matter_code,
                class_code=class_code,
                lead_function="城市管理局",
                assist_functions=("住房和城乡建设局",),
            )
            actions.save_responsibility(values, by=SYSTEM, at=AT, expected=0)
    with django_assert_num_queries(2):
        trial = queries.trial(matter, ground.grid.ground)
    assert len(trial.fitting) == 15
    assert trial.fitting[0].area_code == ground.grid.code


@pytest.mark.django_db
def test_a_ground_that_is_not_known_below_the_county_still_routes(cast, matter):
    assert queries.route(matter, Ground(county="990101")).lead_unit == cast.units.department
    assert queries.route(matter, Ground()).lead_unit is None


def test_a_sentence_finds_what_shares_its_rarest_pairs():
    assert rules.alike("楼下井盖没了", ["路灯不亮", "井盖没了 井盖", "楼下噪音"]) == [1, 2]
    assert rules.alike("x", ["x"]) == []
