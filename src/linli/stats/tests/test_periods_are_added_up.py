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
    return Counter(on for piece in wanted for on in in_piece(piece))


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


@pytest.mark.parametrize(
    ("level", "is_total", "instead"),
    [("town", False, 0), ("community", False, 0), ("grid", True, 0), ("grid", False, 1)],
)
def test_what_is_not_kept_is_read_out_of_facts(level: str, is_total: bool, instead: int) -> None:  # noqa: FBT001 - a table
    wanted = reading(level, Period(date(2025, 1, 1), date(2025, 2, 27)), is_total=is_total)
    assert wanted.sums == [Piece("year", date(2025, 1, 1), 0, 1)]
    assert wanted.facts == [Piece("month", date(2025, 2, 1), 0, 27)]
    assert wanted.instead == [Piece("month", date(2025, 1, 1), 0, 31)][:instead]


def test_what_there_is_now_is_one_sum() -> None:
    assert len(reading("grid", None, is_total=False).sums) == 1


def test_a_period_runs_forwards() -> None:
    with pytest.raises(ValueError, match="later"):
        Period(date(2025, 1, 2), date(2025, 1, 1))
