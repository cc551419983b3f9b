"""Each rule of risk assessment with the article it follows, success beside refusal; no database."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from linli.areas.rules import Actor
from linli.cases.tests.walk import ACTORS, START, World, begun
from linli.work.risks.rules import course, index
from linli.work.risks.rules.index import Thresholds
from linli.work.risks.rules.types import types
from linli.work.risks.tests.test_wandering import ANSWERS, RISK

DESK = next(one for one in ACTORS if one.unit_id == 1 and "case.desk" in one.permissions)
LEAD = next(one for one in ACTORS if one.unit_id == 11)
OTHER = next(one for one in ACTORS if one.unit_id == 12)
LEADER = next(one for one in ACTORS if one.name == "leader5")
GROUP: dict[str, Any] = {"group": "市场摊主", "group_size": "m", "concern": "客源"}
HEARD: dict[str, Any] = {"favour": "20", "conditional": "3", "against": "1", "opinion": "先建后搬"}
FACTOR: dict[str, Any] = {
    "factor": "补偿标准不一致",
    "aspect": "fair",
    "weight": "100",
    "p_before": "0.9",
    "q_before": "0.9",
    "measure": "公布统一标准",
    "measure_by": "城管局",
    "measure_until": "2026-06-30",
    "p_after": "0.4",
    "q_after": "0.5",
}
CONCLUSION: dict[str, Any] = {"summary": "可控", "emergency_plan": "有专班", "signers": [11]}


@dataclass
class Assessment(World):
    """An assessment, and a shorter way of saying who does what."""

    def does(self, name: str, actor: Actor = LEAD, **form: Any) -> bool:
        return self.attempt(actor, name, form)

    def stands(self) -> str:
        return self.case.state

    def day(self, number: int = 0) -> str:
        return (self.now + timedelta(days=number)).date().isoformat()

    def passes(self, days: int) -> None:
        self.now += timedelta(days=days)


def planning(procedure: str = "ordinary") -> Assessment:
    one = Assessment(RISK, begun(RISK, ANSWERS))
    assert one.does("take", DESK, lead=11, procedure=procedure)
    assert one.does("add_group", **GROUP)
    return one


def surveying(*methods: str, procedure: str = "ordinary") -> Assessment:
    one = planning(procedure)
    plan = [*(methods or ("announcement", "visit")), "departments"]
    assert one.does("set_plan", scope="全过程", methods=plan)
    return one


def heard() -> Assessment:
    one = surveying()
    assert one.does("announce", announced_on=one.day(), announce_days="30", where="县政府网站")
    for method in ("visit", "departments"):
        assert one.does("hear", method=method, group_n="1", held_on=one.day(), **HEARD)
    return one


def assessing() -> Assessment:
    one = heard()
    one.passes(31)
    assert one.does("end_survey")
    return one


def reporting(level: str = "low", **factor: Any) -> Assessment:
    one = assessing()
    assert one.does("add_factor", **(FACTOR | factor))
    one.case = replace(one.case, more=one.case.more | {"procedure": "simple"})  # one signer is enough
    assert one.does("conclude", level=level, **CONCLUSION)
    return one


def deciding(level: str = "low", **factor: Any) -> Assessment:
    one = reporting(level, **factor)
    assert one.does("sign", reason="措施还没有落实，从严")
    assert one.does("submit")
    return one


# ── plan ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_art_22_what_needs_no_assessment_ends_with_a_reason() -> None:
    one = Assessment(RISK, begun(RISK, ANSWERS))
    assert not one.does("not_needed", DESK)
    assert one.does("not_needed", DESK, reason="环境影响评价已经评过同一风险")
    assert one.stands() == "not_needed"


def test_the_procedure_says_how_long_it_takes() -> None:
    for procedure, days in (("ordinary", 60), ("simple", 20)):
        clock = planning(procedure).case.clock("assess")
        assert clock is not None
        assert (int(clock.amount), clock.unit) == (days, "calendar_day")


def test_those_concerned_are_groups_and_no_telephone_is_taken_in() -> None:
    one = planning()
    for wrong in ({"group": "李大华 13812345678"}, {"concern": "330102199003071234"}, {"group_size": "1"}):
        assert not one.does("add_group", **(GROUP | wrong))
    assert one.does("add_group", **(GROUP | {"group": "周边居民"}))
    assert [group["n"] for group in one.case.more["groups"]] == [1, 2]
    assert one.does("drop_group", group_n="1", reason="不受影响")
    assert not one.does("drop_group", group_n="1", reason="没有了")


def test_art_14_nothing_is_surveyed_before_it_is_said_whom_it_concerns() -> None:
    one = planning()
    assert one.does("drop_group", group_n="1", reason="写错了")
    assert not one.does("set_plan", scope="全过程", methods=["announcement", "visit", "departments"])


@pytest.mark.parametrize(
    ("procedure", "methods", "fits"),
    [
        ("ordinary", ["announcement", "visit", "departments"], True),
        ("ordinary", ["announcement", "visit"], False),  # art. 23: the departments are heard
        ("ordinary", ["visit", "hearing", "departments"], False),  # art. 15: the public is asked
        ("ordinary", ["announcement", "departments"], False),  # fewer than three ways
        ("simple", ["visit", "departments"], True),
        ("simple", ["departments"], False),
    ],
)
def test_art_15_and_23_a_plan_asks_in_as_many_ways_as_its_procedure_wants(
    procedure: str,
    methods: list[str],
    fits: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert planning(procedure).does("set_plan", scope="全过程", methods=methods) is fits


def test_art_20_and_23_a_third_party_has_no_interest_in_the_matter() -> None:
    plan: dict[str, Any] = {"scope": "全过程", "methods": ["announcement", "visit", "departments"]}
    one = planning()
    assert not one.does("set_plan", third_party="某咨询公司", **plan)
    assert not one.does("set_plan", third_party="某咨询公司", no_interest="false", **plan)
    assert one.does("set_plan", third_party="某咨询公司", no_interest="true", **plan)


# ── survey ────────────────────────────────────────────────────────────────────────────────────────────────


def test_art_15_the_public_has_thirty_days_and_a_shorter_time_is_explained() -> None:
    one = surveying()
    said: dict[str, Any] = {"announced_on": one.day(), "where": "县政府网站"}
    assert not one.does("announce", announce_days="29", **said)
    assert not one.does("announce", announce_days="29", why_shorter="问 13812345678", **said)
    assert one.does("announce", announce_days="29", why_shorter="汛期临近，须赶在汛前决定", **said)
    assert one.case.more["announce_shorter"] == "汛期临近，须赶在汛前决定"
    assert not one.does("announce", announce_days="30", **said)  # once


def test_art_15_nothing_is_concluded_before_the_last_day_of_the_announcement_is_over() -> None:
    one = heard()
    assert one.case.more["announce_until"] == (START + timedelta(days=30)).date().isoformat()
    one.passes(30)
    assert not one.does("end_survey")
    one.passes(1)
    assert one.does("end_survey")


def test_the_clock_of_the_announcement_stops_by_itself() -> None:
    one = heard()
    assert one.case.clock("announce")
    one.passes(31)
    one.tick()
    assert one.case.clock("announce") is None
    assert [clock.met for clock in one.case.clocks if clock.kind == "announce"] == [None]  # nobody was late
    assert one.stands() == "surveying"


def test_art_20_an_expert_with_an_interest_is_not_heard() -> None:
    one = surveying("announcement", "expert")
    said: dict[str, Any] = {"expert_of": "建筑结构", "held_on": one.day(), "opinion": "地基可行"}
    assert not one.does("hear_expert", no_interest="false", **said)
    assert one.does("hear_expert", no_interest="true", **said)


def test_what_the_plan_promises_is_done_first() -> None:
    one = surveying("announcement", "visit", "questionnaire")
    assert one.does("announce", announced_on=one.day(), announce_days="30", where="网站")
    assert one.does("hear", method="departments", group_n="1", held_on=one.day(), **HEARD)
    assert one.does("open_questionnaire", question="市场要搬，您怎么看？", ask_until=one.day(31))
    one.passes(31)
    assert not one.does("end_survey")  # nobody was visited, the questionnaire is open
    assert one.does("hear", method="visit", group_n="1", held_on=one.day(), **HEARD)
    assert not one.does("end_survey")
    one.passes(1)
    assert one.does("end_survey")


def test_art_14_every_group_is_heard() -> None:
    one = planning()
    assert one.does("add_group", **(GROUP | {"group": "周边居民"}))
    assert one.does("set_plan", scope="全过程", methods=["announcement", "visit", "departments"])
    assert one.does("announce", announced_on=one.day(), announce_days="30", where="网站")
    for method in ("visit", "departments"):
        assert one.does("hear", method=method, group_n="1", held_on=one.day(), **HEARD)
    one.passes(31)
    assert not one.does("end_survey")
    assert one.does("hear", method="visit", group_n="2", held_on=one.day(), **HEARD)
    assert one.does("end_survey")


def test_an_opinion_is_counts_and_words_of_somebody_and_of_nobody_by_name() -> None:
    one = surveying()
    said: dict[str, Any] = {"method": "visit", "group_n": "1", "held_on": one.day()}
    nobody = {"favour": "0", "conditional": "0", "against": "0", "opinion": "没有人"}
    for wrong in (
        nobody,
        HEARD | {"opinion": "打 13812345678 问他"},
        HEARD | {"favour": "-1"},
        HEARD | {"favour": "1.5"},
    ):
        assert not one.does("hear", **said, **wrong)
    assert not one.does("hear", **(said | {"held_on": one.day(1)}), **HEARD)
    assert not one.does("hear", **(said | {"group_n": "7"}), **HEARD)
    assert one.does("hear", **said, **HEARD)
    assert one.case.more["heard"] == [
        {"n": 1, "method": "visit", "group": 1, "on": one.day(), "favour": 20, "conditional": 3, "against": 1}
    ]


# ── index ─────────────────────────────────────────────────────────────────────────────────────────────────


def _factor(weight: int, p: str, q: str) -> dict[str, Any]:
    return {"weight": weight, "p_before": p, "q_before": q, "p_after": p, "q_after": q}


@pytest.mark.parametrize(
    ("factors", "said", "level", "overridden"),
    [
        ([(100, "0.6", "0.6")], "0.360", "low", False),  # at the threshold, not above it
        ([(100, "0.61", "0.6")], "0.366", "medium", False),
        ([(100, "0.8", "0.8")], "0.640", "medium", False),
        ([(100, "0.9", "0.8")], "0.720", "high", False),
        # 0.9 × 0.1 × 0.9 = 0.081 and 0.1 × 0.9 × 0.01: the index is low, one factor is very high all the same
        ([(10, "0.9", "0.9"), (90, "0.1", "0.1")], "0.090", "high", True),
        ([(50, "0.8", "0.5"), (50, "0.5", "0.4")], "0.300", "low", False),  # 0.5 × 0.40 + 0.5 × 0.20
    ],
)
def test_the_index_is_the_weighted_sum_and_one_very_high_factor_overrides_it(
    factors: list[tuple[int, str, str]],
    said: str,
    level: str,
    overridden: bool,  # noqa: FBT001 - a column of the table
) -> None:
    found = index.verdict([_factor(*one) for one in factors], index.AFTER, Thresholds())
    assert (str(found.index), found.level, found.overridden) == (said, level, overridden)


def test_thresholds_are_those_of_the_version() -> None:
    stricter = index.thresholds({"medium": Decimal("0.2"), "high": Decimal("0.4"), "single_high": Decimal("0.9")})
    assert index.verdict([_factor(100, "0.6", "0.6")], index.AFTER, stricter).level == "medium"
    assert index.thresholds({}) == Thresholds()
    assert index.thresholds(course.numbers(RISK)) == Thresholds()


def test_a_version_configures_only_numbers_that_rules_read() -> None:
    assert list(course.faults({"numbers": {"medium": 0.2, "announce_days": 45}})) == []
    wrongs: list[dict[str, Any]] = [{"tier": []}, {"numbers": []}, {"numbers": {"other": 1}}]
    for wrong in (*wrongs, {"numbers": {"medium": "low"}}):
        assert len(list(course.faults(wrong))) == 1
    assert [table for table, _n, _said in course.faults({"numbers": {"high": 0, "medium": True}})] == [
        "own.numbers"
    ] * 2


@pytest.mark.parametrize(("value", "band"), [("0.01", 1), ("0.2", 1), ("0.21", 2), ("0.8", 4), ("1", 5)])
def test_a_value_lies_in_a_fifth(value: str, band: int) -> None:
    assert index.band(value) == band


@pytest.mark.parametrize(
    "wrong",
    [
        {"p_before": "1.01"},
        {"p_before": "0"},
        {"p_before": "0.123"},
        {"p_before": "很大"},
        {"p_before": "NaN"},
        {"weight": "0"},
        {"weight": "101"},
        {"p_after": "0.91"},  # a measure that makes it worse
        {"q_after": "1"},
        {"measure_until": "2025-12-31"},
        {"measure": ""},
        {"aspect": "political"},
    ],
)
def test_an_estimate_that_cannot_be_meant_is_refused(wrong: dict[str, str]) -> None:
    one = assessing()
    assert not one.does("add_factor", **(FACTOR | wrong))
    assert one.does("add_factor", **FACTOR)


def test_nothing_is_concluded_before_the_weights_are_a_whole() -> None:
    one = assessing()
    conclusion = CONCLUSION | {"level": "low", "signers": [11, 13]}
    assert not one.does("conclude", **conclusion)
    assert one.does("add_factor", **(FACTOR | {"weight": "60"}))
    assert not one.does("conclude", **conclusion)
    assert one.does("add_factor", **(FACTOR | {"weight": "60"}))
    assert not one.does("conclude", **conclusion)
    assert one.does("change_factor", factor_n="2", **(FACTOR | {"weight": "40"}))
    assert one.does("conclude", **conclusion)


# ── report ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_ordinary_conclusion_wants_two_who_sign() -> None:
    one = assessing()
    assert one.does("add_factor", **FACTOR)
    assert not one.does("conclude", level="low", **CONCLUSION)
    assert one.does("conclude", level="low", **(CONCLUSION | {"signers": [11, 13]}))


def test_the_level_is_that_of_those_who_sign_and_another_than_the_index_says_wants_a_reason() -> None:
    one = reporting("medium")
    assert (one.case.more["suggested"], one.case.more["level"]) == ("low", "medium")
    assert not one.does("sign")
    assert not one.does("submit")
    assert not one.does("sign", OTHER, reason="从严")
    assert one.does("sign", reason="措施还没有落实，从严")
    assert not one.does("sign", reason="再签一次")
    assert one.does("submit")


def test_whoever_agrees_with_the_numbers_needs_no_reason_and_whoever_does_not_agree_sends_it_back() -> None:
    assert reporting("low").does("sign")
    one = reporting("low")
    assert one.does("object", reason="没有估计施工期的交通")
    assert one.stands() == "assessing"
    assert "level" not in one.case.more


# ── use of the result ─────────────────────────────────────────────────────────────────────────────────────


def test_art_24_low_may_be_decided_with_an_explanation_by_those_who_decide() -> None:
    one = deciding("low")
    assert not one.does("decide", LEAD, explanation="同意")
    assert not one.does("decide", LEADER)
    assert not one.does("measures_first", LEADER)
    assert one.does("decide", LEADER, explanation="风险可控，同意")
    assert one.stands() == "carrying"


def test_art_24_medium_is_decided_after_its_measures() -> None:
    one = deciding("medium")
    assert not one.does("decide", LEADER, explanation="同意")
    assert one.does("measures_first", LEADER)
    assert not one.does("measures_carried")
    assert one.does("carry_out", factor_n="1", done_on=one.day(), result="标准已公布")
    assert one.does("measures_carried")
    assert one.does("decide", LEADER, explanation="措施已经落实，同意")


def test_art_24_high_is_not_decided_or_changed_and_assessed_again() -> None:
    one = deciding("high", p_after="0.9", q_after="0.9")
    assert not one.does("decide", LEADER, explanation="同意")
    assert not one.does("measures_first", LEADER)
    assert one.does("reassess", LEADER, reason="改为分期搬迁")
    assert one.stands() == "planning"
    other = deciding("high", p_after="0.9", q_after="0.9")
    assert other.does("decide_not", LEADER, reason="风险不可控")
    assert other.stands() == "not_decided"


def test_a_changed_plan_is_heard_and_signed_anew() -> None:
    one = deciding("low")
    assert one.does("decide", LEADER, explanation="同意")
    assert one.does("carry_out", factor_n="1", done_on=one.day(), result="已公布")
    assert one.does("reassess", reason="搬迁地点变了")
    more = one.case.more
    assert more["round"] == 2
    assert {"level", "signers", "heard", "announce_until", "methods", "filed_on"}.isdisjoint(more)
    assert [group["name"] for group in more["groups"]] == ["市场摊主"]
    assert more["factors"][0]["done_on"] == ""


def test_a_decision_is_done_when_its_measures_are_and_its_report_is_filed() -> None:
    one = deciding("low")
    assert one.does("decide", LEADER, explanation="同意")
    clock = one.case.clock("carry")
    assert clock is not None
    assert clock.due_at.date() >= date(2026, 6, 30)  # the measure that is due next
    assert not one.does("finish", result="完成")
    assert one.does("carry_out", factor_n="1", done_on=one.day(), result="已公布")
    assert not one.does("carry_out", factor_n="1", done_on=one.day(), result="又一次")
    assert not one.does("finish", result="完成")
    assert one.does("file", DESK, filed_on=one.day(), filed_with="市综治中心")
    assert not one.does("file", DESK, filed_on=one.day(), filed_with="市综治中心")
    assert one.does("finish", result="完成")
    assert one.stands() == "finished"


def test_nothing_in_the_process_watches_what_people_say() -> None:
    methods = {key for key, _title in RISK.fields["methods"].choices}
    assert methods == {"announcement", "questionnaire", "hearing", "visit", "expert", "departments"}


def test_what_may_be_assessed_is_what_a_unit_intends() -> None:
    assert [one.code for one in types().types] == ["1801", "1802", "1803", "1804"]
