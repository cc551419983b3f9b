"""The residents' door on a telephone, and on the narrowest one: from the first page to "not fixed"."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests.browser.conftest import PHONE, Arrive, Visitor
from tests.cast import INSIDE_GRID, Cast
from tests.stories import bring

from linli.cases.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = (320, 640)


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.grid_worker.posting.is_public = True
    cast.grid_worker.posting.save()
    return cast


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "现场.jpg"
    Image.new("RGB", (640, 480), (90, 120, 80)).save(path, "JPEG")
    return path


def fits(page: Page) -> None:
    """Nothing has to be pushed sideways."""
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def look(visitor: Visitor) -> None:
    visitor.look()
    fits(visitor.page)


def on(visitor: Visitor, button: str) -> None:
    visitor.page.get_by_role("button", name=button, exact=True).click()
    look(visitor)


def stand_at(visitor: Visitor, lon: float, lat: float) -> None:
    """The telephone knows where it is, and its owner lets it say so."""
    visitor.page.context.grant_permissions(["geolocation"])
    visitor.page.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 12})


def test_a_resident_reports_from_where_it_is_and_says_it_is_not_fixed(arrive: Arrive, cast: Cast, picture: Path):
    resident = arrive(size=PHONE)
    stand_at(resident, *INSIDE_GRID)
    page = resident.go("/")
    page.get_by_role("link", name="我要反映").click()
    look(resident)
    page.get_by_role("link", name="市政公用与园林").click()
    look(resident)
    page.get_by_role("button", name="井盖缺失").click()
    look(resident)

    page.get_by_role("button", name="用我现在的位置").click()
    expect(page.get_by_text("鼓楼社区第1网格")).to_be_visible()
    on(resident, "下一步")

    on(resident, "下一步")
    expect(page.get_by_text("请写几个字，或者拍一张照片")).to_be_visible()
    page.get_by_label("说说是什么情况").fill("井盖没了,晚上很危险")
    page.locator("input[name=photos]").set_input_files(picture)
    expect(page.get_by_alt_text("现场.jpg")).to_be_visible()
    on(resident, "下一步")
    page.get_by_label("怎么称呼您").fill("王阿姨")
    on(resident, "下一步")

    page.go_back()
    expect(page.get_by_label("怎么称呼您")).to_have_value("王阿姨")
    page.go_forward()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/thanks/")
    look(resident)

    case = Case.objects.get()
    assert case.grid == cast.areas.grid.code
    assert case.raw_fix is not None
    bring(case, cast, "closed")
    page.get_by_role("link", name="看进度").click()
    look(resident)
    page.get_by_role("link", name="没解决").click()
    look(resident)
    page.get_by_label("哪里还没解决").fill("盖子又翻了")
    on(resident, "要求重新办")
    expect(page.get_by_text("我们重新安排去办")).to_be_visible()
    case.refresh_from_db()
    assert case.reopens == 1


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("path", ["/", "/not-here/", "/privacy/", "/s/", "/s/K7MX4PA2W9CD/", "/grid/", "/report/"])
def test_on_the_narrowest_telephone_every_page_fits(arrive: Arrive, path: str):
    visitor = arrive(size=NARROW)
    visitor.go(path)
    fits(visitor.page)


def test_a_grid_is_found_down_the_list(arrive: Arrive, cast: Cast):
    visitor = arrive(size=NARROW)
    page = visitor.go("/grid/")
    for area in (cast.areas.town, cast.areas.community, cast.areas.grid):
        page.get_by_role("link", name=area.name, exact=True).click()
        look(visitor)
    expect(page.get_by_text("grid_worker").first).to_be_visible()
