"""Whatever pieces a period is read from, every day of it counts once and no other day counts."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.stats.rules import LEVELS, PLACES, Period, Piece, month_of, pieces, reading

FIRST = date(2022, 1, 1)
days = st.integers(0, 1500).map(lambda n: FIRST + timedelta(days=n))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


def counted(wanted: list[Piece]) -> dict[date, int]:
    """How often each day is counted."""
    days = Counter[date]()
    for piece in wanted:
        for on in in_piece(piece):
            days[on] += piece.sign
    return {on: times for on, times in days.items() if times}


def in_piece(piece: Piece) -> list[date]:
    """The days a difference of two running totals stands for."""
    same = (lambda on: on.year) if piece.span == "year" else month_of
    every = (piece.start + timedelta(days=n) for n in range(366))
    inside = [on for on in every if same(on) == same(piece.start)]
    return [on for on in inside if piece.after < (on.month if piece.span == "year" else on.day) <= piece.upto]


@given(periods, st.sampled_from(LEVELS), st.booleans(), st.sets(st.integers(2022, 2026)))
def test_every_day_of_a_period_counts_once_for_every_ground(
    period: Period,
    level: str,
    is_total: bool,  # noqa: FBT001 - drawn
    busy: set[int],
) -> None:
    wanted = reading(level, period, is_total=is_total)
    kept = [piece for piece in wanted.sums if not wanted.instead or piece.start.year in busy]
    instead = [piece for piece in wanted.instead if piece.start.year not in busy]
    assert counted([*kept, *wanted.facts, *instead]) == {
        period.first + timedelta(days=n): 1 for n in range(period.days)
    }


@given(periods)
def test_few_pieces_make_a_period(period: Period) -> None:
    years, cut = pieces(period)
    assert len(years) <= period.last.year - period.first.year + 1
    assert len(cut) <= 2
    assert all(0 <= piece.after < piece.upto <= PLACES[piece.span] for piece in [*years, *cut])


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        # a year
        (date(2025, 1, 1), date(2025, 12, 31), [Piece("year", date(2025, 1, 1), 0, 12)]),
        # a year after its January
        (date(2025, 2, 1), date(2025, 12, 31), [Piece("year", date(2025, 1, 1), 1, 12)]),
        # January after its first day
        (date(2025, 1, 2), date(2025, 1, 31), [Piece("month", date(2025, 1, 1), 1, 31)]),
        # a day
        (date(2025, 1, 2), date(2025, 1, 2), [Piece("month", date(2025, 1, 1), 1, 2)]),
        # all of February, which is no cut month
        (date(2025, 2, 1), date(2025, 2, 28), [Piece("year", date(2025, 1, 1), 1, 2)]),
        # two cut months and what is between them, over the turn of the year
        (
            date(2024, 11, 30),
            date(2025, 2, 27),
            [
                Piece("year", date(2024, 1, 1), 11, 12),
                Piece("year", date(2025, 1, 1), 0, 1),
                Piece("month", date(2024, 11, 1), 29, 30),
                Piece("month", date(2025, 2, 1), 0, 27),
            ],
        ),
    ],
)
def test_a_period_is_read_as_differences(first: date, last: date, expected: list[Piece]) -> None:
    assert reading("county", Period(first, last), is_total=True).sums == expected


JANUARY, FEBRUARY = date(2025, 1, 1), date(2025, 2, 1)


@pytest.mark.parametrize(("level", "is_total"), [("town", False), ("community", False), ("grid", True)])
@pytest.mark.parametrize(
    ("last", "months", "facts"),
    [
        # fewer than half of 28 days
        (13, 1, [Piece("month", FEBRUARY, 0, 13)]),
        # half of them
        (14, 2, [Piece("month", FEBRUARY, 14, 28, -1)]),
        # all but one
        (27, 2, [Piece("month", FEBRUARY, 27, 28, -1)]),
        # all
        (28, 2, []),
    ],
)
def test_of_a_cut_month_no_more_than_half_is_read_out_of_facts(
    level: str,
    is_total: bool,  # noqa: FBT001 - a table
    last: int,
    months: int,
    facts: list[Piece],
) -> None:
    wanted = reading(level, Period(JANUARY, date(2025, 2, last)), is_total=is_total)
    assert wanted.sums == [Piece("year", JANUARY, 0, months)]
    assert wanted.facts == facts
    assert wanted.instead == []


def test_of_a_grid_taken_apart_whole_months_are_read_out_of_facts_too() -> None:
    wanted = reading("grid", Period(JANUARY, date(2025, 2, 27)), is_total=False)
    assert wanted.sums == [Piece("year", JANUARY, 0, 1)]
    assert wanted.facts == [Piece("month", FEBRUARY, 0, 27)]
    assert wanted.instead == [Piece("month", JANUARY, 0, 31)]


@given(periods)
def test_no_fact_is_read_for_more_than_half_of_its_month(period: Period) -> None:
    read = Counter[date]()
    for piece in reading("town", period, is_total=False).facts:
        read[piece.start] += piece.upto - piece.after
    assert all(many <= 15 for many in read.values())


def test_what_there_is_now_is_one_sum() -> None:
    assert len(reading("grid", None, is_total=False).sums) == 1


def test_a_period_runs_forwards() -> None:
    with pytest.raises(ValueError, match="later"):
        Period(date(2025, 1, 2), date(2025, 1, 1))
