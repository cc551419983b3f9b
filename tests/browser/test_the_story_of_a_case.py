"""One case through all eight stages: six people in six sessions, and axe on every page they see."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests.browser.conftest import PHONE, Arrive, Visitor
from tests.cast import Cast

from linli.cases.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "现场.jpg"
    Image.new("RGB", (640, 480), (90, 120, 80)).save(path, "JPEG")
    return path


def report(resident: Visitor, cast: Cast, picture: Path) -> Case:
    """A resident reports a manhole without its cover, page by page."""
    page = resident.go("/")
    page.get_by_role("link", name="我要反映").click()
    page.get_by_role("searchbox").or_(page.locator("#q")).first.fill("井盖")
    page.get_by_role("button", name="找", exact=True).click()
    resident.look()
    page.get_by_role("button", name="井盖缺失").click()
    resident.look()
    page.get_by_role("link", name="按街道、社区选").click()
    for area in (cast.areas.town, cast.areas.community, cast.areas.grid):
        resident.look()
        page.get_by_text(area.name, exact=True).click()
    resident.look()
    page.get_by_label("什么情况").or_(page.locator("textarea")).first.fill("井盖没了,晚上很危险")
    page.locator("input[type=file]").first.set_input_files(picture)
    page.get_by_role("button", name="下一步").click()
    resident.look()
    page.get_by_role("button", name="下一步").click()
    resident.look()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/thanks/")
    resident.look()
    return Case.objects.get()


def open_case(visitor: Visitor, list_name: str, case: Case) -> Page:
    page = visitor.go(f"/desk/lists/{list_name}/")
    page.get_by_role("link", name=case.matter.title).first.click()
    page.get_by_role("heading", name=case.title).wait_for()
    visitor.look()
    return page


def begin(visitor: Visitor, action: str) -> Page:
    page = visitor.page
    page.locator(".case-head").get_by_role("link", name=re.compile(f"^{action}")).first.click()
    page.get_by_role("dialog").wait_for()
    visitor.look()
    return page


def finish(visitor: Visitor, action: str) -> None:
    page = visitor.page
    page.get_by_role("dialog").get_by_role("button", name=action, exact=True).click()
    expect(page.get_by_role("dialog")).not_to_be_visible()
    visitor.look()


def choose(visitor: Visitor, field: str, option: str) -> None:
    """Pick something in a field that may be a list or a search box."""
    box = visitor.page.get_by_role("dialog").get_by_label(field)
    box.first.fill(option)
    visitor.page.get_by_role("option", name=option).first.click()


def test_six_people_bring_a_case_from_report_to_rating(arrive: Arrive, cast: Cast, picture: Path) -> None:
    resident = arrive(size=PHONE)
    case = report(resident, cast, picture)
    desk, lead, assist = arrive(cast.community_desk), arrive(cast.handler), arrive(cast.other_handler)
    grid, chief = arrive(cast.grid_worker, size=PHONE), arrive(cast.supervisor)

    open_case(desk, "to_accept", case)
    begin(desk, "受理")
    finish(desk, "受理")
    begin(desk, "派遣")
    choose(desk, "主办单位", cast.units.department.name)
    desk.page.get_by_role("dialog").get_by_role("checkbox", name=str(cast.units.other_department)).check()
    finish(desk, "派遣")

    open_case(lead, "to_handle", case)
    begin(lead, "签收")
    finish(lead, "签收")

    chief.go(f"/desk/cases/{case.pk}/")
    begin(chief, "催办")
    finish(chief, "催办")

    open_case(assist, "to_assist", case)
    begin(assist, "协办反馈").get_by_label("办理结果").fill("已断开旁边的电缆")
    finish(assist, "协办反馈")

    lead.go(f"/desk/cases/{case.pk}/")
    form = begin(lead, "反馈")
    form.get_by_label("办理结果").fill("新井盖已经装好")
    form.locator("dialog input[type=file]").set_input_files(picture)
    finish(lead, "反馈")

    desk.go(f"/desk/cases/{case.pk}/")
    begin(desk, "派网格员核查")
    finish(desk, "派网格员核查")

    open_case(grid, "to_verify", case)
    form = begin(grid, "反馈核查")
    form.get_by_label("是", exact=True).check()
    form.get_by_label("办理结果").fill("看过了,盖得很严")
    finish(grid, "反馈核查")

    desk.go(f"/desk/cases/{case.pk}/")
    begin(desk, "核查通过").get_by_label("现场查看").check()
    finish(desk, "核查通过，结案")

    follow = resident.go(f"/s/{case.public_code}/")
    expect(follow.get_by_text("已经办结").first).to_be_visible()
    follow.locator("a[href$='/rate/']").first.click()
    resident.look()
    follow.locator("input[name=score][value='5']").check(force=True)
    follow.locator("form[data-once] button[type=submit]").click()
    resident.look()

    desk.go(f"/desk/cases/{case.pk}/")
    begin(desk, "回访评价").locator("dialog input[name=score][value='5']").check(force=True)
    finish(desk, "回访评价")

    case.refresh_from_db()
    assert (case.state, case.rating, case.desk_rating) == ("finished", 5, 5)
    assert [step.action for step in case.steps.order_by("number")] == [
        "report", "accept", "dispatch", "receive", "urge", "assist_feed_back", "feed_back", "ask_recheck",
        "report_recheck", "pass", "rate", "call_back",
    ]  # fmt: skip
