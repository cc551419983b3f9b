"""Random walks over the dispute process: whatever people do, a dispute stays in order.

Those who work on it walk as they do in every process; beside them the parties walk through their own doors.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from linli.areas.rules import Actor
from linli.cases.rules import engine
from linli.cases.rules import process as processes
from linli.cases.rules.process import Process
from linli.cases.rules.verdicts import Refused
from linli.cases.tests.walk import ACTORS, LEADS, World, begun
from linli.cases.tests.wandering import WALKS, Wandering
from linli.work.disputes.rules import course, words
from linli.work.disputes.rules.course import ONLINE, PARTY
from linli.work.disputes.rules.own_acts import OWN_ACTS, own_form
from linli.work.disputes.rules.types import FILE

TEXT = FILE.parents[1].joinpath("process.toml").read_text(encoding="utf-8")
DISPUTE = processes.parse(TEXT, file="process.toml", kinds=lambda _name: words())
ANSWERS = {"started_by": "application", "applicants": 1, "respondents": 2, "notice": "shown"}
PAPERS = ("a" * 64, "b" * 64)
#: What is said of each party by nobody else than itself, whoever else does something.
_ITS_OWN = ("consent", "signed_on", "paper", "asked_on", "mediators")
_ENDS = frozenset({"decline", "end_on_wish", "withdraw"})
_NEW_PAPER = frozenset({"go_on", "agree_in_writing", "replace_mediators"})


@dataclass
class Told(World):
    """The world, with what was done in it."""

    acts: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    def attempt(self, actor: Actor, name: str, raw: dict[str, object]) -> bool:
        """Try one action, and remember it when it was carried out."""
        done = super().attempt(actor, name, raw)
        if done:
            self.acts.append((name, raw))
        return done


class Disputing(Wandering):
    """One dispute with three parties."""

    process: ClassVar[Process] = DISPUTE
    reached: ClassVar[set[str]] = set()
    world: Told

    def begins(self) -> Told:
        return Told(DISPUTE, begun(DISPUTE, ANSWERS))

    @rule(data=st.data(), number=st.integers(1, 3), minutes=st.integers(1, 60 * 24))
    def a_party_does_what_its_page_offers(self, data: st.DataObject, number: int, minutes: int) -> None:
        offered = [action.name for action in self._open_to_parties()]
        mine = course.own_business(self.world.case, number, offered)
        gentle = [name for name in mine if name not in _ENDS]  # not every walk ends as soon as it can
        if wanted := gentle if data.draw(st.integers(0, 3)) else mine:
            self._does(data, number, data.draw(st.sampled_from(wanted)))
        self._later(minutes)

    @rule(data=st.data(), minutes=st.integers(1, 60))
    def all_parties_do_what_is_waited_for(self, data: st.DataObject, minutes: int) -> None:
        for number in (1, 2, 3):
            offered = [action.name for action in self._open_to_parties()]
            mine = course.own_business(self.world.case, number, offered)
            for name in mine:
                if course.is_waited_for(self.world.case, number, name):
                    self._does(data, number, name)
        self._later(minutes)

    @rule(minutes=st.integers(1, 60 * 6))
    def the_body_brings_it_on(self, minutes: int) -> None:
        case = self.world.case
        there = [actor for actor in ACTORS if actor.unit_id == case.lead_unit and actor.unit_id in LEADS]
        if not there or case.state not in {"asking", "mediating", "agreed"}:
            return
        who = [course.choice(case.more) or case.lead_unit]
        by, today = "parties" if course.choice(case.more) else "committee", self.world.now.date().isoformat()
        ways: dict[str, tuple[str, dict[str, object]]] = {
            "asking": ("appoint", {"mediators": who, "chosen_by": by, "disclosed": "true"}),
            "mediating": ("agree_in_writing", {"scope": "all", "terms": "分期付清", "perform_by": today}),
            "agreed": ("seal", {"sealed_on": today}),
        }
        name, form = ways[case.state]
        if not self.world.attempt(there[0], name, form) and case.state == "asking":
            self.world.attempt(there[0], "propose", {"mediators": who, "interest": "none"})
        self._later(minutes)

    @rule(data=st.data(), number=st.integers(0, 9), name=st.sampled_from([*OWN_ACTS, "sign"]))
    def a_party_tries_anything(self, data: st.DataObject, number: int, name: str) -> None:
        before = self.world.case
        if not self._does(data, number, name):
            assert self.world.case is before
        elif name != "withdraw":
            assert number in {1, 2, 3}

    def _open_to_parties(self) -> list[processes.Action]:
        situation = self.world.situation(PARTY)
        return [
            action
            for action in DISPUTE.actions_from(self.world.case.state)
            if PARTY.kind in action.by and not isinstance(engine.decide(action.name, situation), Refused)
        ]

    def _does(self, data: st.DataObject, number: int, name: str) -> bool:
        """What the door of the party does; nothing of what the others have said is touched by it."""
        before = self._said_by_others(number)
        done = self.world.attempt(PARTY, name, self._form(data, number, name))
        if done:
            self.reached.add(f"party:{name}")
            assert self._said_by_others(number) == before
        if done and name in _ENDS - {"withdraw"}:
            assert self.world.case.state == "ended"
        return done

    def _form(self, data: st.DataObject, number: int, name: str) -> dict[str, object]:
        if name == "sign":
            paper = self.world.case.more.get("paper", PAPERS[0])
            shown = data.draw(st.sampled_from([paper, paper, *PAPERS]))
            day = self.world.now.date().isoformat()
            return {"party": number, "how": ONLINE, "signed_on": day, "paper": shown, "door": "sms", "signature": "x"}
        said = {"mediators": [data.draw(st.sampled_from([*LEADS]))]} if name == "choose_mediator" else {}
        return own_form(number, name, said)

    def _said_by_others(self, number: int) -> list[dict[str, Any]]:
        others = (one for one in course.parties(self.world.case) if one["n"] != number)
        return [{name: one.get(name) for name in _ITS_OWN} for one in others]

    @invariant()
    def how_far_it_came_is_remembered(self) -> None:
        self.reached.add(self.world.case.state)

    @invariant()
    def nobody_mediates_without_the_consent_of_everybody(self) -> None:
        case = self.world.case
        if case.state in {"mediating", "appraising", "agreed", "effective", "confirming", "performed"}:
            assert {one["consent"] for one in case.more["parties"]} == {"agreed"}

    @invariant()
    def consent_is_what_was_said_last_and_silence_is_none(self) -> None:
        said = {"consent": "agreed", "silent": "unanswered", "decline": "refused"}
        last = {1: "agreed"}  # who applied
        for name, raw in self.world.acts:
            if name in said:
                last[int(str(raw["party"]))] = said[name]
        for one in self.world.case.more["parties"]:
            assert one["consent"] == last.get(one["n"], "")

    @invariant()
    def a_refusal_ends_it(self) -> None:
        if self.world.acts and self.world.acts[-1][0] in {"decline", "end_on_wish"}:
            assert DISPUTE.states[self.world.case.state].final

    @invariant()
    def other_terms_void_every_signature_and_all_sign_the_same_paper(self) -> None:
        more = self.world.case.more
        papers = {one["paper"] for one in more["parties"] if "paper" in one}
        assert papers <= {more.get("paper")}
        if self.world.acts and self.world.acts[-1][0] in _NEW_PAPER:
            assert not any("signed_on" in one or "paper" in one or "door" in one for one in more["parties"])

    @invariant()
    def whom_all_have_chosen_mediates_and_nobody_whom_one_does_not_want(self) -> None:
        more = self.world.case.more
        if self.world.acts and self.world.acts[-1][0] == "appoint":
            assert not {*more["mediators"]} & course.not_offered(more)
            assert course.choice(more) in {None, *more["mediators"]}
            assert not any(one.get("chose") for one in more["parties"]) or more.get("proposed")

    @invariant()
    def nothing_is_effective_that_not_everybody_has_signed(self) -> None:
        more = self.world.case.more
        if "effective_on" in more and more["agreement"] == "written":
            assert more["effective_on"] >= max(one["signed_on"] for one in more["parties"])

    @invariant()
    def what_is_secret_is_nowhere_in_the_case(self) -> None:
        assert "只有调解员知道" not in str(self.world.changes)


class Agreed(Disputing):
    """The same dispute from where its parties have an agreement to sign."""

    reached: ClassVar[set[str]] = set()

    def begins(self) -> Told:
        world = super().begins()
        desk, lead = (next(one for one in ACTORS if one.unit_id == unit) for unit in (1, 11))
        way: list[tuple[Actor, str, dict[str, object]]] = [
            (desk, "screen", {"nature": "civil", "lead": 11}),
            (PARTY, "consent", own_form(2, "consent", {})),
            (PARTY, "consent", own_form(3, "consent", {})),
            (lead, "appoint", {"mediators": [11], "chosen_by": "committee", "disclosed": "true"}),
            (lead, "agree_in_writing", {"scope": "all", "terms": "分期付清", "perform_by": "2026-02-28"}),
        ]
        assert all(world.attempt(actor, name, form) for actor, name, form in way)
        return world


def test_whatever_people_and_parties_do_a_dispute_stays_in_order() -> None:
    Disputing.reached.clear()
    run_state_machine_as_test(Disputing, settings=settings(WALKS, max_examples=100))
    assert {"asking", "mediating", "ended", "party:consent", "party:choose_mediator"} <= Disputing.reached


def test_whatever_people_and_parties_do_to_an_agreement_a_dispute_stays_in_order() -> None:
    Agreed.reached.clear()
    run_state_machine_as_test(Agreed, settings=settings(WALKS, max_examples=60))
    assert {"mediating", "ended", "party:sign"} <= Agreed.reached


_Walks: Any = Disputing.TestCase


@pytest.mark.soak
class TestDisputingLong(_Walks):
    settings = settings(WALKS, max_examples=10_000, derandomize=False)


del _Walks  # it would be walked too
