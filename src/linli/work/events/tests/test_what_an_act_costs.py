"""An act is one look and one statement that writes it all, whatever it does and however long the history is."""

from uuid import uuid4

import pytest
from tests.cast import AT, Cast
from tests.counting import statements
from tests.stories import a_photo, bring, do, load_catalogue, reported

from linli.areas.models import CalendarVersion
from linli.areas.rules import RESIDENT
from linli.cases.actions import act
from linli.cases.queries import about_case, visible_to
from linli.cases.rules.relations import sees


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)
    CalendarVersion.objects.create(area_code="", number=uuid4().int % 2**60)
    bring(reported(), cast, "dispatched")  # the calendar of this version is known from here on


def test_a_dispatch_is_two_statements(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    form = {"lead": cast.units.department.pk, "assists": [cast.units.other_department.pk]}
    with statements() as sent:
        act(case.pk, "dispatch", by=cast.community_desk.actor, at=AT, form=form, key=uuid4())
    assert len(sent) == 2, sent


def test_a_repeat_is_a_look_and_the_first_step(cast: Cast) -> None:
    case, key = bring(reported(), cast, "filed"), uuid4()
    form = {"lead": cast.units.department.pk}
    first = act(case.pk, "dispatch", by=cast.community_desk.actor, at=AT, form=form, key=key)
    with statements() as sent:
        again = act(case.pk, "dispatch", by=cast.community_desk.actor, at=AT, form=form, key=key)
    assert again == first
    assert len(sent) == 2, sent


def test_ten_remarks_cost_ten_times_as_much_as_one(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    with statements() as sent:
        for _ in range(10):
            act(case.pk, "remark", by=cast.handler.actor, at=AT, form={"note": "还在办"}, key=uuid4())
    assert len(sent) == 20, sent


def test_photos_are_looked_up_and_hung_on_the_step(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    form = {"result": "好了", "evidence": [str(a_photo()), str(a_photo())]}
    with statements() as sent:
        act(case.pk, "feed_back", by=cast.handler.actor, at=AT, form=form, key=uuid4())
    assert len(sent) == 8, sent
    assert case.attachments.filter(purpose="evidence").count() == 2


@pytest.mark.parametrize("state", ["reported", "filed", "handling", "closed"])
def test_one_case_is_seen_by_those_who_find_it_among_many(cast: Cast, state: str) -> None:
    case = bring(reported(by=cast.grid_worker.actor, source="grid"), cast, state)
    value = about_case(case.pk).case
    actors = [player.actor for player in cast.players.values()] + [RESIDENT]
    found = [visible_to(actor).filter(pk=case.pk).exists() for actor in actors]
    assert [sees(actor, value) for actor in actors] == found
    assert {True, False} <= set(found)


def test_a_helper_who_was_excused_still_sees_the_case(cast: Cast) -> None:
    case = bring(reported(), cast, "handling", assists=[cast.units.other_department.pk])
    do(case, "excuse", cast.handler.actor, unit=cast.units.other_department.pk, reason="不需要")
    helper = cast.other_handler.actor
    assert visible_to(helper).filter(pk=case.pk).exists()
    assert sees(helper, about_case(case.pk).case)
