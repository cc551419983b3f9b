"""Pages that no other story visits, wide and narrow: whoever uses a screen reader or a keyboard gets along on them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from tests.browser.conftest import DESK, PHONE, Arrive
from tests.cast import AT, Cast, new_unit
from tests.stories import do

from linli.accounts.programs.actions import KeyForm
from linli.announcements.actions import announce
from linli.announcements.rules import Wording as Announcement
from linli.areas.actions.programs import create_key
from linli.exchange.following import actions as following
from linli.exchange.following.rules import Row
from linli.exchange.webhooks import actions as webhooks
from linli.exchange.webhooks.actions.subscriptions import Wording as Webhook
from linli.exchange.webhooks.rules import KINDS
from linli.work.disputes.actions import BodyWording, MediatorWording, enrol, keep_body
from linli.work.disputes.tests import stories as disputes
from linli.work.patrols.actions import answer, write_checklist
from linli.work.patrols.rules import Reply
from linli.work.patrols.rules import Wording as Checklist

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Shown:
    """What the pages are about, each by its number."""

    cast: Cast
    checklist: int
    announcement: int
    key: int
    hook: int
    peer: int


@pytest.fixture
def shown(cast: Cast, settings: Settings) -> Shown:
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    at, desk, admin = timezone.now(), cast.community_desk.actor, cast.admin.actor
    day = timezone.localdate(at)
    checklist = write_checklist(Checklist("消防", ("堵没堵", "灯"), "daily", day), by=desk, at=at, key=uuid4())
    task = checklist.tasks.get(grid=cast.areas.grid.code)
    answer(task.pk, [Reply("1", "found", "停了车")], by=cast.grid_worker.actor, at=at, key=uuid4())
    announcement = announce(Announcement("防汛", "今晚有雨", day), by=desk, at=at, key=uuid4())
    key, _secret = create_key(form=KeyForm(name="市平台", may_report=True), request=uuid4(), by=admin, at=at)
    url = "http://127.0.0.1:9/"
    hook, _secret = webhooks.create(Webhook("市平台", url, "990101", tuple(KINDS)), by=admin, at=at, key=uuid4())
    peer = following.create(following.Wording("邻市", url, "990101"), by=admin, at=at, key=uuid4())
    following.take(peer.pk, Row({"service_request_id": "A-1", "service_code": "X", "address": "青石街"}), at=at)
    return Shown(cast, checklist.pk, announcement.pk, key.pk, hook.pk, peer.pk)


def fits(page: Page) -> None:
    """Nothing but a wide table has to be pushed sideways."""
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1], page.url


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_pages_of_a_community_desk(arrive: Arrive, shown: Shown, size: tuple[int, int]) -> None:
    desk = arrive(shown.cast.community_desk, size=size)
    for path in (
        "/desk/patrols/", "/desk/patrols/new/", f"/desk/patrols/{shown.checklist}/",
        f"/desk/patrols/{shown.checklist}/edit/", f"/desk/patrols/{shown.checklist}/end/",
        "/desk/announcements/", "/desk/announcements/new/", f"/desk/announcements/{shown.announcement}/edit/",
        f"/desk/announcements/{shown.announcement}/end/",
    ):  # fmt: skip
        fits(desk.go(path))


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_pages_of_whoever_looks_after_exchange(arrive: Arrive, shown: Shown, size: tuple[int, int]) -> None:
    admin = arrive(shown.cast.admin, size=size)
    for path in (
        "/desk/programs/", f"/desk/programs/new/{uuid4()}/", f"/desk/programs/{shown.key}/end/", "/desk/places/import/",
        "/desk/webhooks/", "/desk/webhooks/new/", f"/desk/webhooks/{shown.hook}/", f"/desk/webhooks/{shown.hook}/edit/",
        "/desk/following/", "/desk/following/new/", f"/desk/following/{shown.peer}/",
        f"/desk/following/{shown.peer}/edit/", f"/desk/following/{shown.peer}/matters/",
    ):  # fmt: skip
        fits(admin.go(path))


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_pages_of_bodies_and_of_what_is_mediated(arrive: Arrive, cast: Cast, size: tuple[int, int]) -> None:
    committee, now = disputes.found_committee(cast), timezone.now()
    day, by = timezone.localdate(now), cast.admin.actor
    body = keep_body(BodyWording(committee.unit.pk, "village", "一楼调解室", note="三人"), by=by, at=AT)
    for name, posting in (("周桂兰", None), ("mediator", committee.mediator.posting.pk)):
        line = enrol(body.pk, MediatorWording(name, AT.date(), posting), by=by, at=AT, key=uuid4())
    other = found_elsewhere(cast)
    case = disputes.brought(disputes.applied(cast), cast, committee, "mediating")
    arranged = {"meet_on": day + timedelta(days=10), "meet_at": "09:30", "how": "visit", "place": "一楼调解室"}
    do(case, "arrange", committee.mediator.actor, now, **arranged, sitting="joint", invited="1、2")
    admin, desk = arrive(cast.admin, size=size), arrive(cast.county_desk, size=size)
    mediator = arrive(committee.mediator, size=size)
    for path in (
        "/desk/bodies/", f"/desk/bodies/new/{other}/", f"/desk/bodies/{body.pk}/", f"/desk/bodies/{body.pk}/edit/",
        f"/desk/bodies/{body.pk}/mediators/{line.pk}/end/",
    ):  # fmt: skip
        fits(admin.go(path))
    for path in ("/desk/disputes/figures/", "/desk/disputes/figures/?public=1"):
        fits(desk.go(path))
    for path in (f"/desk/cases/{case.pk}/", "/desk/disputes/meetings/", f"/desk/cases/{case.pk}/print/"):
        fits(mediator.go(path))


def found_elsewhere(cast: Cast) -> int:
    """A unit that mediates and of which nothing more is said yet."""
    return new_unit(area=cast.areas.town, name="城关街道调委会", functions=["街道(乡镇)人民调解委员会"]).pk
