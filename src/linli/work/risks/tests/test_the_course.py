"""An assessment in the database: from what a unit intends to what was made of the result."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.cast import AT, Cast
from tests.stories import calendar_known, cost_of, do, load_catalogue, replays

from linli.accounts.audit.models import Entry
from linli.cases.actions import BadForm, KeyConflict, NotFound, RefusedAction, act
from linli.cases.models import Case
from linli.matters.models import Matter
from linli.work.risks.actions import intend, load_types
from linli.work.risks.tests.stories import (
    FACTORS,
    OVER,
    Team,
    an_intention,
    brought,
    gather_team,
    intended,
    later,
)


@pytest.fixture(autouse=True)
def team(cast: Cast) -> Team:
    load_catalogue(cast)
    return gather_team(cast)


def test_an_assessment_goes_from_what_is_intended_to_the_last_measure(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "finished")
    assert (case.process, case.is_final, case.lead_unit) == ("risk", True, team.unit)
    assert replays(case)
    assert not case.clocks.filter(stopped_at=None).exists()
    assert (case.more["index"], case.more["suggested"], case.more["level"]) == ("0.180", "low", "low")


def test_every_step_stands_in_the_journal(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "finished")
    lines = Entry.objects.filter(subject="case", subject_id=case.no).count()
    assert lines == case.steps.count()


def test_what_may_be_assessed_is_a_class_of_its_own_and_loaded_once() -> None:
    assert Matter.objects.filter(process="risk", group__code="18", is_public=False).count() == 4
    assert load_types(at=AT).written == ()


def test_the_same_intention_sent_twice_is_one_assessment(cast: Cast) -> None:
    key, by = uuid4(), cast.handler.actor
    first = intend(an_intention(cast), by=by, at=AT, key=key)
    assert intend(an_intention(cast), by=by, at=AT, key=key) == first
    assert Case.objects.count() == 1
    with pytest.raises(KeyConflict):
        intend(an_intention(cast, title="别的事"), by=by, at=AT, key=key)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"description": ""}, "description"),
        ({"decision_maker": ""}, "decision_maker"),
        ({"adverse": ""}, "adverse"),
        ({"ground_code": "nowhere"}, "place"),
        ({"type_code": "0000"}, "matter"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_opened(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadForm) as bad:
        intended(cast, **changes)
    assert field in bad.value.errors
    assert not Case.objects.exists()


def test_a_repeated_step_is_one_step_and_nobody_else_takes_it(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "planning")
    form, key = {"group": "附近商户", "group_size": "m", "concern": "人流变少"}, uuid4()
    first = act(case.pk, "add_group", by=team.handler.actor, at=later(1), form=form, key=key)
    assert act(case.pk, "add_group", by=team.handler.actor, at=later(2), form=form, key=key) == first
    with pytest.raises(RefusedAction):
        do(case, "add_group", cast.county_desk.actor, later(1), **form)
    with pytest.raises(RefusedAction):
        do(case, "conclude", team.handler.actor, later(1), level="low")
    with pytest.raises(NotFound):
        do(case, "add_group", cast.stranger.actor, later(1), **form)


def test_only_those_who_work_there_now_are_named_to_sign(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "assessing", just=True)
    do(case, "add_factor", team.handler.actor, later(OVER), **(FACTORS[0] | {"weight": "100"}))
    form: dict[str, Any] = {"level": "low", "summary": "可控", "emergency_plan": "有专班"}
    signers = [cast.other_handler.posting.pk, team.colleague.posting.pk]
    with pytest.raises(BadForm) as bad:
        do(case, "conclude", team.handler.actor, later(OVER), signers=signers, **form)
    assert set(bad.value.errors) == {"signers"}
    do(
        case,
        "conclude",
        team.handler.actor,
        later(OVER),
        signers=[cast.county_desk.posting.pk, team.colleague.posting.pk],
        **form,
    )
    with pytest.raises(RefusedAction):
        do(case, "sign", team.handler.actor, later(OVER))
    do(case, "sign", cast.county_desk.actor, later(OVER))
    with pytest.raises(RefusedAction):
        do(case, "sign", cast.county_desk.actor, later(OVER))


def test_a_step_of_an_assessment_costs_what_a_step_of_an_event_does(cast: Cast, team: Team) -> None:
    calendar_known()
    case = brought(intended(cast), cast, team, "planning")
    form = {"group": "附近商户", "group_size": "m", "concern": "人流变少"}
    assert cost_of(case, "add_group", team.handler.actor, AT + timedelta(hours=1), **form) == 2
