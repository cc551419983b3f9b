"""Random walks over the risk process: whatever people do, an assessment stays in order."""

from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from linli.cases.rules import process as processes
from linli.cases.rules.process import Process
from linli.cases.tests.walk import ACTORS, START, World, begun
from linli.cases.tests.wandering import WALKS, Wandering
from linli.work.risks.rules import index, words
from linli.work.risks.rules.types import FILE

TEXT = FILE.parents[1].joinpath("process.toml").read_text(encoding="utf-8")
RISK = processes.parse(TEXT, file="process.toml", kinds=lambda _name: words())
ANSWERS = {"decision_maker": "县人民政府常务会议", "adverse": "周边居民买菜不便"}
CONCLUDED = {"reporting", "deciding", "mitigating", "carrying", "finished"}
_TODAY = START.date().isoformat()
_HEARD: dict[str, object] = {
    "group_n": "1",
    "held_on": _TODAY,
    "favour": "3",
    "conditional": "2",
    "against": "1",
    "opinion": "先建后搬",
}
_ESTIMATE: dict[str, object] = {"p_before": "0.9", "q_before": "0.9", "measure": "公布标准", "measure_by": "城管局"}
#: What people who know what they do fill in, state by state: without them a walk seldom comes to the end.
USUAL: dict[str, list[tuple[str, dict[str, object]]]] = {
    "proposed": [("take", {"lead": 11, "procedure": "ordinary"}), ("take", {"lead": 11, "procedure": "simple"})],
    "planning": [
        ("add_group", {"group": "摊主", "group_size": "m", "concern": "客源"}),
        ("set_plan", {"scope": "全过程", "methods": ["announcement", "visit", "departments"]}),
    ],
    "surveying": [
        ("announce", {"announced_on": _TODAY, "announce_days": "30", "where": "网站"}),
        ("hear", {"method": "visit"} | _HEARD),
        ("hear", {"method": "departments"} | _HEARD),
        ("end_survey", {}),
    ],
    "assessing": [("add_factor", {"weight": "100", "p_after": p, "q_after": p} | _ESTIMATE) for p in ("0.4", "0.9")]
    + [("drop_factor", {"factor_n": str(n), "reason": "并入另一个"}) for n in range(1, 9)]
    + [
        ("conclude", {"level": level, "summary": "可控", "emergency_plan": "专班", "signers": [11, 1]})
        for level in index.LEVELS
    ],
    "reporting": [("sign", {"reason": "从严"}), ("submit", {})],
    "deciding": [("decide", {"explanation": "同意"}), ("measures_first", {})],
    "mitigating": [("carry_out", {"factor_n": "1"}), ("carry_out", {"factor_n": "2"}), ("measures_carried", {})],
    "carrying": [
        ("carry_out", {"factor_n": "1"}),
        ("file", {"filed_on": _TODAY, "filed_with": "市中心"}),
        ("finish", {"result": "完成"}),
    ],
}


class Assessing(Wandering):
    """One assessment."""

    process: ClassVar[Process] = RISK

    def begins(self) -> World:
        return World(RISK, begun(RISK, ANSWERS))

    @initialize(data=st.data(), steps=st.integers(0, 40))
    def some_of_it_is_done_already(self, data: st.DataObject, steps: int) -> None:
        for _each in range(steps):
            self._goes_on(data)
            self._later(60 * 24 * 5)

    @rule(data=st.data(), days=st.integers(0, 15))
    def people_who_know_what_they_do_go_on(self, data: st.DataObject, days: int) -> None:
        if self.process.states[self.world.case.state].final:
            self.world = self.begins()
        self._goes_on(data)
        self._later(60 * 24 * days)

    def _goes_on(self, data: st.DataObject) -> None:
        ways = USUAL.get(self.world.case.state, [])
        for name, form in data.draw(st.sampled_from([ways[::-1], data.draw(st.permutations(ways))])):
            told = {"measure_until": "2026-12-31", "done_on": _TODAY, "result": "已做"} | form
            if any(self.world.attempt(actor, name, told) for actor in ACTORS):
                break

    @invariant()
    def nothing_is_concluded_before_the_public_has_had_its_time(self) -> None:
        case = self.world.case
        if case.state in CONCLUDED and "announcement" in case.more["methods"]:
            assert case.more["announce_until"] < str(self.world.now.date())

    @invariant()
    def nothing_is_decided_that_is_not_signed_by_all_who_were_named(self) -> None:
        case = self.world.case
        if case.state in {"deciding", "mitigating", "carrying", "finished"}:
            assert {one["posting"] for one in case.more["signatures"]} == set(case.more["signers"])

    @invariant()
    def a_high_risk_is_never_decided_and_a_medium_one_only_after_its_measures(self) -> None:
        case = self.world.case
        if case.state in {"carrying", "finished"}:
            assert case.more["level"] != index.HIGH
            assert case.more["level"] != index.MEDIUM or all(one["done_on"] for one in case.more["factors"])

    @invariant()
    def what_the_numbers_say_lies_between_nothing_and_one(self) -> None:
        if "index" in self.world.case.more:
            assert Decimal(0) <= Decimal(self.world.case.more["index"]) <= 1


_Walks: Any = Assessing.TestCase


class TestAssessing(_Walks):
    settings = settings(WALKS, max_examples=40)


@pytest.mark.soak
class TestAssessingLong(_Walks):
    settings = settings(WALKS, max_examples=10_000, derandomize=False)


del _Walks  # it would be walked too
