"""Whoever watches the steps is told each one once, in whatever order transactions end."""

from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Cast
from tests.stories import do, load_catalogue, reported

from linli.cases.models import Case
from linli.cases.queries.watching import happened, latest, steps_beyond, where_steps_stand
from linli.cases.rules.watching import Gap, Horizon, Told, told_of


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("120", Told(120)),
        ("120.97-97.101-104", Told(120, (Gap(97, 97), Gap(101, 104)))),
        ("", None),
        ("x", None),
        ("120.97", None),
        ("-1", None),
        ("120.1-2-3", None),
        ("9" * 19, None),
        ("１２", None),
    ],
)
def test_what_somebody_was_told_last_is_read_or_refused(text: str, told: Told | None) -> None:
    assert told_of(text) == told
    if told is not None:
        assert str(told) == text


def test_an_id_passed_over_stays_open_until_nobody_can_fill_it() -> None:
    told = Told(10).after([11, 14], Horizon(oldest=100, next=105))
    assert told == Told(14, (Gap(12, 13, 105),))
    assert told.after([], Horizon(oldest=104, next=110)).gaps  # one that could still fill it has not ended
    late = told.after([13], Horizon(oldest=104, next=110))
    assert late == Told(14, (Gap(12, 12, 105),))
    assert late.after([], Horizon(oldest=105, next=110)) == Told(14)  # it was rolled back


@given(st.data())
def test_each_step_is_told_once_in_whatever_order_transactions_end(data: st.DataObject) -> None:
    """Transactions take their ids in turn, one step each, and end (or are rolled back) in any order, between looks."""
    count = data.draw(st.integers(1, 12))
    ends = data.draw(st.permutations(range(1, count + 1)))
    lost = data.draw(st.sets(st.sampled_from(range(1, count + 1))))
    begun, ended, heard, told = 0, set[int](), list[int](), Told(0)
    for one in ends:
        begun = max(begun, one, data.draw(st.integers(begun, count)))  # later ones have begun meanwhile
        ended.add(one)
        if not data.draw(st.booleans()) and len(ended) < count:
            continue  # nobody looks now
        oldest = min(set(range(1, begun + 1)) - ended, default=begun + 1)
        found = [n for n in ended - lost if n > told.top or any(g.first <= n <= g.last for g in told.gaps)]
        heard += [n for n in found if not told.has(n)]
        told = told_of_text(told.after(found, Horizon(oldest, begun + 1)), data.draw(st.booleans()))
    assert sorted(heard) == sorted(set(range(1, count + 1)) - lost)
    assert all(told.has(n) for n in heard)


def told_of_text(told: Told, is_written: bool) -> Told:  # noqa: FBT001 - drawn
    """What is left of it after it went to a browser and came back, or not."""
    back = told_of(str(told)) if is_written else told
    assert back is not None
    return back


def test_a_new_step_is_found_with_what_a_watcher_wants_to_know(cast: Cast) -> None:
    load_catalogue(cast)
    told = where_steps_stand()
    case = reported()
    do(case, "accept", cast.community_desk.actor)
    ids, _ = steps_beyond(told)
    first, second = happened(ids)
    assert (first.case_id, first.action, second.action) == (case.pk, "report", "accept")
    assert (first.matter, first.place) == (case.matter.title, "城关街道 鼓楼社区")
    assert first.ground == case.ground
    assert case.point is not None
    assert first.point == (case.point.x, case.point.y)
    assert steps_beyond(where_steps_stand())[0] == []


def test_what_happened_last_is_of_the_ground_alone(cast: Cast) -> None:
    load_catalogue(cast)
    reported()
    do(reported(), "accept", cast.community_desk.actor)
    assert [step.action for step in latest("county", "990101", 2)] == ["accept", "report"]
    assert [step.action for step in latest("town", "990101001", 9)] == ["accept", "report", "report"]
    assert latest("town", "990101101", 9) == []


COPY = """
INSERT INTO cases_step
    (case_id, number, action, at, actor_kind, actor_name, from_state, to_state, form, changes, key, digest)
SELECT case_id, %s, action, at, actor_kind, actor_name, from_state, to_state, form, changes, %s, digest
FROM cases_step WHERE case_id = %s AND number = 1 RETURNING id
"""


@pytest.mark.django_db(transaction=True)
def test_a_step_whose_transaction_ends_late_is_not_lost(transactional_db: None) -> None:  # noqa: ARG001 - it commits
    from tests.cast import make_cast

    load_catalogue(make_cast())
    case = reported()
    told = where_steps_stand()
    with psycopg.connect(**connection.get_connection_params(), autocommit=False) as slow:
        late = write(slow, case, 2)
        with psycopg.connect(**connection.get_connection_params()) as quick:
            early = write(quick, case, 3)
        assert early > late
        ids, horizon = steps_beyond(told)
        assert ids == [early]
        told = told.after(ids, horizon)
        assert not told.has(late)
    ids, horizon = steps_beyond(told)
    assert ids == [late]
    told = told.after(ids, horizon)
    assert steps_beyond(told)[0] == []
    assert told.after([], steps_beyond(told)[1]).gaps == ()


def write(by: psycopg.Connection, case: Case, number: int) -> int:
    """A step written by hand in a transaction of one's own."""
    row = by.execute(COPY, [number, uuid4(), case.pk]).fetchone()
    assert row is not None
    return int(row[0])
