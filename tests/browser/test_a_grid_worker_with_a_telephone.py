"""The grid worker's phone: a report with a photo arrives, one without a network waits and arrives later."""

from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from tests.browser.conftest import PHONE, Arrive, Visitor
from tests.cast import INSIDE_GRID, Cast
from tests.stories import reported

from linli.cases.models import Attachment, Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = (360, 640)
TABS = ("今天", "巡查", "上报", "地图", "我的")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "现场.jpg"
    Image.radial_gradient("L").resize((2400, 1800)).convert("RGB").save(path, "JPEG", quality=92)
    return path


def fits(page: Page) -> None:
    """Nothing has to be pushed sideways."""
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def tab(worker: Visitor, name: str) -> None:
    """One of the five screens, as somebody with a screen reader has it too."""
    worker.page.get_by_role("navigation", name="主要页面").get_by_role("link", name=name).click()
    expect(worker.page.get_by_role("heading", level=1, name=name)).to_be_visible()
    worker.check()
    fits(worker.page)


def fill_in(page: Page, words: str, address: str) -> None:
    page.get_by_test_id("choose-matter").click()
    page.get_by_label("搜事项").fill("井盖")
    page.get_by_test_id("matters").get_by_role("button").first.click()
    page.get_by_label("说明", exact=True).fill(words)
    page.get_by_label("地址", exact=True).fill(address)


def stand_at(worker: Visitor, lon: float, lat: float) -> None:
    """The phone knows where it is, and says so when it is asked."""
    worker.page.context.grant_permissions(["geolocation"])
    worker.page.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 12})


def ready(page: Page) -> None:
    """The app is kept for the time without a network."""
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")


def test_a_report_with_a_photo_arrives_with_its_number(arrive: Arrive, cast: Cast, picture: Path) -> None:
    worker = arrive(cast.grid_worker, size=PHONE)
    stand_at(worker, *INSIDE_GRID)
    page = worker.go("/field/")
    tab(worker, "上报")
    page.get_by_label("添加现场照片").set_input_files(picture)
    expect(page.get_by_role("img", name="照片 1")).to_be_visible()
    fill_in(page, "井盖松动，车一压就响", "清平街 12 号门口")
    page.get_by_role("button", name="我的位置").click()
    expect(page.get_by_test_id("marked")).to_be_visible()
    worker.check()
    page.get_by_test_id("submit").click()
    made = page.get_by_test_id("made")
    expect(made).to_have_attribute("data-state", "arrived")

    case = Case.objects.get()
    expect(made).to_contain_text(case.no)
    assert (case.description, case.address) == ("井盖松动，车一压就响", "清平街 12 号门口")
    assert case.point is not None
    assert case.point.coords == pytest.approx(INSIDE_GRID)
    photo = Attachment.objects.get(case=case).file
    assert (photo.width, photo.height) == (1600, 1200)
    assert photo.size <= 300 * 1024
    worker.check()


def test_a_report_without_a_network_is_said_to_be_on_the_phone_only_and_arrives_later(
    arrive: Arrive, cast: Cast
) -> None:
    worker = arrive(cast.grid_worker, size=NARROW)
    page = worker.go("/field/")
    ready(page)
    page.context.set_offline(True)
    page.reload()
    tab(worker, "上报")
    fill_in(page, "路面塌了一块", "清平街 40 号")
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("made")).to_contain_text("只在手机上")
    expect(page.get_by_test_id("pill")).to_contain_text("1 条只在手机上")
    assert not Case.objects.exists()
    worker.check()

    page.reload()  # a phone that was switched off and on again
    page.get_by_test_id("pill").click()
    expect(page.get_by_test_id("outbox-item")).to_contain_text("只在手机上")
    worker.check()
    page.context.set_offline(False)
    expect(page.get_by_test_id("delivered-item")).to_contain_text("已送到")
    assert Case.objects.get().description == "路面塌了一块"
    worker.check()


def test_what_the_server_refuses_is_kept_and_corrected(arrive: Arrive, cast: Cast) -> None:
    worker = arrive(cast.grid_worker, size=PHONE)
    stand_at(worker, 100.0, 20.0)  # far from everything
    page = worker.go("/field/#/report")
    fill_in(page, "井盖不见了", "不知道")
    page.get_by_role("button", name="我的位置").click()
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("made")).to_contain_text("需要处理")
    worker.check()
    page.get_by_role("button", name="修改这条").click()
    expect(page.get_by_label("说明", exact=True)).to_have_value("井盖不见了")
    page.get_by_role("button", name="不要位置").click()
    worker.check()
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("made")).to_contain_text("已送到")
    assert Case.objects.get().description == "井盖不见了"


def test_a_case_is_settled_on_the_spot_from_the_phone(arrive: Arrive, cast: Cast, picture: Path) -> None:
    case = reported(at=timezone.now())
    worker = arrive(cast.grid_worker, size=PHONE)
    page = worker.go("/field/")
    page.get_by_test_id("case-row").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(case.no)
    worker.check()
    page.get_by_test_id("action-settle").click()
    page.get_by_label("办理结果").fill("井盖已经盖回去")
    page.get_by_label("添加现场照片").set_input_files(picture)
    expect(page.get_by_role("img", name="照片 1")).to_be_visible()
    worker.check()
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("snack")).to_contain_text("已送到")
    case.refresh_from_db()
    assert case.state == "closed"


def test_every_tab_works_without_a_network(arrive: Arrive, cast: Cast) -> None:
    reported(at=timezone.now())
    worker = arrive(cast.grid_worker, size=NARROW)
    page = worker.go("/field/")
    ready(page)
    page.context.set_offline(True)
    page.reload()
    for name in TABS:
        tab(worker, name)
    tab(worker, "地图")
    expect(page.get_by_test_id("map")).to_have_attribute("data-ready", "true")
    tab(worker, "今天")
    expect(page.get_by_test_id("case-row")).to_have_count(1)


def test_signing_out_leaves_nothing_on_the_phone(arrive: Arrive, cast: Cast) -> None:
    worker = arrive(cast.grid_worker, size=PHONE)
    page = worker.go("/field/#/me")
    page.get_by_test_id("sign-out").click()
    worker.check()
    page.get_by_role("dialog").get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/accounts/login/**")
    page.goto(f"{worker.address}/field/")
    expect(page.get_by_test_id("sign-in")).to_be_visible()
    assert page.get_by_text(cast.grid_worker.user.full_name).count() == 0
