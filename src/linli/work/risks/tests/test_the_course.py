"""An assessment in the database: from what a unit intends to what was made of the result."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.cast import AT, Cast
from tests.counting import statements
from tests.stories import do, load_catalogue

from linli.accounts.audit.models import Entry
from linli.areas.models import CalendarVersion
from linli.cases.actions import BadForm, KeyConflict, NotFound, RefusedAction, act, publish
from linli.cases.models import Case
from linli.cases.queries import state_of
from linli.cases.rules.state import replay
from linli.matters.models import Matter
from linli.work.risks.actions import intend, load_types
from linli.work.risks.rules.types import FILE
from linli.work.risks.tests.stories import (
    FACTORS,
    OVER,
    Team,
    an_intention,
    brought,
    day,
    gather_team,
    intended,
    later,
)

FIRST = FILE.parents[1].joinpath("process.toml").read_text(encoding="utf-8")
MORE = """
[[state]]
name = "reviewing"
title = "专家复核"
stage = "编制报告"
clock = "assess"
public = "专家正在复核评估报告"

[[action]]
name = "ask_review"
title = "请专家复核"
from = ["reporting"]
to = "reviewing"
by = ["lead"]

[[action]]
name = "reviewed"
title = "复核完成"
from = ["reviewing"]
to = "reporting"
by = ["lead", "desk"]
form = ["note"]
"""
SECOND = (
    FIRST.replace("version = 1", "version = 2", 1)
    .replace("medium = 0.36", "medium = 0.15")
    .replace("announce_days = 30", "announce_days = 45")
    + MORE
)


@pytest.fixture(autouse=True)
def team(cast: Cast) -> Team:
    load_catalogue(cast)
    return gather_team(cast)


def test_an_assessment_goes_from_what_is_intended_to_the_last_measure(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "finished")
    assert (case.process, case.is_final, case.lead_unit) == ("risk", True, team.unit)
    assert replay([step.changes for step in case.steps.order_by("number")]) == state_of(case)
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


def test_a_county_measures_by_its_own_thresholds_and_adds_a_state(cast: Cast, team: Team) -> None:
    publish(SECOND, area_code=cast.areas.county.code, by=cast.admin.actor, at=AT)
    case = brought(intended(cast), cast, team, "planning")
    do(
        case,
        "set_plan",
        team.handler.actor,
        later(0, 9),
        scope="全过程",
        methods=["announcement", "visit", "departments"],
    )
    shorter = {"announced_on": day(1), "announce_days": "30", "where": "网站"}
    with pytest.raises(BadForm) as bad:
        do(case, "announce", team.handler.actor, later(1), **shorter)
    assert "45" in bad.value.errors["why_shorter"]
    other = brought(intended(cast), cast, team, "planning")
    assert (case.version, other.version) == (2, 2)


def test_a_case_under_a_published_version_goes_through_its_state(cast: Cast, team: Team) -> None:
    text = SECOND.replace("announce_days = 45", "announce_days = 30")
    publish(text, area_code=cast.areas.county.code, by=cast.admin.actor, at=AT)
    case = brought(intended(cast), cast, team, "reporting", level="medium")
    assert case.more["suggested"] == "medium"  # 0.18 is above the county's own 0.15
    do(case, "ask_review", team.handler.actor)
    assert case.state == "reviewing"
    do(case, "reviewed", team.handler.actor, note="看过")
    assert case.state == "reporting"


def test_a_step_of_an_assessment_costs_what_a_step_of_an_event_does(cast: Cast, team: Team) -> None:
    CalendarVersion.objects.create(area_code="", number=uuid4().int % 2**60)
    case = brought(intended(cast), cast, team, "planning")
    form = {"group": "附近商户", "group_size": "m", "concern": "人流变少"}
    with statements() as sent:
        act(case.pk, "add_group", by=team.handler.actor, at=AT + timedelta(hours=1), form=form, key=uuid4())
    assert len(sent) == 2, sent
