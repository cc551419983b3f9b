"""Whose turn it is: days, weeks and months, cut off at the first and the last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.work.patrols.rules import Period, Rhythm, is_done, period

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("rhythm", "from_on", "until_on", "today", "expected"),
    [
        ("daily", date(2026, 3, 1), None, date(2026, 3, 4), Period(date(2026, 3, 4), date(2026, 3, 4))),
        ("weekly", date(2026, 3, 1), None, date(2026, 3, 4), Period(date(2026, 3, 2), date(2026, 3, 8))),  # Mon to Sun
        ("weekly", date(2026, 3, 4), None, date(2026, 3, 4), Period(date(2026, 3, 4), date(2026, 3, 8))),
        (
            "weekly",
            date(2026, 3, 1),
            date(2026, 3, 6),
            date(2026, 3, 4),
            Period(date(2026, 3, 2), date(2026, 3, 6)),
        ),
        ("monthly", date(2026, 1, 1), None, date(2026, 2, 9), Period(date(2026, 2, 1), date(2026, 2, 28))),
        ("monthly", date(2028, 1, 1), None, date(2028, 2, 9), Period(date(2028, 2, 1), date(2028, 2, 29))),
        (
            "once",
            date(2026, 3, 1),
            date(2026, 3, 20),
            date(2026, 3, 4),
            Period(date(2026, 3, 1), date(2026, 3, 20)),
        ),
        ("once", date(2026, 3, 5), date(2026, 3, 20), date(2026, 3, 4), None),
        ("daily", date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 4), None),
    ],
)
def test_a_day_falls_into_one_turn(
    rhythm: str, from_on: date, until_on: date | None, today: date, expected: Period | None
) -> None:
    assert period(rhythm, from_on, until_on, today) == expected


@given(st.sampled_from(Rhythm), DAYS, st.integers(0, 400), st.integers(0, 400))
def test_every_day_of_a_turn_names_the_same_turn(rhythm: str, first: date, length: int, offset: int) -> None:
    last, today = first + timedelta(days=length), first + timedelta(days=offset)
    turn = period(rhythm, first, last, today)
    assert (turn is None) == (offset > length)
    if turn is not None:
        assert first <= turn.from_on <= today <= turn.due_on <= last
        assert period(rhythm, first, last, turn.from_on) == turn == period(rhythm, first, last, turn.due_on)


def test_a_task_is_done_when_nothing_is_left() -> None:
    assert is_done(["甲", "乙"], ["2", "1", "1"])
    assert not is_done(["甲", "乙"], ["1"])
