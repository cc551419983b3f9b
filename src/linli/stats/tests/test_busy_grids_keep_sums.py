"""A grid with very many cases in a year keeps that year's sums by dimension too; every figure stays exact."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection
from tests.cast import AT, Cast
from tests.stories import bring, do, load_catalogue, reported

from linli.cases.models import Case
from linli.stats.actions import busy, differences, fold, refill, repair
from linli.stats.models import Busy, Fact, Rollup
from linli.stats.queries import Period, count
from linli.stats.rules import BUSY
from linli.stats.tests import naive

GRID = "990101001001001"
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
#: The last declaration before busy grids.
BEFORE = "f21186513ce8fbcebb613a8bed820ea9345a0f923466f121942eca6ee92a9a25"


@pytest.fixture(autouse=True)
def cases(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three reports of 2026 make a grid busy; two are there, folded."""
    monkeypatch.setattr(busy, "BUSY", 3)
    load_catalogue(cast)
    bring(reported(), cast, "closed")
    reported(at=AT + timedelta(days=40))
    fold()


def assert_exact() -> None:
    assert differences() == []
    for period in (naive.ALWAYS, YEAR, Period(date(2026, 1, 5), date(2026, 4, 3))):
        assert naive.differences(period) == []


def marked() -> set[str]:
    return set(Busy.objects.filter(area=GRID, start=YEAR.first).values_list("figure", flat=True))


def kept() -> list[tuple[object, ...]]:
    """The sums of grids by matter, source and unit."""
    sums = Rollup.objects.filter(area=GRID, span="year").exclude(dimension="")
    return sorted((each.figure, each.dimension, each.start, each.value, each.n) for each in sums)


def test_a_grid_becomes_busy_by_folding_and_what_was_folded_before_counts_too() -> None:
    assert marked() == set()
    assert kept() == []
    reported()
    assert_exact()  # not folded
    fold()
    assert marked() == {"opened"}
    assert {dimension for _, dimension, *_ in kept()} == {"matter", "source"}
    assert_exact()


def test_its_whole_months_are_not_read_one_by_one() -> None:
    reported()
    fold()
    Fact.objects.filter(figure="opened", grid=GRID).delete()
    assert count("opened", GRID, YEAR, by="source") == {"portal": 3}
    assert count("opened", GRID, Period(YEAR.first, AT.date()), by="source") == {}  # the days of a cut month are


def test_what_changes_later_changes_its_sums(cast: Cast) -> None:
    another = bring(reported(), cast, "filed")
    fold()
    do(another, "reclassify", cast.community_desk.actor, matter="0304", reason="是路灯")
    Case.objects.filter(pk=another.pk).update(source="phone")
    assert_exact()
    fold()
    assert count("opened", GRID, YEAR, by="source") == {"portal": 2, "phone": 1}
    assert_exact()


def test_it_stays_busy_until_all_is_counted_anew() -> None:
    another = reported()
    fold()
    Case.objects.filter(pk=another.pk).update(opened_at=AT + timedelta(days=400))  # another year
    fold()
    assert marked() == {"opened"}
    assert_exact()
    refill()
    assert marked() == set()
    assert kept() == []
    assert_exact()


def test_counting_anew_keeps_what_folding_kept() -> None:
    reported()
    fold()
    folded = kept()
    refill()
    assert marked() == {"opened"}
    assert kept() == folded
    assert_exact()


def test_a_wrong_sum_of_it_or_a_lost_mark_is_found_and_put_right() -> None:
    reported()
    fold()
    Rollup.objects.filter(figure="opened", area=GRID, dimension="source").update(n=[0] * 2 + [7] * 10)
    assert {(one.figure, one.kept_in) for one in repair()} == {("opened", "stats_rollup")}
    assert_exact()
    Busy.objects.all().delete()
    assert {(one.figure, one.kept_in) for one in repair()} == {("opened", "stats_rollup")}
    assert_exact()


def test_the_migration_makes_them_from_facts() -> None:
    reported()
    refill()
    counted = kept()
    Rollup.objects.filter(area=GRID, span="year").exclude(dimension="").delete()
    Busy.objects.all().delete()
    fill = import_module("linli.stats.migrations.0006_busy_grids").FILL.replace(f">= {BUSY}", ">= 3")
    with connection.cursor() as cursor:
        cursor.execute(fill)
        assert not Busy.objects.exists()  # what counts is not what the migration knows: all will be counted anew
        cursor.execute(f"COMMENT ON FUNCTION stats_count() IS '{BEFORE}'")
        cursor.execute(fill)
    assert kept() == counted
    assert_exact()
