"""Counts and trends, any ground, any period of days: beside the naive GROUP BY, which they must equal."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from time import perf_counter

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.cast import LEVELS, ground
from benchmarks.measures import in_database
from benchmarks.results import Result, percentile
from benchmarks.run import Run
from linli.stats.queries import below, count, dimensions, figures, trend
from linli.stats.rules import Figure, Period
from linli.stats.tests.naive import naive

#: How many figures are compared with the naive answer, which reads every case of the ground.
COMPARED = 40


def measure(run: Run) -> list[Result]:
    """What the slowest of a hundred questions takes, and whether all that were compared are equal."""
    dice = random.Random(36)  # noqa: S311 - no cryptography
    grounds = [ground(level, busy=busy) for level in LEVELS for busy in (True, False)]
    today = timezone.localdate()
    asked = list(_questions(grounds, today, dice))
    for _, ask in asked[:20]:
        ask()
    timed = [in_database(what, ask, 2) for what, ask in asked]
    ms = [one for each in timed for one in each.ms]
    if run.profile:
        for each in sorted(timed, key=lambda each: -min(each.ms))[:20]:
            run.say(f"{min(each.ms):9.1f} ms  {each.what}")
    worst = max(timed, key=lambda each: each.worst)
    equal, naive_ms = _compared(grounds, today, dice)
    p99, limit = percentile(ms, 0.99), percentile(naive_ms, 0.5)
    note = f"{len(timed)} questions, median {percentile(ms, 0.5):.2f}; worst {worst.worst:.1f} ms: {worst.what}"
    return [
        Result("figures: p99 (limit: naive, median)", run.size, p99, "ms", limit, p99 / limit, "value < 5", note=note),
        Result("figures: equal to naive", run.size, equal, "", COMPARED, equal / COMPARED, "ratio == 1"),
    ]


def _questions(grounds: list[str], today: date, dice: random.Random) -> Iterator[tuple[str, Callable[[], object]]]:
    for area in grounds:
        for figure in figures():
            period = _period(today, dice)
            yield f"{figure.name} {area}", partial(count, figure.name, area, period)
            for by in dimensions(figure.name, area):
                yield f"{figure.name} {area} by {by}", partial(count, figure.name, area, period, by=by)
            if figure.is_flow:
                yield f"trend of {figure.name} {area}", partial(trend, figure.name, area, _month(today))
            for lower in LEVELS[LEVELS.index(_level(area)) + 1 :][:1]:
                yield f"{figure.name} below {area}", partial(below, figure.name, area, lower, period)


def _period(today: date, dice: random.Random) -> Period:
    """Any days of the 36 months."""
    first, last = sorted(dice.sample(range(1096), 2))
    return Period(today - timedelta(days=last), today - timedelta(days=first))


def _month(today: date) -> Period:
    return Period(today - timedelta(days=30), today)


def _level(area: str) -> str:
    return {4: "city", 6: "county", 9: "town", 12: "community"}.get(len(area), "grid")


def _compared(grounds: list[str], today: date, dice: random.Random) -> tuple[int, list[float]]:
    """How many of some figures are what the cases say, in one snapshot; and what the naive answers took."""
    equal, ms = 0, list[float]()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for _ in range(COMPARED):
            figure: Figure = dice.choice(figures())
            area, period = dice.choice(grounds), _period(today, dice)
            by = dice.choice(["", *dimensions(figure.name, area)])
            kept = count(figure.name, area, period, by=by)
            began = perf_counter()
            counted = naive(figure, area, period, by)
            ms.append((perf_counter() - began) * 1000)
            equal += kept == counted
    return equal, ms
