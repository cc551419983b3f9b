"""No figure looks at the cases, and none reads more of what is kept than it needs."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.cast import AT, Cast
from tests.stories import bring, load_catalogue, reported

from linli.cases.models import Case
from linli.stats.queries import Period, behind, below, count, dimensions, durations, figures, trend

YEARS = Period(date(2024, 1, 17), date(2026, 9, 14))
#: Whoever expects more rows than this starts parallel workers, which takes longer than the whole answer.
MANY = 2000
GROUNDS = ("9901", "990101", "990101001", "990101001001", "990101001001001")


@pytest.fixture(autouse=True)
def cases(cast: Cast) -> None:
    load_catalogue(cast)
    bring(reported(), cast, "closed")


def plans(ask: Any) -> list[str]:
    """How each statement of a question is carried out when reading whole tables is what costs."""
    asked = list[tuple[str, Any]]()

    def remember(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's way
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remember):
        ask()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = []
        for sql, params in asked:
            cursor.execute(f"EXPLAIN {sql}", params)
            found.append("\n".join(line for (line,) in cursor.fetchall()))
    return found


@pytest.mark.parametrize("area", GROUNDS)
def test_counts_read_what_is_kept_by_index_in_one_statement(area: str) -> None:
    count("open", area)  # from now on the level of the area is known
    for figure in figures():
        for by in ("", *dimensions(figure.name, area)):
            (plan,) = plans(lambda: count(figure.name, area, YEARS, by=by))  # noqa: B023 - asked at once
            assert "cases_case" not in plan
            assert "Seq Scan on stats_rollup" not in plan
            assert "Seq Scan on stats_fact" not in plan


@pytest.mark.parametrize("area", GROUNDS)
@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_so_do_trends(area: str, step: str) -> None:
    count("open", area)
    (plan,) = plans(lambda: trend("opened", area, YEARS, step))
    assert "Seq Scan on stats_rollup" not in plan
    assert "Seq Scan on stats_fact" not in plan
    assert "cases_case" not in plan
    assert int(re.search(r"rows=(\d+)", plan)[1]) < MANY  # type: ignore[index]  # every plan says how many


@pytest.mark.parametrize(("area", "level"), [*zip(GROUNDS, ("county", "town", "community", "grid"), strict=False)])
def test_so_do_maps(area: str, level: str) -> None:
    count("open", area)
    for period in (YEARS, Period(date(2026, 1, 1), date(2026, 12, 31))):
        (plan,) = plans(lambda: below("opened", area, level, period))  # noqa: B023 - asked at once
        assert "Seq Scan on stats_rollup" not in plan
        assert "Seq Scan on stats_fact" not in plan


@pytest.mark.parametrize("area", GROUNDS[1:])
def test_the_cases_behind_a_figure_and_their_durations_are_found_by_index(area: str) -> None:
    for ask in (
        lambda: durations(area, YEARS, by="unit"),
        lambda: behind("opened", area, YEARS).read(None, 50, lambda found: found),
        lambda: behind("closed", area, YEARS).read(None, 50, lambda found: found),
        lambda: behind("accepted", area, YEARS).read(None, 50, lambda found: found),
        lambda: behind("open", area, by="light", value="red").read(None, 50, lambda found: found),
    ):
        for plan in plans(ask):
            assert "Seq Scan on cases_case" not in plan


def test_the_cases_behind_acceptance_are_those_counted_however_long_they_waited(cast: Cast) -> None:
    """Accepted on the day of their report, the day after, and long after; and one that waits still."""
    waits = [timedelta(0), timedelta(hours=20), timedelta(days=9), timedelta(days=400), None]
    for waited in waits:
        case = reported()
        Case.objects.filter(pk=case.pk).update(accepted_at=None if waited is None else AT + waited)
    for first in (0, 1, 9, 300, 400):
        day = AT.date() + timedelta(days=first)
        for period in (Period(day, day), Period(day, day + timedelta(days=500))):
            listing = behind("accepted", cast.areas.county.code, period)
            found = listing.read(None, 50, lambda cases: cases)
            assert len(found) == count("accepted", cast.areas.county.code, period)[""]
            assert len({case.pk for case in found}) == len(found)


def test_durations_are_those_of_the_cases(cast: Cast) -> None:
    seconds = Case.objects.get().handled_seconds
    for area in GROUNDS:
        (found,) = durations(area, YEARS, by="matter").values()
        assert (found.n, found.median, found.p90, found.is_small) == (1, seconds, seconds, True)
    assert set(durations("990101", YEARS, by="unit")) == {str(cast.units.department.pk)}
    assert durations("990102", YEARS) == {}
