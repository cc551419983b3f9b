"""Random walks through the parties' own pages: whatever they press, a code does nothing but what is its party's."""

import re
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.cast import AT, Cast
from tests.stories import do as acts

from linli.cases.actions import BadForm, RefusedAction
from linli.cases.models import Case, Step
from linli.cases.tests.wandering import WALKS
from linli.web.portal.tests.mediating import DRAWN, THEIRS, YOURS, do, entered
from linli.work.disputes.models import Agreement
from linli.work.disputes.rules.own_acts import OWN_ACTS
from linli.work.disputes.tests.stories import TERMS, Committee, applied, brought, found_committee

if TYPE_CHECKING:
    from django.test import Client

WHO = st.tuples(st.integers(0, 1), st.integers(1, 2))
FEW = settings(WALKS, max_examples=8, stateful_step_count=25, deadline=None)
PRESSED = st.sampled_from([*OWN_ACTS, "sign"])


class Pages(RuleBasedStateMachine):
    """Two disputes of two parties each, all on their own pages; all is forgotten after each walk."""

    cast: ClassVar[Cast]
    committee: ClassVar[Committee]
    clock: ClassVar[time_machine.Traveller]
    done: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.clock.move_to(AT)
        self.cases = [applied(self.cast), applied(self.cast)]
        self.pages: dict[tuple[int, int], tuple[Client, str]] = {}
        acts(self.cases[0], "screen", self.cast.community_desk.actor, nature="civil", lead=self.committee.unit.pk)
        brought(self.cases[1], self.cast, self.committee, "mediating")
        for n, case in enumerate(self.cases):
            self.pages |= {(n, one): entered(case, one, (YOURS, THEIRS)[one - 1][-4:]) for one in (1, 2)}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @rule(data=st.data(), who=WHO, chosen=st.integers(0, 1))
    def a_party_presses_what_its_page_offers(self, data: st.DataObject, who: tuple[int, int], chosen: int) -> None:
        client, page = self.pages[who]
        offered = set(re.findall(rf'href="{page}(\w+)/"', client.get(page).content.decode()))
        if gentle := sorted(offered - {"decline", "end_on_wish", "withdraw"}):
            self.a_party_presses(who, data.draw(st.sampled_from(gentle)), chosen)

    @rule(who=WHO, name=PRESSED, chosen=st.integers(0, 1))
    def a_party_presses_anything(self, who: tuple[int, int], name: str, chosen: int) -> None:
        self.a_party_presses(who, name, chosen)

    def a_party_presses(self, who: tuple[int, int], name: str, chosen: int) -> None:
        """One button, whether it is offered or not: it does one thing for this party in this dispute, or nothing."""
        self.clock.shift(timedelta(minutes=1))
        client, page = self.pages[who]
        before = self._steps()
        said = do(client, page, name, **self._filled(name, chosen))
        assert said.status_code in {302, 409, 422}
        new = [step for step in Step.objects.order_by("pk") if step.pk not in before]
        assert len(new) == (said.status_code == 302)
        for step in new:
            self.done.add(name)
            assert (step.case_id, step.form["party"]) == (self.cases[who[0]].pk, who[1])
            assert (step.action, step.actor_kind, step.form["how"]) == (name, "party", "online")

    @rule(who=WHO, whose=WHO, name=PRESSED, chosen=st.integers(0, 1))
    def a_party_knocks_at_the_page_of_another(
        self, who: tuple[int, int], whose: tuple[int, int], name: str, chosen: int
    ) -> None:
        if who == whose:
            return
        before = self._steps()
        client, page = self.pages[who][0], self.pages[whose][1]
        assert client.post(f"{page}{name}/", self._filled(name, chosen) | {"party": str(who[1])}).status_code == 403
        assert self._steps() == before

    @rule(which=st.integers(0, 1), terms=st.sampled_from([TERMS, "改为九百元"]), chosen=st.integers(0, 1))
    def the_body_takes_it_further(self, which: int, terms: str, chosen: int) -> None:
        self.clock.shift(timedelta(minutes=1))
        case, lead = self.cases[which], self.committee.mediator.actor
        mediators = [self._mediators()[chosen]]
        ways: dict[str, list[tuple[str, dict[str, Any]]]] = {
            "asking": [
                ("propose", {"mediators": mediators, "interest": "none"}),
                ("appoint", {"mediators": mediators, "chosen_by": "committee", "disclosed": "true"}),
                ("appoint", {"mediators": mediators, "chosen_by": "parties", "disclosed": "true"}),
            ],
            "mediating": [("agree_in_writing", {"scope": "all", "terms": terms, "perform_by": "2026-03-31"})],
            "agreed": [("seal", {"sealed_on": AT.date().isoformat()}), ("go_on", {"reason": "金额要改"})],
        }
        by = {one.posting.pk: one.actor for one in (self.committee.mediator, self.committee.colleague)}
        for name, form in ways.get(case.state, []):
            actor = by[case.more["mediators"][0]] if case.more.get("mediators") else lead
            with suppress(BadForm, RefusedAction):
                acts(case, name, actor, timezone.now(), **form)
                return

    def _filled(self, name: str, chosen: int) -> dict[str, str]:
        if name == "sign":
            return {"drawn": DRAWN, "read": "on"}
        return {"mediator": str(self._mediators()[chosen])} if name == "choose_mediator" else {}

    def _mediators(self) -> list[int]:
        return [self.committee.mediator.posting.pk, self.committee.colleague.posting.pk]

    def _steps(self) -> set[int]:
        return set(Step.objects.values_list("pk", flat=True))

    @invariant()
    def consent_came_from_each_party_itself(self) -> None:
        for case in self.cases:
            case.refresh_from_db()
            said = set(Step.objects.filter(case=case, action="consent").values_list("form__party", flat=True))
            agreed = {one["n"] for one in case.more["parties"] if one["consent"] == "agreed"}
            assert agreed <= {1} | said
            if case.state in {"mediating", "agreed", "effective"}:
                assert agreed == {1, 2}

    @invariant()
    def a_refusal_has_ended_it(self) -> None:
        refused = Step.objects.filter(action__in=("decline", "end_on_wish", "withdraw"))
        assert not Case.objects.filter(pk__in=refused.values("case_id"), is_final=False).exists()

    @invariant()
    def who_has_signed_has_signed_the_paper_as_it_is(self) -> None:
        for case in self.cases:
            signed = {one["paper"] for one in case.more["parties"] if "paper" in one}
            newest = Agreement.objects.filter(case=case).order_by("-since").values_list("sha256", flat=True).first()
            assert signed <= {newest}
            assert not signed or case.state in {"agreed", "effective", "ended"}


def test_whatever_parties_press_on_their_pages_their_codes_open_nothing_else(
    clock: time_machine.Traveller, cast: Cast
) -> None:
    Pages.cast, Pages.clock, Pages.committee = cast, clock, found_committee(cast)
    Pages.done.clear()
    run_state_machine_as_test(Pages, settings=FEW)
    assert {"consent", "choose_mediator", "sign"} <= Pages.done
