"""A dispute in the database: applied for, walked to its end, its secrets kept; and an event that turns into one."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from tests.cast import AT, Cast
from tests.stories import calendar_known, cost_of, do, load_catalogue, replays, reported

from linli.accounts.audit.models import Entry
from linli.cases.actions import (
    BadForm,
    KeyConflict,
    NotFound,
    RefusedAction,
    Report,
    open_case,
    open_sealed,
)
from linli.cases.models import Case
from linli.cases.queries import tied_to
from linli.matters.models import Matter
from linli.work.disputes.actions import PartyForm, apply, load_types, reveal_party
from linli.work.disputes.models import Party
from linli.work.disputes.tests.stories import (
    CLAIM,
    FACTS,
    MINUTES,
    TALK,
    TERMS,
    Committee,
    an_application,
    applied,
    brought,
    found_committee,
)


@pytest.fixture(autouse=True)
def committee(cast: Cast) -> Committee:
    load_catalogue(cast)
    return found_committee(cast)


def test_a_dispute_goes_from_the_application_to_the_last_payment(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "performed")
    assert (case.process, case.is_final, case.lead_unit) == ("dispute", True, committee.unit)
    assert replays(case)
    assert not case.clocks.filter(stopped_at=None).exists()
    assert case.more["effective_on"] == "2026-03-04"


def test_the_18_types_are_a_class_of_their_own_and_loaded_once() -> None:
    assert (
        Matter.objects.filter(process="dispute", group__code="17", is_public=False, is_confidential=True).count() == 18
    )
    assert load_types(at=AT).written == ()
    assert Matter.objects.exclude(process="dispute").count() == 205


def test_the_same_application_sent_twice_is_one_dispute(cast: Cast) -> None:
    key, told = uuid4(), an_application(cast)
    first = apply(told, by=cast.community_desk.actor, at=AT, key=key)
    assert apply(told, by=cast.community_desk.actor, at=AT, key=key) == first
    assert Party.objects.count() == 2
    with pytest.raises(KeyConflict):
        apply(replace(told, respondents=[PartyForm("别人")]), by=cast.community_desk.actor, at=AT, key=key)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"facts": " "}, "facts"),
        ({"notice": ""}, "notice"),
        ({"respondents": []}, "respondents"),
        ({"applicants": [PartyForm("", "13812345678")]}, "party1_name"),
        ({"respondents": [PartyForm("王小明", "12")]}, "party2_phone"),
        ({"ground_code": "nowhere"}, "place"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_opened(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadForm) as bad:
        applied(cast, **changes)
    assert field in bad.value.errors
    assert not Case.objects.exists()


def test_nobody_opens_a_dispute_by_a_door_that_does_not_ask_for_its_parties(cast: Cast) -> None:
    report = Report(source="grid", matter_code="1702", ground_code=cast.areas.grid.code)
    with pytest.raises(BadForm) as bad:
        open_case(report=report, by=cast.grid_worker.actor, at=AT, key=uuid4())
    assert {"facts", "claim", "applicants", "respondents"} <= bad.value.errors.keys()


def test_who_the_parties_are_and_what_they_said_stands_nowhere_in_clear(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "effective")
    party = Party.objects.get(case=case, number=1)
    assert "李大华".encode() not in bytes(party.name_sealed)
    assert (party.name_masked, party.phone_masked) == ("李**", "138******78")
    kept = [case.title, case.description, case.address, case.more, *Entry.objects.values_list("detail", flat=True)]
    kept += list(case.steps.values_list("form", "changes"))
    for secret in ("李大华", "王小明", "13812345678", FACTS, CLAIM, MINUTES, TERMS):
        assert secret not in str(kept)


def test_a_party_is_shown_for_a_purpose_to_those_who_work_on_it(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "asking")
    mediator = committee.mediator.actor
    with pytest.raises(BadForm):
        reveal_party(case.pk, 2, by=mediator, at=AT, purpose=" ")
    with pytest.raises(RefusedAction):
        reveal_party(case.pk, 2, by=cast.supervisor.actor, at=AT, purpose="看看")
    with pytest.raises(NotFound):
        reveal_party(case.pk, 2, by=cast.stranger.actor, at=AT, purpose="看看")
    assert reveal_party(case.pk, 2, by=mediator, at=AT, purpose="征询意愿").name == "王小明"
    line = Entry.objects.get(verb="party.reveal")
    assert (line.purpose, line.detail, line.posting_id) == ("征询意愿", {"party": 2}, committee.mediator.posting.pk)


def test_minutes_are_opened_by_mediators_and_a_talk_apart_by_the_one_who_held_it(
    cast: Cast, committee: Committee
) -> None:
    case = brought(applied(cast), cast, committee, "asking")
    both = [committee.mediator.posting.pk, committee.colleague.posting.pk]
    do(case, "appoint", committee.mediator.actor, mediators=both, chosen_by="parties", disclosed="true")
    sitting: dict[str, Any] = {"held_on": "2026-03-04", "how": "visit"}
    joint = do(case, "sit_together", committee.mediator.actor, openness="closed", minutes=MINUTES, **sitting)
    apart = do(case, "meet_apart", committee.mediator.actor, party=2, talk=TALK, **sitting)
    assert open_sealed(case.pk, joint.number, by=committee.colleague.actor, at=AT) == {"minutes": MINUTES}
    assert open_sealed(case.pk, apart.number, by=committee.mediator.actor, at=AT) == {"talk": TALK}
    for other in (committee.colleague, cast.community_desk, cast.leader):
        with pytest.raises(RefusedAction):
            open_sealed(case.pk, apart.number, by=other.actor, at=AT)
    lines = Entry.objects.filter(verb="sealed.open").order_by("pk")
    assert [line.detail for line in lines] == [
        {"step": joint.number, "fields": ["minutes"]},
        {"step": apart.number, "fields": ["talk"]},
    ]


def test_what_the_application_says_is_opened_by_desk_and_body_only(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "asking")
    for one in (cast.community_desk.actor, committee.colleague.actor):
        assert open_sealed(case.pk, 1, by=one, at=AT) == {"facts": FACTS, "claim": CLAIM}
    for other in (cast.grid_worker, cast.supervisor):
        with pytest.raises(RefusedAction):
            open_sealed(case.pk, 1, by=other.actor, at=AT)
    with pytest.raises(NotFound):
        open_sealed(case.pk, 1, by=cast.stranger.actor, at=AT)


def test_only_a_body_that_mediates_is_given_a_dispute(cast: Cast) -> None:
    case = applied(cast)
    with pytest.raises(BadForm) as bad:
        do(case, "screen", cast.community_desk.actor, nature="civil", lead=cast.units.department.pk)
    assert set(bad.value.errors) == {"lead"}


def test_only_those_who_work_there_now_mediate(cast: Cast, committee: Committee) -> None:
    case = brought(applied(cast), cast, committee, "asking")
    with pytest.raises(BadForm) as bad:
        do(
            case,
            "appoint",
            committee.mediator.actor,
            mediators=[cast.handler.posting.pk],
            chosen_by="parties",
            disclosed="true",
        )
    assert set(bad.value.errors) == {"mediators"}


def test_a_step_of_a_dispute_costs_what_a_step_of_an_event_does(cast: Cast, committee: Committee) -> None:
    calendar_known()
    case = brought(applied(cast), cast, committee, "asking")
    form = {"measures": "已请双方家属到场", "told_to": "城关派出所"}
    assert cost_of(case, "alert", committee.mediator.actor, AT, **form) == 2


def test_an_event_turns_into_a_dispute_and_each_knows_of_the_other(cast: Cast) -> None:
    event, key = reported(), uuid4()
    told = an_application(cast, came_from=event.pk)
    desk = cast.community_desk.actor
    dispute = apply(told, by=desk, at=AT, key=key)
    assert apply(told, by=desk, at=AT, key=key) == dispute
    event.refresh_from_db()
    assert (event.state, event.is_final, dispute.origin_id) == ("turned", True, event.pk)
    assert tied_to(event) == ([], [dispute])
    assert event.steps.filter(action="to_mediation").count() == 1


def test_what_is_beyond_turning_stays_and_no_dispute_is_opened(cast: Cast) -> None:
    event = reported()
    do(event, "withdraw", cast.resident)
    with pytest.raises(RefusedAction):
        applied(cast, came_from=event.pk)
    with pytest.raises(NotFound):
        applied(cast, by=cast.neighbour_handler.actor, came_from=event.pk)
    assert not Case.objects.filter(process="dispute").exists()


def test_an_event_is_not_turned_by_naming_any_case(cast: Cast) -> None:
    event, other = reported(), applied(cast)
    with pytest.raises(BadForm) as bad:
        do(event, "to_mediation", cast.community_desk.actor, turned_into=other.no)
    assert set(bad.value.errors) == {"turned_into"}
