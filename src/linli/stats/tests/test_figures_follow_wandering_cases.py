"""Whatever people do to a case, in whatever order, figures are what a plain count says, folded or not."""

from random import Random

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import AT, Cast
from tests.stories import bring, do, load_catalogue, reported

from linli.cases.models import Case
from linli.cases.tasks import run_clocks
from linli.stats.actions import busy, differences, fold
from linli.stats.models import Rollup
from linli.stats.queries import count
from linli.stats.rules import BUSY
from linli.stats.tests import naive
from linli.work.events.tests.test_wandering_rows import wander

WALKS = 8


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def assert_exact() -> None:
    assert naive.differences() == []
    assert differences() == []


@given(seed=st.integers(0, 2**32), limit=st.integers(1, 40), much=st.sampled_from([1, 2, BUSY]))
@settings(
    max_examples=WALKS,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_figures_are_exact_wherever_a_case_wanders(cast: Cast, seed: int, limit: int, much: int) -> None:
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(busy, "BUSY", much)
        wander(cast, Random(seed))
        assert_exact()
        fold(limit=limit)
        assert_exact()
        while fold():
            pass
        assert_exact()
        transaction.set_rollback(True)


def test_a_case_merged_into_another_is_closed_by_none(cast: Cast) -> None:
    kept, merged = reported(), reported()
    do(merged, "merge", cast.community_desk.actor, into=kept.no)
    assert count("open", "990101") == {"": 1}
    assert count("closed", "990101", naive.ALWAYS) == {"": 0}
    assert_exact()


def test_an_open_case_has_the_light_its_clocks_told(cast: Cast) -> None:
    case = reported()
    assert count("open", "990101", by="light") == {"green": 1}
    assert case.due_at
    assert case.warn_at
    run_clocks(at=case.due_at - (case.due_at - case.warn_at) / 2)
    assert count("open", "990101", by="light") == {"yellow": 1}
    run_clocks(at=AT.replace(month=4))
    assert count("open", "990101", by="light") == {"red": 1}
    do(case, "refuse", cast.community_desk.actor, at=AT.replace(month=4), reason="无关", remedy="12345")
    assert Case.objects.get().light == "green"
    assert count("open", "990101", by="light") == {}
    assert_exact()


def test_sums_that_become_nothing_are_taken_away(cast: Cast) -> None:
    bring(reported(), cast, "filed")
    fold()
    assert Rollup.objects.filter(figure="open", dimension="state", value="filed").count() == 5  # one a level
    Case.objects.update(state="dispatched")
    fold()
    assert not Rollup.objects.filter(n=[0]).exists()
    assert not Rollup.objects.filter(figure="open", value="filed").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stats_delta")
        assert cursor.fetchone() == (0,)
