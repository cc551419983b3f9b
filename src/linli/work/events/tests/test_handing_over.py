"""When a posting ends, its open work finds somebody else, and the history says so."""

from datetime import timedelta

import pytest
from tests.cast import AT, Cast
from tests.stories import bring, load_catalogue, reported

from linli.areas.actions import people
from linli.areas.rules import BadForm, NotAllowed, Refused
from linli.cases.actions import close_unit, follow, hand_over
from linli.cases.models import Case, Follow
from linli.cases.queries import state_of, visible_to
from linli.cases.queries.handover import open_work
from linli.cases.rules.state import replay
from linli.notices import actions as notices
from linli.notices.models import Notice

LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def test_open_reports_follows_and_unread_notices_go_to_the_new_posting(cast: Cast) -> None:
    giver, taker = cast.grid_worker.posting.pk, cast.other_grid_worker.posting.pk
    case = reported(by=cast.grid_worker.actor, source="grid")
    follow(case.pk, by=cast.grid_worker.actor, at=AT)
    notices.tell([giver], kind="step", title="有新进展", dedupe="x", at=AT)
    Notice.objects.exclude(dedupe__startswith="x").delete()

    work = hand_over(giver, taker, by=cast.admin.actor, at=LATER)

    assert (work.reports, work.follows, work.notices) == (1, 1, 1)
    assert open_work(giver).total == 0
    assert open_work(taker).total == 3
    assert visible_to(cast.other_grid_worker.actor).filter(pk=case.pk).exists()


def test_the_history_says_who_answers_now_and_still_gives_the_row(cast: Cast) -> None:
    case = reported(by=cast.grid_worker.actor, source="grid")
    hand_over(cast.grid_worker.posting.pk, cast.other_grid_worker.posting.pk, by=cast.admin.actor, at=LATER)
    row = Case.objects.select_related("matter", "reporter_posting").get(pk=case.pk)
    steps = list(row.steps.order_by("number"))
    assert (steps[-1].action, steps[-1].posting) == ("hand_over", cast.admin.posting)
    assert replay([step.changes for step in steps]) == state_of(row)


def test_finished_cases_stay_with_whoever_reported_them(cast: Cast) -> None:
    case = bring(reported(by=cast.grid_worker.actor, source="grid"), cast, "finished")
    hand_over(cast.grid_worker.posting.pk, cast.other_grid_worker.posting.pk, by=cast.admin.actor, at=LATER)
    assert Case.objects.get(pk=case.pk).reporter_posting == cast.grid_worker.posting


def test_what_the_new_one_follows_and_knows_already_is_not_doubled(cast: Cast) -> None:
    giver, taker = cast.grid_worker.posting.pk, cast.grid_chief.posting.pk
    case = reported(by=cast.grid_worker.actor, source="grid")
    for actor in (cast.grid_worker.actor, cast.grid_chief.actor):
        follow(case.pk, by=actor, at=AT)
    notices.tell([giver, taker], kind="step", title="有新进展", dedupe="x", at=AT)
    hand_over(giver, taker, by=cast.admin.actor, at=LATER)
    assert Follow.objects.filter(case=case).count() == 1
    assert Notice.objects.filter(dedupe__startswith="x", posting_id=taker).count() == 1
    assert open_work(giver).notices == 0


def test_a_posting_that_ended_takes_nothing_over(cast: Cast) -> None:
    people.end_posting(cast.other_grid_worker.posting.pk, AT.date(), by=cast.admin.actor, at=AT)
    for taker in (cast.other_grid_worker.posting.pk, cast.grid_worker.posting.pk):
        with pytest.raises(BadForm):
            hand_over(cast.grid_worker.posting.pk, taker, by=cast.admin.actor, at=LATER)


def test_nothing_is_handed_over_to_or_from_another_ground(cast: Cast) -> None:
    ours, theirs = cast.grid_worker.posting.pk, cast.stranger.posting.pk
    for giver, taker in ((ours, theirs), (theirs, ours)):
        with pytest.raises(NotAllowed):
            hand_over(giver, taker, by=cast.admin.actor, at=LATER)


def test_a_unit_with_open_cases_does_not_close(cast: Cast) -> None:
    bring(reported(), cast, "handling")
    people.end_posting(cast.handler.posting.pk, AT.date(), by=cast.admin.actor, at=AT)
    with pytest.raises(Refused) as refused:
        close_unit(cast.units.department.pk, by=cast.admin.actor, at=LATER)
    assert refused.value.code == "open_cases"
    cast.units.department.refresh_from_db()
    assert cast.units.department.is_active
