"""A county publishes its own version; cases under way keep theirs."""

from datetime import timedelta

import pytest
from tests.cast import AT, Cast
from tests.stories import bring, load_catalogue, reported

from linli.areas.models import CalendarDay
from linli.cases import processes
from linli.cases.actions import BadForm, RefusedAction, publish, recalculate
from linli.cases.models import ProcessVersion
from linli.cases.tests.walk import FILE

TEXT = FILE.read_text(encoding="utf-8")
SECOND = TEXT.replace("version = 1", "version = 2", 1).replace('limit = "2 work_hour"', 'limit = "1 work_hour"', 1)


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def test_new_cases_run_on_the_published_version_and_old_ones_on_theirs(cast: Cast) -> None:
    old = reported()
    publish(SECOND, area_code=cast.areas.county.code, by=cast.admin.actor, at=AT)
    new = reported()
    assert (old.version, new.version) == (1, 2)
    for case, hours in ((old, 2), (new, 1)):
        bring(case, cast, "filed")
        assert case.clocks.get(kind="dispatch").amount == hours


def test_publishing_the_same_text_twice_is_one_version(cast: Cast) -> None:
    for _ in range(2):
        publish(SECOND, area_code=cast.areas.county.code, by=cast.admin.actor, at=AT)
    assert ProcessVersion.objects.count() == 1


@pytest.mark.parametrize("who", ["supervisor", "neighbour_admin"])
def test_who_may_not_publish_here_is_refused(cast: Cast, who: str) -> None:
    with pytest.raises(RefusedAction):
        publish(SECOND, area_code=cast.areas.county.code, by=cast.players[who].actor, at=AT)
    assert processes.current("event", cast.areas.county.code).version == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("version = 1", "version = 7", 1), "版本号应为 2"),
        (TEXT.replace('limit = "2 work_hour"', 'limit = "1 work_hour"', 1), "已发布的版本不能改"),
        (SECOND.replace('by = ["desk"]', 'by = ["boss"]', 1), "未知的关系「boss」"),
        (SECOND.replace('process = "event"', 'process = "other"', 1), "没有「other」这种流程"),
    ],
)
def test_a_version_that_cannot_run_is_named_and_not_published(cast: Cast, text: str, said: str) -> None:
    with pytest.raises(BadForm) as bad:
        publish(text, area_code=cast.areas.county.code, by=cast.admin.actor, at=AT)
    assert said in bad.value.errors["text"]
    assert not ProcessVersion.objects.exists()


def test_clocks_move_when_the_calendar_does_and_only_once(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    before = case.clocks.get(kind="dispatch").due_at
    CalendarDay.objects.update_or_create(area_code="", on=AT.date(), defaults={"is_working": False})
    for _ in range(2):
        recalculate(cast.areas.county.code, at=AT + timedelta(hours=1))
    after = case.clocks.get(kind="dispatch").due_at
    assert (after - before).days >= 0
    assert after.date() > before.date()
    assert case.steps.filter(action="recalculate").count() == 1
