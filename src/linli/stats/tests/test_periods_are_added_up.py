"""Whatever pieces a period is read from, every day of it counts once and no other day counts."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.stats.rules import LEVELS, Edge, Period, Span, days_of, month_of, reading, spans

FIRST = date(2022, 1, 1)
days = st.integers(0, 1500).map(lambda n: FIRST + timedelta(days=n))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


def counted(pieces: list[Span], edges: list[Edge]) -> dict[date, int]:
    """How often each day is counted."""
    found = Counter[date]()
    for piece in [*pieces, *days_of(edges)]:
        for on in in_span(piece):
            found[on] += piece.sign
    return {on: n for on, n in found.items() if n}


def in_span(piece: Span) -> list[date]:
    if piece.kind == "day":
        return [piece.start]
    same = (lambda on: on.year) if piece.kind == "year" else month_of
    every = (piece.start + timedelta(days=n) for n in range(366))
    return [on for on in every if same(on) == same(piece.start)]


@given(periods)
def test_every_day_of_a_period_counts_once(period: Period) -> None:
    expected = {period.first + timedelta(days=n): 1 for n in range(period.days)}
    assert counted(*spans(period)) == expected


@given(periods, st.sampled_from(LEVELS), st.booleans())
def test_it_does_for_every_ground(period: Period, level: str, is_total: bool) -> None:  # noqa: FBT001 - drawn
    pieces, edges = reading(level, period, is_total=is_total)
    assert sum(counted(pieces, edges).values()) == period.days


@given(periods)
def test_few_pieces_make_a_period(period: Period) -> None:
    pieces, edges = spans(period)
    years = sum(piece.kind == "year" for piece in pieces)
    assert len(pieces) - years <= 14  # six months on a side of the years, and the two that are cut
    assert len(days_of(edges)) <= 31


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        # a year
        (date(2025, 1, 1), date(2025, 12, 31), [Span("year", date(2025, 1, 1), 1)]),
        # a year less its January
        (
            date(2025, 2, 1),
            date(2025, 12, 31),
            [Span("year", date(2025, 1, 1), 1), Span("month", date(2025, 1, 1), -1)],
        ),
        # January less its first day
        (date(2025, 1, 2), date(2025, 1, 31), [Span("month", date(2025, 1, 1), 1), Span("day", date(2025, 1, 1), -1)]),
        # a day
        (date(2025, 1, 2), date(2025, 1, 2), [Span("day", date(2025, 1, 2), 1)]),
    ],
)
def test_the_shorter_way_is_taken(first: date, last: date, expected: list[Span]) -> None:
    assert reading("county", Period(first, last), is_total=True).spans == expected


def test_a_period_runs_forwards() -> None:
    with pytest.raises(ValueError, match="later"):
        Period(date(2025, 1, 2), date(2025, 1, 1))
