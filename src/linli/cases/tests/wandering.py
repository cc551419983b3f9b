"""One case and everybody who may touch it: a machine that any kind of work lets loose on its process."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from linli.areas.rules import Actor
from linli.cases.rules.process import Process
from linli.cases.rules.state import replay
from linli.cases.tests.walk import ACTORS, EVENT, World, raw_form

WALKS = settings(
    max_examples=500,
    stateful_step_count=50,
    derandomize=True,  # the same walks in every run of the tests; the soak takes new ones
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.large_base_example],
)


class Wandering(RuleBasedStateMachine):
    """Whatever people do, a case stays in order. A kind of work names its ``process`` and how a case ``begins``."""

    process: ClassVar[Process] = EVENT

    def __init__(self) -> None:
        super().__init__()
        self.world = self.begins()

    def begins(self) -> World:
        """The world with a new case."""
        return World()

    @rule(data=st.data(), minutes=st.integers(1, 60 * 6))
    def somebody_takes_it_further(self, data: st.DataObject, minutes: int) -> None:
        on = [way for way in self.world.open_ways() if way[1].to not in {"", self.world.case.state}]
        likely = [way for way in on if not way[1].danger] or on
        if not likely:
            self.world = self.begins()
            return
        actor, action = data.draw(st.sampled_from(likely))
        self.world.attempt(actor, action.name, data.draw(raw_form(self.process, action, sensible=True)))
        self._later(minutes)

    @rule(data=st.data(), minutes=st.integers(1, 60 * 24 * 3))
    def somebody_does_what_they_may(self, data: st.DataObject, minutes: int) -> None:
        ways = [way for way in self.world.open_ways() if way[1].name != "remark"]
        if ways:
            actor, action = data.draw(st.sampled_from(ways))
            self.world.attempt(actor, action.name, data.draw(raw_form(self.process, action, sensible=True)))
        self._later(minutes)

    @rule(data=st.data(), minutes=st.integers(1, 20))
    def somebody_asks_or_answers(self, data: st.DataObject, minutes: int) -> None:
        ways = [way for way in self.world.open_ways() if any(":" in effect for effect in way[1].effects)]
        if ways:
            actor, action = data.draw(st.sampled_from(ways))
            self.world.attempt(actor, action.name, data.draw(raw_form(self.process, action, sensible=True)))
        self._later(minutes)

    @rule(data=st.data(), actor=st.sampled_from(ACTORS))
    def somebody_tries_anything(self, data: st.DataObject, actor: Actor) -> None:
        before = self.world.case
        name = data.draw(st.sampled_from(sorted({action.name for action in self.process.action})))
        action = self.process.find(name, before.state)
        done = self.world.attempt(actor, name, data.draw(raw_form(self.process, action)) if action else {})
        if not done:
            assert self.world.case is before

    def _later(self, minutes: int) -> None:
        self.world.now += timedelta(minutes=minutes)
        self.world.tick()

    @invariant()
    def its_state_has_a_running_clock_or_is_final(self) -> None:
        case = self.world.case
        state = self.process.states[case.state]
        if state.final:
            assert not [c for c in case.clocks if c.is_open and not self.process.clocks[c.kind].outlives]
        else:
            clock = case.clock(state.clock)
            assert clock is not None
            assert clock.runs

    @invariant()
    def no_clock_of_one_holder_runs_twice(self) -> None:
        open_ = [(clock.kind, clock.holder, clock.subject) for clock in self.world.case.clocks if clock.is_open]
        assert len(open_) == len(set(open_))

    @invariant()
    def there_is_at_most_one_lead(self) -> None:
        case = self.world.case
        leads = [a.unit for a in case.assignments if a.role == "lead" and a.ended_at is None]
        assert len(leads) <= 1
        assert not leads or leads == [case.lead_unit]

    @invariant()
    def nothing_is_fed_back_over_the_head_of_an_assisting_unit(self) -> None:
        if self.world.case.state == "fed_back":
            assert all(assist.is_done for assist in self.world.case.assists)

    @invariant()
    def nobody_approves_alone(self) -> None:
        for request in self.world.case.requests:
            users = [approval.user for approval in request.approvals]
            assert len({request.asked_user, *users}) == len(users) + 1
            if request.verdict == "granted":
                assert len(users) == len(self.process.requests[request.kind].approvals)

    @invariant()
    def limits_are_kept(self) -> None:
        case, limits = self.world.case, self.process.limits
        assert case.extensions <= limits.extensions
        assert case.returns <= limits.returns

    @invariant()
    def replaying_the_steps_gives_the_case(self) -> None:
        assert replay(self.world.changes) == self.world.case
