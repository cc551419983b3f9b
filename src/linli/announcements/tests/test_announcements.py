"""A desk announces something to the staff on its ground; those below read it while it holds."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast, Player

from linli.accounts.audit.models import Entry
from linli.announcements.actions import announce, correct, end
from linli.announcements.models import Announcement
from linli.announcements.queries import announcements_for, written_on
from linli.announcements.rules import State, Wording, state_of
from linli.areas.rules import SYSTEM, BadForm, KeyConflict, NotAllowed, Refused

TODAY = AT.date()
DAY = timedelta(days=1)


def a_wording(**changes: object) -> Wording:
    return Wording(**({"title": "汛期值守", "text": "本周每天看一次排水口", "from_on": TODAY} | changes))  # type: ignore[arg-type]  # named as in each test


def announced(by: Player, **changes: object) -> Announcement:
    return announce(a_wording(**changes), by=by.actor, at=AT, key=uuid4())


def titles(player: Player, days: int = 0) -> list[str]:
    return [each.title for each in announcements_for(player.actor, AT + days * DAY)]


def test_it_reaches_those_on_the_ground_and_below_and_nobody_beside_or_above(cast: Cast) -> None:
    announced(cast.town_desk)
    for reached in (cast.town_desk, cast.office_handler, cast.community_desk, cast.grid_worker):
        assert titles(reached) == ["汛期值守"]
    for other in (cast.county_desk, cast.other_town_desk, cast.stranger):
        assert titles(other) == []
    assert announcements_for(SYSTEM, AT) == []


def test_it_holds_from_the_first_day_to_the_last(cast: Cast) -> None:
    announced(cast.community_desk, from_on=TODAY + DAY, until_on=TODAY + 2 * DAY)
    assert [len(titles(cast.grid_worker, days)) for days in range(4)] == [0, 1, 1, 0]


def test_the_newest_comes_first(cast: Cast) -> None:
    announced(cast.county_desk, title="旧", from_on=TODAY - DAY)
    announced(cast.community_desk, title="新")
    assert titles(cast.grid_worker) == ["新", "旧"]


def test_it_is_corrected_and_taken_down_by_a_desk_over_that_ground_only(cast: Cast) -> None:
    made = announced(cast.community_desk)
    for other in (cast.other_town_desk, cast.stranger, cast.grid_worker, cast.leader):
        with pytest.raises(NotAllowed):
            correct(made.pk, a_wording(title="别的"), by=other.actor, at=AT)
        with pytest.raises(NotAllowed):
            end(made.pk, by=other.actor, at=AT)
        assert made not in written_on(other.actor)
    for _ in range(2):
        correct(made.pk, a_wording(title="改过"), by=cast.town_desk.actor, at=AT)
    assert titles(cast.grid_worker) == ["改过"]
    for _ in range(2):
        end(made.pk, by=cast.community_desk.actor, at=AT)
    assert titles(cast.grid_worker) == []
    with pytest.raises(Refused):
        correct(made.pk, a_wording(), by=cast.community_desk.actor, at=AT)
    verbs = Entry.objects.filter(subject="announcement").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["announcement.write", "announcement.correct", "announcement.end"]


def test_only_a_desk_announces(cast: Cast) -> None:
    for other in (cast.grid_worker, cast.handler, cast.leader, cast.admin):
        with pytest.raises(NotAllowed):
            announced(other)
    assert not Announcement.objects.exists()


def test_sent_twice_with_one_key_it_is_one(cast: Cast) -> None:
    key, desk = uuid4(), cast.community_desk.actor
    first = announce(a_wording(), by=desk, at=AT, key=key)
    assert announce(a_wording(), by=desk, at=AT, key=key) == first
    with pytest.raises(KeyConflict):
        announce(a_wording(title="别的"), by=desk, at=AT, key=key)
    assert Announcement.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "字" * 61}, "title"),
        ({"text": ""}, "text"),
        ({"text": "字" * 2001}, "text"),
        ({"until_on": TODAY - DAY}, "until_on"),
    ],
)
def test_what_cannot_be_announced_is_said_beside_the_field(cast: Cast, changes: dict[str, object], field: str) -> None:
    with pytest.raises(BadForm) as wrong:
        announced(cast.community_desk, **changes)
    assert set(wrong.value.errors) == {field}
    made = announced(cast.community_desk)
    with pytest.raises(BadForm):
        correct(made.pk, a_wording(**changes), by=cast.community_desk.actor, at=AT)


def test_many_cost_no_more_queries_than_few(cast: Cast) -> None:
    costs = []
    for _ in range(2):
        for _each in range(3):
            announced(cast.community_desk)
        with CaptureQueriesContext(connection) as counted:
            announcements_for(cast.grid_worker.actor, AT)
        costs.append(len(counted))
    assert costs == [2, 2]


def test_a_period_that_runs_backwards_is_refused_by_the_database(cast: Cast) -> None:
    announced(cast.community_desk)
    with pytest.raises(Exception, match="announcements_period"), connection.cursor() as cursor:
        cursor.execute("UPDATE announcements_announcement SET until_on = from_on - 1")


@pytest.mark.parametrize(
    ("from_on", "until_on", "is_ended", "expected"),
    [
        (TODAY, None, False, State.VALID),
        (TODAY, TODAY, False, State.VALID),
        (TODAY + DAY, None, False, State.COMING),
        (TODAY - DAY, TODAY - DAY, False, State.OVER),
        (TODAY, None, True, State.ENDED),
    ],
)
def test_where_it_stands_on_a_day(from_on, until_on, is_ended, expected) -> None:
    assert state_of(from_on, until_on, is_ended=is_ended, today=TODAY) is expected
