"""The demo county in the database: built through the ordinary actions, once, and full of work."""

import re
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from linli.areas.access import actor_of
from linli.areas.models import Area, Posting
from linli.areas.partition import check_partition
from linli.areas.queries import postings_on
from linli.cases.models import Case, Step
from linli.cases.queries.lists import LISTS, list_counts
from linli.deadlines.rules import SHANGHAI
from linli.demo import actions
from linli.demo.actions.disputes import TRIED
from linli.demo.plan import COUNTY, FOCUS, draw_plan
from linli.demo.queries import COURT, SHOWN
from linli.matters import queries as matters
from linli.registers.places.models import Place
from linli.work.patrols.models import Answer

pytestmark = pytest.mark.django_db


def command(name: str, **options: object) -> str:
    said = StringIO()
    call_command(name, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def county():
    """One case of every kind, interrupted once; building takes most of a minute, so one test asks everything of it."""
    plan, now = draw_plan(), timezone.now()
    actions.settle_ground(plan, at=now)
    actions.post_staff(plan, at=now)
    actions.set_matters(at=now)
    with pytest.raises(KeyboardInterrupt):
        actions.play_cases(plan, now=now, progress=interrupt, most=1)
    assert Case.objects.exists()
    return command("build_demo", most=1)


def interrupt(done: int, total: int) -> None:
    if done == total // 2:
        raise KeyboardInterrupt


def test_the_county_stands_whole_with_work_in_every_list_and_is_built_once(county):
    assert "建成" in county
    assert dict(Counter(Area.objects.values_list("level", flat=True)))["grid"] > 280
    assert check_partition(FOCUS[:12], timezone.now().astimezone(SHANGHAI).date()) == []
    assert Place.objects.filter(kind="address").count() > 5_000
    assert set(LISTS) - lists_with_work() == set()
    assert routes_nowhere() == []
    assert Answer.objects.filter(task__grid=FOCUS).exists()

    before = (Case.objects.count(), Step.objects.count(), Area.objects.count())
    assert "没有改动" in command("build_demo")
    assert (Case.objects.count(), Step.objects.count(), Area.objects.count()) == before

    signins = command("demo_signins")
    assert all(name in signins for name, _ in SHOWN)
    assert signins.count("/m/") == len(TRIED)
    assert re.search("人民调解员.*人民调解委员会", signins)
    assert re.search("法院书记员.*人民法院", signins)
    clerk = actor_of(Posting.objects.get(user__username=COURT))
    assert list_counts(clerk, timezone.now())["to_assist"] == 1


def lists_with_work() -> set[str]:
    now = timezone.now()
    postings = postings_on(now.astimezone(SHANGHAI).date()).filter(user__username__in=[name for name, _ in SHOWN])
    filled = set()
    for posting in postings:
        filled |= {name for name, count in list_counts(actor_of(posting), now).items() if count}
    return filled


def routes_nowhere() -> list[str]:
    """Matters for which nobody is found; who assesses a decision is named each time."""
    ground = Area.objects.get(code=FOCUS).ground
    routed = matters.active().exclude(process="risk")
    return [matter.title for matter in routed if matters.route(matter, ground).lead_unit is None]


def test_before_it_is_built_the_sign_ins_say_so():
    assert "build_demo" in command("demo_signins")
    assert not Case.objects.filter(county=COUNTY[0]).exists()
