"""One report through all eight stages, and what else can happen to it on the way."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.cast import AT, OUTSIDE, Cast
from tests.stories import a_photo, a_report, bring, do, load_catalogue, reported

from linli.accounts.audit.models import Entry
from linli.areas.rules import RESIDENT
from linli.cases.actions import BadForm, KeyConflict, NotFound, RefusedAction, act, open_case, reveal_contact
from linli.cases.models import Case, Contact
from linli.cases.queries import offered, state_of
from linli.cases.rules.state import replay
from linli.cases.tasks import run_clocks
from linli.notices.models import Notice


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def test_a_report_goes_from_the_portal_to_its_rating(cast: Cast) -> None:
    case = reported()
    assert (case.state, case.level, case.grid) == ("reported", "grid", cast.areas.grid.code)
    assert case.desk_unit == cast.units.community_desk

    bring(case, cast, "closed")
    do(case, "rate", RESIDENT, score=5, comment="很快")
    do(case, "call_back", cast.community_desk.actor, score=5)

    assert (case.state, case.is_final, case.rating, case.desk_rating) == ("finished", True, 5, 5)
    assert not case.was_late
    assert case.clocks.filter(stopped_at=None).count() == 0


def test_replaying_the_steps_gives_the_row(cast: Cast) -> None:
    case = bring(reported(), cast, "finished")
    row = Case.objects.select_related("matter", "reporter_posting").get(pk=case.pk)
    assert replay([step.changes for step in case.steps.order_by("number")]) == state_of(row)


def test_every_step_is_in_the_journal(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    verbs = Entry.objects.filter(subject="case", subject_id=case.no).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["case.report", "case.accept"]


def test_the_same_report_twice_is_one_case() -> None:
    key, report = uuid4(), a_report()
    first = open_case(report=report, by=RESIDENT, at=AT, key=key)
    again = open_case(report=report, by=RESIDENT, at=AT + timedelta(minutes=5), key=key)
    assert first.pk == again.pk
    assert Case.objects.count() == 1
    with pytest.raises(KeyConflict):
        open_case(report=a_report(description="别的事"), by=RESIDENT, at=AT, key=key)


def test_the_same_act_twice_is_one_step(cast: Cast) -> None:
    case, key = reported(), uuid4()
    first = act(case.pk, "accept", by=cast.community_desk.actor, at=AT, form={}, key=key)
    again = act(case.pk, "accept", by=cast.community_desk.actor, at=AT, form={}, key=key)
    assert first.pk == again.pk
    with pytest.raises(KeyConflict):
        act(case.pk, "accept", by=cast.community_desk.actor, at=AT, form={"urgency": "urgent"}, key=key)
    assert case.steps.count() == 2


@pytest.mark.parametrize("who", ["other_town_desk", "stranger", "handler", "admin"])
def test_who_has_no_business_with_a_case_does_not_find_it(cast: Cast, who: str) -> None:
    case = reported()
    with pytest.raises(NotFound):
        do(case, "accept", cast.players[who].actor)
    case.refresh_from_db()
    assert (case.state, case.row_version) == ("reported", 1)


def test_who_may_look_may_not_act(cast: Cast) -> None:
    case = reported()
    with pytest.raises(RefusedAction) as refused:
        do(case, "accept", cast.county_desk.actor)
    assert refused.value.code == "relation"


def test_nothing_is_accepted_twice(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    with pytest.raises(RefusedAction) as refused:
        do(case, "accept", cast.community_desk.actor)
    assert refused.value.code == "state"


def test_the_slower_desk_sees_what_happened(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    with pytest.raises(RefusedAction) as refused:
        act(case.pk, "accept", by=cast.community_desk.actor, at=AT, form={}, key=uuid4(), seen_version=1)
    assert refused.value.code == "overtaken"
    assert "受理" in refused.value.text


def test_a_refusal_names_the_missing_field_and_changes_nothing(cast: Cast) -> None:
    case = reported()
    with pytest.raises(BadForm) as bad:
        do(case, "refuse", cast.community_desk.actor)
    assert set(bad.value.errors) == {"reason", "remedy"}
    case.refresh_from_db()
    assert case.row_version == 1


def test_a_place_outside_is_named_beside_the_map() -> None:
    with pytest.raises(BadForm) as bad:
        reported(lon=OUTSIDE[0], lat=OUTSIDE[1])
    assert "place" in bad.value.errors
    assert Case.objects.count() == 0


def test_the_lead_waits_for_every_assisting_unit(cast: Cast) -> None:
    case = bring(reported(), cast, "handling", assists=[cast.units.other_department.pk])
    with pytest.raises(RefusedAction) as refused:
        do(case, "feed_back", cast.handler.actor, result="好了", evidence=[str(a_photo())])
    assert refused.value.code == "assists_open"

    do(case, "assist_feed_back", cast.other_handler.actor, result="已配合")
    do(case, "feed_back", cast.handler.actor, result="好了", evidence=[str(a_photo())])
    assert case.state == "fed_back"


def test_nobody_is_excused_where_nobody_assists(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    offer = next(one for one in offered(case, cast.handler.actor, AT) if one.name == "excuse")
    assert (offer.allowed, offer.reason) == (False, "没有还在协办的单位")
    with pytest.raises(RefusedAction):
        do(case, "excuse", cast.handler.actor, unit=cast.units.other_department.pk, reason="不需要")


def test_an_excused_unit_is_not_waited_for(cast: Cast) -> None:
    case = bring(reported(), cast, "handling", assists=[cast.units.other_department.pk])
    do(case, "excuse", cast.handler.actor, unit=cast.units.other_department.pk, reason="不需要")
    do(case, "feed_back", cast.handler.actor, result="好了", evidence=[str(a_photo())])
    assert case.clocks.get(kind="assist").stopped_at is not None


def test_first_contact_stays_answerable_until_another_unit_has_received_it(cast: Cast) -> None:
    case = bring(reported(), cast, "dispatched")
    assert case.answerable_unit == cast.units.community_desk
    do(case, "receive", cast.handler.actor)
    assert case.answerable_unit == cast.units.department


def test_a_unit_returns_twice_and_no_more(cast: Cast) -> None:
    case = reported()
    for _ in range(2):
        bring(case, cast, "handling")
        do(case, "return", cast.handler.actor, reason="不归我管")
    bring(case, cast, "handling")
    with pytest.raises(RefusedAction) as refused:
        do(case, "return", cast.handler.actor, reason="还是不归我管")
    assert refused.value.code == "returns_used"


def test_the_same_unit_goes_on_with_the_time_it_had_left(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    do(case, "return", cast.handler.actor, reason="地址不清")
    bring(case, cast, "dispatched")
    assert case.clocks.filter(kind="handle").count() == 1


def test_another_unit_gets_a_clock_of_its_own(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    do(case, "return", cast.handler.actor, reason="不归我管")
    do(case, "dispatch", cast.community_desk.actor, lead=cast.units.other_department.pk)
    clocks = case.clocks.filter(kind="handle").order_by("number")
    assert [clock.holder_id for clock in clocks] == [cast.units.department.pk, cast.units.other_department.pk]
    assert clocks[0].met is None


def test_after_a_designation_nothing_is_returned(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    do(case, "designate", cast.supervisor.actor, lead=cast.units.department.pk, reason="职责交叉")
    with pytest.raises(RefusedAction) as refused:
        do(case, "return", cast.handler.actor, reason="不归我管")
    assert refused.value.code == "designated"


def test_an_extension_needs_two_people_and_moves_the_deadline(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    before = case.clocks.get(kind="handle").due_at
    do(case, "ask_extension", cast.handler.actor, amount="1", reason="等配件")
    do(case, "approve_extension", cast.community_desk.actor)
    assert case.clocks.get(kind="handle").due_at == before
    do(case, "approve_extension", cast.leader.actor)
    assert case.clocks.get(kind="handle").due_at == before + timedelta(hours=1)
    assert case.extensions == 1


def test_an_extension_longer_than_the_limit_is_named_beside_its_field(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    with pytest.raises(BadForm) as bad:
        do(case, "ask_extension", cast.handler.actor, amount="3", reason="等配件")
    assert set(bad.value.errors) == {"amount"}


def test_a_suspended_case_resumes_by_itself(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    do(case, "ask_suspension", cast.handler.actor, until="2026-03-20", reason="冬季不能施工")
    do(case, "approve_suspension", cast.community_desk.actor)
    assert case.state == "suspended"
    assert case.clocks.get(kind="handle").paused_at is not None

    run_clocks(at=AT + timedelta(days=30))
    case.refresh_from_db()
    assert case.state == "handling"
    assert case.clocks.get(kind="handle").paused_at is None


def test_a_clock_speaks_once_when_yellow_and_once_when_red(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    handle = case.clocks.get(kind="handle")
    for _ in range(3):
        run_clocks(at=handle.warn_at)
    for _ in range(3):
        run_clocks(at=handle.due_at + timedelta(minutes=5))
    spoken = [step.action for step in case.steps.filter(actor_kind="system").order_by("number")]
    assert spoken == ["remind", "overdue"]
    case.refresh_from_db()
    assert (case.supervised, case.was_late) == ("ordinary", True)


def test_late_is_appealed_once_and_the_fact_stays(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    due = case.clocks.get(kind="handle").due_at
    do(case, "feed_back", cast.handler.actor, at=due + timedelta(hours=1), result="好了", evidence=[str(a_photo())])
    bring(case, cast, "closed")
    do(case, "appeal", cast.handler.actor, reason="暴雨封路")
    do(case, "grant_appeal", cast.supervisor.actor, reason="属实")
    assert (case.was_late, case.exempted) == (True, True)
    with pytest.raises(RefusedAction) as refused:
        do(case, "appeal", cast.handler.actor, reason="再来一次")
    assert refused.value.code == "asked_once"


def test_a_forced_close_takes_two_people(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    do(case, "ask_force_close", cast.community_desk.actor, reason="现场已拆除")
    with pytest.raises(RefusedAction):
        do(case, "approve_force_close", cast.community_desk.actor, reason="同意")
    do(case, "approve_force_close", cast.leader.actor, reason="同意")
    assert (case.state, case.forced) == ("closed", True)


def test_a_resident_says_not_fixed_within_the_window_and_not_after(cast: Cast) -> None:
    case = bring(reported(), cast, "closed")
    closed_at = case.closed_at
    assert closed_at is not None
    with pytest.raises(RefusedAction) as refused:
        do(case, "reopen", RESIDENT, at=closed_at + timedelta(days=16), reason="又坏了")
    assert refused.value.code == "reopen_window"
    do(case, "reopen", RESIDENT, at=closed_at + timedelta(days=14), reason="又坏了")
    assert (case.state, case.reopens, case.closed_at) == ("filed", 1, None)


def test_reporters_of_a_duplicate_follow_the_surviving_case(cast: Cast) -> None:
    first, second = reported(), reported()
    do(second, "merge", cast.community_desk.actor, into=first.no)
    assert (second.state, second.merged_into_id) == ("merged", first.pk)


def test_a_grid_worker_settles_on_the_spot(cast: Cast) -> None:
    case = reported(by=cast.grid_worker.actor, source="grid")
    do(case, "settle", cast.grid_worker.actor, result="已清理", evidence=[str(a_photo())])
    assert case.state == "closed"


def test_another_grids_worker_does_not(cast: Cast) -> None:
    case = reported()
    with pytest.raises(NotFound):
        do(case, "settle", cast.other_grid_worker.actor, result="已清理", evidence=[str(a_photo())])


def test_a_case_goes_up_to_the_next_desk_and_down_again(cast: Cast) -> None:
    case = reported()
    do(case, "escalate", cast.community_desk.actor, reason="社区办不了")
    assert (case.level, case.desk_unit) == ("town", cast.units.town_desk)
    do(case, "hand_down", cast.town_desk.actor, reason="请社区先看")
    assert case.desk_unit == cast.units.community_desk


def test_those_concerned_are_told_and_the_one_who_acted_is_not(cast: Cast) -> None:
    case = bring(reported(), cast, "dispatched")
    told = set(
        Notice.objects.filter(link__contains=f"/{case.pk}/", kind="dispatch").values_list("posting_id", flat=True)
    )
    assert cast.handler.posting.pk in told
    assert cast.community_desk.posting.pk not in told


def test_a_contact_is_sealed_and_revealed_only_with_a_purpose_and_a_line(cast: Cast) -> None:
    case = reported(contact_name="王小明", contact_phone="138 1234 5678")
    sealed = Contact.objects.get(case=case)
    assert "王小明".encode() not in bytes(sealed.name_sealed)
    assert (sealed.name_masked, sealed.phone_masked) == ("王**", "138******78")
    with pytest.raises(RefusedAction):
        reveal_contact(case.pk, by=cast.grid_worker.actor, at=AT, purpose="回访")
    with pytest.raises(BadForm):
        reveal_contact(case.pk, by=cast.community_desk.actor, at=AT, purpose=" ")
    assert reveal_contact(case.pk, by=cast.community_desk.actor, at=AT, purpose="回访") == ("王小明", "13812345678")
    line = Entry.objects.get(verb="contact.reveal")
    assert (line.purpose, line.posting_id) == ("回访", cast.community_desk.posting.pk)
