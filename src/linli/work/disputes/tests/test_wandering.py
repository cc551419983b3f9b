"""Random walks over the dispute process: whatever people do, a dispute stays in order."""

from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant

from linli.cases.rules import process as processes
from linli.cases.rules.process import Process
from linli.cases.tests.walk import World, begun
from linli.cases.tests.wandering import WALKS, Wandering
from linli.work.disputes.rules import words
from linli.work.disputes.rules.types import FILE

TEXT = FILE.parents[1].joinpath("process.toml").read_text(encoding="utf-8")
DISPUTE = processes.parse(TEXT, file="process.toml", kinds=lambda _name: words())
ANSWERS = {"started_by": "application", "applicants": 1, "respondents": 2, "notice": "shown"}


class Disputing(Wandering):
    """One dispute with three parties."""

    process: ClassVar[Process] = DISPUTE

    def begins(self) -> World:
        return World(DISPUTE, begun(DISPUTE, ANSWERS))

    @invariant()
    def nobody_mediates_without_the_consent_of_everybody(self) -> None:
        case = self.world.case
        if case.state in {"mediating", "appraising", "agreed", "effective", "confirming", "performed"}:
            assert {one["consent"] for one in case.more["parties"]} == {"agreed"}

    @invariant()
    def nothing_is_effective_that_not_everybody_has_signed(self) -> None:
        more = self.world.case.more
        if "effective_on" in more and more["agreement"] == "written":
            assert more["effective_on"] >= max(one["signed_on"] for one in more["parties"])

    @invariant()
    def what_is_secret_is_nowhere_in_the_case(self) -> None:
        assert "只有调解员知道" not in str(self.world.changes)


_Walks: Any = Disputing.TestCase


class TestDisputing(_Walks):
    settings = settings(WALKS, max_examples=40)


@pytest.mark.soak
class TestDisputingLong(_Walks):
    settings = settings(WALKS, max_examples=10_000, derandomize=False)


del _Walks  # it would be walked too
