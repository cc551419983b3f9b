"""What else a day brings: a look on the spot, two people on one case, a patrol, a spoken word, a forgetful browser."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from tests.browser.conftest import PHONE, Arrive
from tests.cast import Cast
from tests.stories import bring, do, patrol_today, reported

from linli.cases.models import Attachment, Case
from linli.work.patrols.models import Answer, Picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: A microphone that hears a tone.
TONE = """
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext(), tone = context.createOscillator(), heard = context.createMediaStreamDestination();
  tone.connect(heard);
  tone.start();
  return heard.stream;
};
"""


@pytest.fixture
def case(cast: Cast) -> Case:  # noqa: ARG001 - there must be somebody
    return reported(at=timezone.now() - timedelta(hours=3))


def ready(page: Page) -> None:
    """The app is kept for the time without a network."""
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")


def begin(page: Page, case: Case, action: str) -> None:
    """The form of an action, from the page of the case."""
    page.goto(f"{page.url.partition('#')[0]}#/case/{case.pk}")
    page.get_by_test_id(f"action-{action}").click()


def choose(page: Page, field: str, value: str) -> None:
    page.locator(f"label:has([name=field-{field}][value={value}])").click()


def test_what_is_seen_on_the_spot_is_told_before_filing_and_before_closing(
    arrive: Arrive, cast: Cast, case: Case
) -> None:
    desk = cast.community_desk.actor
    do(case, "ask_check", desk)
    worker = arrive(cast.grid_worker, size=PHONE)
    page = worker.go("/field/")
    begin(page, case, "report_check")
    choose(page, "genuine", "true")
    page.locator("#field-result").fill("井盖确实松了")
    worker.check()
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("snack")).to_contain_text("已送到")

    case.refresh_from_db()
    bring(case, cast, "fed_back")
    do(case, "ask_recheck", desk)
    page.reload()
    begin(page, case, "report_recheck")
    choose(page, "passed", "true")
    page.locator("#field-result").fill("新井盖盖得平")
    worker.check()
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("snack")).to_contain_text("已送到")
    done = case.steps.filter(action__in=["report_check", "report_recheck"]).order_by("number")
    assert [step.form["result"] for step in done] == ["井盖确实松了", "新井盖盖得平"]


def test_what_somebody_else_has_done_already_is_shown_and_ones_own_words_are_kept(
    arrive: Arrive, cast: Cast, case: Case
) -> None:
    do(case, "ask_check", cast.community_desk.actor)
    worker = arrive(cast.grid_worker, size=PHONE)
    page = worker.go("/field/")
    ready(page)
    begin(page, case, "report_check")
    page.context.set_offline(True)
    choose(page, "genuine", "false")
    page.locator("#field-result").fill("没有看到")
    page.get_by_test_id("submit").click()
    do(case, "report_check", cast.grid_chief.actor, genuine=True, result="看过")
    page.context.set_offline(False)
    page.goto(f"{worker.address}/field/#/outbox")
    page.get_by_role("link", name="比一比，再决定").click()
    expect(page.get_by_test_id("over")).to_be_visible()
    expect(page.get_by_test_id("merge")).to_contain_text("没有看到")
    worker.check()
    assert case.steps.filter(action="report_check").count() == 1


def test_a_patrol_is_walked_and_a_finding_becomes_a_report(arrive: Arrive, cast: Cast, tmp_path: Path) -> None:
    patrol_today(cast, "井盖", "路灯")
    picture = tmp_path / "现场.jpg"
    Image.radial_gradient("L").resize((800, 600)).convert("RGB").save(picture, "JPEG")

    worker = arrive(cast.grid_worker, size=PHONE)
    page = worker.go("/field/#/patrol")
    page.get_by_test_id("patrol-row").click()
    points = page.get_by_test_id("patrol-point")
    points.nth(0).locator("[data-answer=found]").click()
    page.get_by_label("说明（可不填）").fill("井盖松了")
    page.get_by_label("添加照片（可不拍）").set_input_files(picture)
    points.nth(1).locator("[data-answer=fine]").click()
    worker.check()
    page.get_by_role("button", name="把这个问题报上去").click()
    expect(page.get_by_label("说明", exact=True)).to_have_value("井盖：")
    page.get_by_test_id("choose-matter").click()
    page.get_by_label("搜事项").fill("井盖")
    page.get_by_test_id("matters").get_by_role("button").first.click()
    page.get_by_label("地址", exact=True).fill("青石街 18 号")
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("made")).to_have_attribute("data-state", "arrived")
    page.goto(f"{worker.address}/field/#/patrol")
    page.get_by_test_id("patrol-row").click()
    expect(page.get_by_role("button", name="已经报了，再报一件")).to_be_visible()
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("snack")).to_contain_text("已送到：井盖巡查")
    found = Answer.objects.get(is_fine=False)
    assert (found.note, found.report_key) == ("井盖松了", Case.objects.get().open_key)
    assert Picture.objects.get(answer=found).file is not None


def test_a_report_may_be_spoken(arrive: Arrive, cast: Cast) -> None:
    worker = arrive(cast.grid_worker, size=PHONE)
    worker.page.add_init_script(TONE)
    page = worker.go("/field/#/report")
    page.get_by_role("button", name="按一下，用说的").click()
    page.get_by_role("button", name="说完了 0:01").click()
    expect(page.get_by_label("语音说明")).to_be_visible()
    worker.check()
    page.get_by_test_id("choose-matter").click()
    page.get_by_label("搜事项").fill("井盖")
    page.get_by_test_id("matters").get_by_role("button").first.click()
    page.get_by_label("地址", exact=True).fill("青石街 18 号")
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("made")).to_have_attribute("data-state", "arrived")
    note = Attachment.objects.get(case=Case.objects.get()).file
    assert note.kind == "voice"


#: What a browser may be, as the page finds it; and what the first screen says of it.
SPACE = """
navigator.storage.estimate = async () => ({usage: %d, quota: %d});
navigator.storage.persist = async () => false;
"""
BROWSERS = [
    ("forbidden", "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };", "不许"),
    ("broken", "IDBFactory.prototype.open = () => { throw new Error('?'); };", ""),
    ("private", SPACE % (0, 100 * 1024**2), "无痕"),
    ("tight", SPACE % (90 * 1024**2, 100 * 1024**2), "快存满"),
    ("evicted", "document.cookie = 'linli_field=2; path=/field/';", "2 条没有送到"),
]


@pytest.mark.parametrize(("name", "browser", "said"), BROWSERS, ids=[name for name, *_ in BROWSERS])
def test_a_browser_that_does_not_keep_things_is_told_apart_and_told_so(
    arrive: Arrive, cast: Cast, name: str, browser: str, said: str
) -> None:
    worker = arrive(cast.grid_worker, size=PHONE)
    worker.page.add_init_script(browser)
    page = worker.go("/field/")
    warning = page.get_by_test_id("storage-warning")
    expect(warning).to_have_attribute("data-storage", name)
    expect(warning).to_contain_text(said)
    worker.check()


def test_the_browsers_own_sync_wakes_the_page(arrive: Arrive, cast: Cast) -> None:
    worker = arrive(cast.grid_worker, size=PHONE)
    page = worker.go("/field/")
    ready(page)
    page.evaluate("navigator.serviceWorker.addEventListener('message', (said) => { window.__woken = said.data })")
    inspector = page.context.new_cdp_session(page)
    known: list[str] = []
    inspector.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.extend(one["registrationId"] for one in told["registrations"]),
    )
    inspector.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    for one in known:
        inspector.send(
            "ServiceWorker.dispatchSyncEvent",
            {"origin": worker.address, "registrationId": one, "tag": "linli-outbox", "lastChance": False},
        )
    page.wait_for_function("() => window.__woken === 'send'")
