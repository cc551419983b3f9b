"""Whatever happens to cases, every figure is what a plain GROUP BY over the cases says at the same moment."""

from datetime import date, timedelta
from itertools import combinations_with_replacement

import pytest
from tests.cast import AT, Cast
from tests.stories import bring, do, load_catalogue, reported

from linli.cases.models import Case
from linli.stats.actions import fold, refill
from linli.stats.declared import figures
from linli.stats.models import Delta, Rollup
from linli.stats.queries import UnknownFigure, below, count, dimensions, trend
from linli.stats.rules import Period, month_of
from linli.stats.tests.naive import differences, naive

TODAY = Period(AT.date(), AT.date())
CITY, COUNTY, TOWN, GRID = "9901", "990101", "990101001", "990101001001001"


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def test_a_report_counts_at_once_and_still_after_folding() -> None:
    reported()
    for _ in range(2):  # before folding and after
        assert count("opened", COUNTY, TODAY) == {"": 1}
        assert count("opened", GRID, TODAY, by="source") == {"portal": 1}
        assert count("open", TOWN, by="state") == {"reported": 1}
        fold()
    assert not Delta.objects.exists()


def test_a_case_moves_from_open_to_closed(cast: Cast) -> None:
    case = bring(reported(), cast, "closed")
    unit = str(cast.units.department.pk)
    assert count("open", COUNTY) == {"": 0}
    assert count("closed", COUNTY, TODAY, by="unit") == {unit: 1}
    fold()
    do(case, "reopen", cast.community_desk.actor, reason="没办好")
    assert count("closed", COUNTY, TODAY) == {"": 0}
    assert count("open", COUNTY, by="state") == {"filed": 1}
    assert differences() == []


def test_a_whole_city_is_not_kept_by_unit(cast: Cast) -> None:
    bring(reported(), cast, "closed")
    for count_up in (fold, refill):
        count_up()
        by_unit = Rollup.objects.filter(dimension="unit")
        assert by_unit.filter(area=COUNTY).exists()
        assert not by_unit.filter(area=CITY).exists()
        assert differences() == []


def test_a_case_is_counted_by_the_matter_it_has_now(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    do(case, "reclassify", cast.community_desk.actor, matter="0304", reason="是路灯")
    assert count("opened", COUNTY, TODAY, by="matter") == {"0304": 1}
    assert count("opened", COUNTY, TODAY, by="class") == {"03": 1}
    assert differences() == []


def test_nothing_is_written_when_nothing_counted_has_changed(cast: Cast) -> None:
    case = reported()
    fold()
    do(case, "remark", cast.community_desk.actor, note="再看看")
    assert not Delta.objects.exists()


def test_days_are_those_of_shanghai() -> None:
    reported(at=AT.replace(hour=0, minute=30))  # the evening before in UTC
    assert count("opened", COUNTY, TODAY) == {"": 1}
    yesterday = AT.date() - timedelta(days=1)
    assert count("opened", COUNTY, Period(yesterday, yesterday)) == {"": 0}


def test_a_trend_names_every_step() -> None:
    reported()
    week = Period(date(2026, 3, 2), date(2026, 3, 8))
    assert [n for _, n in trend("opened", COUNTY, week)] == [0, 0, 1, 0, 0, 0, 0]
    assert trend("opened", GRID, Period(date(2026, 2, 1), date(2026, 3, 31)), "month") == [
        (date(2026, 2, 1), 0),
        (date(2026, 3, 1), 1),
    ]


@pytest.mark.parametrize("area", [CITY, COUNTY, TOWN, GRID])
def test_a_trend_says_of_each_month_what_is_counted_in_it(area: str) -> None:
    for days in (0, 3, 29, 30, 200, 301, 302, 420):
        reported(at=AT + timedelta(days=days))
    period = Period(AT.date() + timedelta(days=2), AT.date() + timedelta(days=419))
    for _ in range(2):  # before folding and after
        by_month = trend("opened", area, period, "month")
        assert sum(n for _, n in by_month) == sum(n for _, n in trend("opened", area, period)) == 6
        for month, n in by_month:
            first, next_month = max(month, period.first), month_of(month + timedelta(days=31))
            last = min(next_month - timedelta(days=1), period.last)
            assert n == count("opened", area, Period(first, last))[""]
        fold()


@pytest.mark.parametrize("area", [TOWN, "990101001001", GRID])
def test_any_days_of_a_month_are_read_exactly(area: str) -> None:
    for day, cases in ((2, 2), (3, 1), (15, 3), (16, 1), (31, 1)):
        for number in range(cases):
            reported(at=AT.replace(day=day))
            if number:
                Case.objects.filter(pk=Case.objects.latest("pk").pk).update(source="phone")
    for count_up in (lambda: fold(limit=3), fold, refill):  # folded in parts, altogether, and counted anew
        count_up()
        for first, last in combinations_with_replacement((1, 2, 3, 4, 14, 15, 16, 17, 30, 31), 2):
            period = Period(date(2026, 3, first), date(2026, 3, last))
            for by in ("", "matter", "source"):
                assert count("opened", area, period, by=by) == naive(figures().by_name["opened"], area, period, by)


def test_an_area_is_taken_apart_into_those_below_it() -> None:
    reported()
    assert below("opened", COUNTY, "town", TODAY) == {TOWN: 1}
    fold()
    assert below("opened", COUNTY, "grid", TODAY) == {GRID: 1}
    assert below("open", TOWN, "community") == {"990101001001": 1}


def test_rows_changed_by_one_statement_are_counted_too() -> None:
    reported()
    reported(at=AT + timedelta(days=1))
    Case.objects.update(source="phone")
    assert count("opened", COUNTY, Period(AT.date(), AT.date() + timedelta(days=1)), by="source") == {"phone": 2}
    assert differences() == []


def test_what_is_not_declared_is_refused() -> None:
    with pytest.raises(UnknownFigure):
        count("nothing", COUNTY, TODAY)
    with pytest.raises(UnknownFigure):
        count("opened", COUNTY, TODAY, by="light")
    with pytest.raises(UnknownFigure):
        count("opened", COUNTY)
    with pytest.raises(UnknownFigure):
        trend("open", COUNTY, TODAY)
    assert count("opened", "nowhere", TODAY) == {"": 0}


def test_a_city_is_taken_apart_by_county_and_only_a_county_by_unit(cast: Cast) -> None:
    bring(reported(), cast, "closed")
    assert below("closed", CITY, "county", TODAY) == {COUNTY: 1}
    assert dimensions("closed", CITY) == ("matter", "class", "source")
    with pytest.raises(UnknownFigure):
        count("closed", CITY, TODAY, by="unit")
    assert dimensions("closed", COUNTY) == ("matter", "class", "source", "unit")
    assert count("closed", COUNTY, TODAY, by="unit") == {str(cast.units.department.pk): 1}
    assert dimensions("closed", "nowhere") == ()
