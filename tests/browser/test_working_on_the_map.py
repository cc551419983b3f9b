"""图上办公 in a browser: a clerk sees cases, draws a box, reads its sums, opens one, shades the ground, reports."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.conftest import DESK, PHONE, Arrive, Visitor
from tests.cast import INSIDE_GRID, INSIDE_OTHER_GRID, Cast
from tests.stories import reported

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(cast: Cast) -> Cast:
    for lon, lat in (INSIDE_GRID, INSIDE_OTHER_GRID):
        reported(lon=lon, lat=lat, at=timezone.now() - timedelta(hours=1))
    return cast


def map_of(visitor: Visitor, zoom: int = 15) -> Page:
    """The page, once its map stands over the two grids and has been drawn."""
    page = visitor.go(f"/desk/atlas/#map={zoom}/30.005/120.01")
    page.locator("[data-atlas][data-ready]").wait_for()
    expect(page.get_by_text("视野内")).to_be_visible()
    page.wait_for_timeout(700)  # the last tiles are being drawn
    return page


def middle_of_the_map(page: Page) -> tuple[float, float]:
    box = page.locator("[data-part=map] canvas").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_clerk_draws_a_box_reads_its_sums_and_opens_a_case(arrive: Arrive, cast: Cast):
    clerk = arrive(cast.county_desk, DESK)
    page = map_of(clerk)
    expect(page.locator(".atlas-total b")).to_have_text("2")
    x, y = middle_of_the_map(page)
    page.get_by_role("button", name="框选").click()
    page.mouse.move(x, y - 150)
    page.mouse.down()
    page.mouse.move(x + 150, y, steps=5)
    page.mouse.move(x + 330, y + 150, steps=5)
    page.mouse.up()
    expect(page.get_by_text("圈中")).to_be_visible()
    expect(page.locator(".atlas-total b")).to_have_text("1")
    expect(page.get_by_role("cell", name="1").first).to_be_visible()
    expect(page.locator("input[name=case]")).to_be_checked()
    clerk.look()
    page.locator("[data-queue-open]").click()
    expect(page.get_by_role("heading", name="青石街").first).to_be_visible()
    clerk.look()
    page.locator("#case-pane .btn-back").click()
    expect(page.locator("#case-pane")).not_to_be_visible()
    page.get_by_role("button", name="取消选择").click()
    expect(page.locator(".atlas-total b")).to_have_text("2")


def test_a_case_pressed_on_the_map_opens_beside_it(arrive: Arrive, cast: Cast):
    page = map_of(arrive(cast.county_desk, DESK))
    x, y = middle_of_the_map(page)
    # 0.005 degrees west of the middle: at zoom 15 a degree is 512 × 2^15 / 360 pixels
    page.mouse.click(x - 0.005 * 512 * 2**15 / 360, y)
    expect(page.locator("#case-pane [data-case]")).to_be_visible()


def test_the_ground_is_shaded_and_a_report_begins_where_one_presses(arrive: Arrive, cast: Cast):
    clerk = arrive(cast.county_desk, DESK)
    page = map_of(clerk)
    page.locator("summary", has_text="专题图").click()
    page.get_by_label("看什么").select_option("opened")
    page.get_by_label("按", exact=True).select_option("grid")
    expect(page.get_by_role("heading", name="上报 · 网格")).to_be_visible()
    expect(page.get_by_text("不足 10，不比较")).to_be_visible()
    page.keyboard.press("Escape")
    clerk.look()
    x, y = middle_of_the_map(page)
    page.mouse.click(x - 40, y + 60, button="right")
    page.get_by_role("link", name="在这里上报").click()
    expect(page.locator("input[name=lon]")).not_to_have_value("")
    assert page.url.startswith(f"{clerk.address}/desk/report/?lon=120.00")


def test_a_place_pasted_from_another_map_is_gone_to(arrive: Arrive, cast: Cast):
    page = map_of(arrive(cast.county_desk, DESK))
    page.get_by_role("searchbox", name="找地名").fill("120.005, 30.005")
    page.locator("[data-go-lon]").click()
    expect(page.get_by_role("link", name="在这里上报")).to_be_visible()


def test_on_a_telephone_the_list_stands_below_the_map(arrive: Arrive, cast: Cast):
    worker = arrive(cast.grid_worker, PHONE)
    page = map_of(worker, zoom=14)
    expect(page.locator("[data-queue-open]")).to_have_count(1)
    worker.look()
    page.locator("[data-queue-open]").click()
    expect(page.get_by_role("heading", name="青石街").first).to_be_visible()
    worker.look()
