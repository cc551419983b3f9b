"""A figure that is wrong is found, named and put right; and a change of the declarations is noticed."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from tests.cast import AT, Cast
from tests.stories import bring, load_catalogue, reported

from linli.cases.models import Case
from linli.stats.actions import differences, fill, fold, install, refill, repair
from linli.stats.declared import figures
from linli.stats.models import Fact, Rollup
from linli.stats.queries import Period, count
from linli.stats.tests import naive

TODAY = Period(AT.date(), AT.date())


@pytest.fixture(autouse=True)
def cases(cast: Cast) -> None:
    load_catalogue(cast)
    bring(reported(), cast, "closed")
    fold()
    reported()  # not folded


def test_nothing_is_wrong_after_ordinary_work() -> None:
    assert differences() == []


def test_a_wrong_sum_is_found_and_put_right() -> None:
    Rollup.objects.filter(figure="opened", area="990101", span="year").update(n=[0] * 2 + [41] * 10)
    (found, *_) = repair()
    assert (found.figure, found.kept_in, found.excess) == ("opened", "stats_rollup", 40)
    assert differences() == []
    assert naive.differences() == []


def test_a_lost_fact_is_found_and_put_right() -> None:
    Fact.objects.filter(figure="closed").delete()
    assert {(one.figure, one.kept_in) for one in differences()} == {("closed", "stats_fact")}
    repair()
    assert differences() == []


def test_a_lost_change_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM stats_delta WHERE figure = 'open'")
    assert {one.figure for one in differences()} == {"open"}


def test_counting_anew_changes_nothing() -> None:
    refill()
    assert differences() == []
    assert count("opened", "990101", TODAY) == {"": 2}


@pytest.mark.django_db(transaction=True)
def test_figures_are_counted_on_two_connections_and_neither_waits_for_the_other() -> None:
    while fold():
        pass
    folded = sorted(Rollup.objects.values_list())
    closed = {figure.name for figure in figures().figure if figure.at == "closed_at"}
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE stats_rollup, stats_fact, stats_busy")
    with ThreadPoolExecutor(1) as elsewhere, transaction.atomic():
        fill(closed)
        elsewhere.submit(_fill_at_once, set(figures().by_name) - closed).result()
    assert sorted(Rollup.objects.values_list()) == folded
    assert differences() == []


def _fill_at_once(names: set[str]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        fill(names)
    finally:
        connection.close()


def test_areas_that_cases_know_in_several_larger_ones_are_counted_as_one() -> None:
    """One of two cases still says the town, another county and city that its community lay in before."""
    for ground in ({"town": "990101002"}, {"town": "990102001", "county": "990102", "city": "9902"}):
        reported()
        Case.objects.filter(pk=Case.objects.latest("pk").pk).update(**ground)
        while fold():
            pass
        folded = sorted(Rollup.objects.values_list())
        assert differences() == []
        refill()
        assert sorted(Rollup.objects.values_list()) == folded
        assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_the_command_says_what_differs() -> None:
    month = Rollup.objects.filter(figure="closed", dimension="", area="990101", span="month")
    month.update(n=[0] * 3 + [7] * 28)
    said = StringIO()
    with pytest.raises(CommandError, match="1 处有出入"):
        call_command("stats_check", stdout=said)
    assert "closed stats_rollup  990101 month 2026-03-01 4 : +6" in said.getvalue()
    call_command("stats_check", "--repair", stdout=said)
    call_command("stats_check", stdout=said)
    assert "全部指标与办件一致" in said.getvalue()


def test_a_trigger_that_is_not_the_declared_one_is_replaced_and_everything_counted() -> None:
    assert install() is False
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger fires
        cursor.execute("COMMENT ON FUNCTION stats_count() IS 'another'")
        cursor.execute("UPDATE cases_case SET source = 'phone'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert install() is True
    assert count("opened", "990101", TODAY, by="source") == {"phone": 2}
