"""A neighbour asks the grid worker for mediation: taken down without a network, and a case at the desk later."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import PHONE, Arrive, Visitor
from tests.browser.test_a_grid_worker_with_a_telephone import fits, ready, tab
from tests.cast import Cast
from tests.stories import patrol_today

from linli.cases.models import Case
from linli.work.disputes.tests.stories import found_committee
from linli.work.patrols.models import Answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FACTS = "楼上漏水，泡坏了天花板"


@pytest.fixture
def walker(arrive: Arrive, cast: Cast) -> Visitor:
    """The grid worker on a patrol, whose phone has the app and has lost the network."""
    found_committee(cast)
    patrol_today(cast, "楼道", "井盖")
    worker = arrive(cast.grid_worker, size=PHONE)
    page = worker.go("/field/")
    ready(page)
    page.context.set_offline(True)
    page.reload()
    return worker


@pytest.fixture
def worker(walker: Visitor) -> Visitor:
    """The same, with the form in front."""
    tab(walker, "上报")
    walker.page.get_by_test_id("open-dispute").click()
    expect(walker.page.get_by_role("heading", level=1, name="调解申请")).to_be_visible()
    return walker


def looks(worker: Visitor) -> None:
    worker.check()
    fits(worker.page)


def choose(page: Page, name: str, title: str) -> None:
    page.get_by_test_id(f"choose-{name}").click()
    page.get_by_test_id(f"choices-{name}").get_by_role("button", name=title).click()


def fill_in(page: Page, type_title: str = "邻里纠纷", **more: str) -> None:
    choose(page, "type", type_title)
    said = {"applicant1_name": "李大华", "respondent1_name": "王小明", "facts": FACTS, "claim": "修好，赔粉刷费"}
    for name, text in (said | more).items():
        page.locator(f"#field-{name}").fill(text)


def test_what_is_told_at_the_door_without_a_network_is_a_case_at_the_desk_later(
    worker: Visitor, arrive: Arrive, cast: Cast
) -> None:
    page = worker.page
    looks(worker)
    page.get_by_test_id("submit").click()
    expect(page.get_by_text("请填写个人信息告知。", exact=True)).to_be_visible()
    looks(worker)
    page.get_by_role("button", name="放大给当事人看").click()
    expect(page.get_by_role("dialog", name="个人信息告知")).to_be_visible()
    looks(worker)
    page.get_by_role("button", name="看过了").click()
    expect(page.get_by_label("已出示告知书")).to_be_checked()
    fill_in(page, applicant1_phone="13812345678")
    expect(page.get_by_role("button", name="第三位被申请人")).not_to_be_visible()
    page.get_by_role("button", name="另一位被申请人").click()
    expect(page.get_by_role("button", name="第三位被申请人")).to_be_visible()
    page.locator("#field-respondent2_name").fill("王小亮")
    page.locator("#field-facts").focus()
    expect(page.locator("main[data-draft=kept]")).to_be_visible()
    page.reload()  # a phone that was switched off and on again
    expect(page.locator("#field-respondent2_name")).to_have_value("王小亮")
    looks(worker)
    page.get_by_test_id("submit").click()
    made = page.get_by_test_id("made")
    expect(made).to_contain_text("只在手机上")
    looks(worker)
    assert not Case.objects.exists()

    page.context.set_offline(False)
    expect(made).to_have_attribute("data-state", "arrived")
    case = Case.objects.get()
    expect(made).to_contain_text(case.no)
    assert (case.process, case.state, case.source, case.matter.code) == ("dispute", "applied", "visit", "1702")
    looks(worker)
    page.get_by_role("button", name="再登记一件").click()
    expect(page.locator("#field-applicant1_name")).to_have_value("")
    page.goto(f"{worker.address}/field/#/outbox")
    expect(page.get_by_test_id("delivered-item")).to_contain_text("调解申请 · 邻里纠纷")
    expect(page.locator("body")).not_to_contain_text("李大华")

    desk = arrive(cast.community_desk)
    seen = desk.go(f"/desk/cases/{case.pk}/").locator("body")
    expect(seen).to_contain_text("李**")
    expect(seen).to_contain_text("138******78")
    expect(seen).not_to_contain_text(FACTS)


def test_what_the_desk_would_not_take_comes_back_with_its_reason_beside_the_field(worker: Visitor) -> None:
    page = worker.page
    page.get_by_label("调解组织主动调解").check()
    page.get_by_label("已当面或电话读给当事人听").check()
    fill_in(page, respondent1_phone="12")
    page.get_by_test_id("submit").click()
    page.context.set_offline(False)
    expect(page.get_by_test_id("made")).to_have_attribute("data-state", "attention")
    assert not Case.objects.exists()
    page.get_by_role("button", name="修改这条").click()
    wrong = page.locator("#field-respondent1_phone")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#field-respondent1_phone-below")).to_contain_text("电话号码不对")
    looks(worker)
    wrong.fill("13912345678")
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("made")).to_have_attribute("data-state", "arrived")
    assert (Case.objects.get().source, Case.objects.get().process) == ("grid", "dispute")


def test_a_quarrel_found_on_a_patrol_is_the_case_of_its_point(walker: Visitor, arrive: Arrive, cast: Cast) -> None:
    page = walker.page
    tab(walker, "巡查")
    page.get_by_test_id("patrol-row").click()
    points = page.get_by_test_id("patrol-point")
    points.nth(1).locator("[data-answer=fine]").click()
    points.nth(0).locator("[data-answer=found]").click()
    page.get_by_role("button", name="把这个问题报上去").click()
    expect(page.get_by_label("说明", exact=True)).to_have_value("楼道：")
    page.get_by_test_id("choose-matter").click()
    page.get_by_label("搜事项").fill("邻里纠纷")
    looks(walker)
    page.get_by_test_id("matters").get_by_role("button", name="邻里纠纷 调解申请").click()
    expect(page.get_by_role("heading", level=1, name="调解申请")).to_be_visible()
    expect(page.get_by_test_id("choose-type")).to_contain_text("邻里纠纷")
    expect(page.get_by_text("会与巡查记在一起")).to_be_visible()
    looks(walker)
    page.get_by_label("调解组织主动调解").check()
    page.get_by_label("已当面或电话读给当事人听").check()
    fill_in(page, "损害赔偿纠纷")
    page.locator("#field-facts").focus()
    expect(page.locator("main[data-draft=kept]")).to_be_visible()
    page.reload()  # what was chosen last holds, whatever led here
    expect(page.get_by_test_id("choose-type")).to_contain_text("损害赔偿纠纷")
    expect(page.get_by_text("会与巡查记在一起")).to_be_visible()
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("made")).to_contain_text("只在手机上")

    tab(walker, "上报")
    expect(page.get_by_label("说明", exact=True)).to_have_value("")  # nothing is left of the report it was not
    tab(walker, "巡查")
    page.get_by_test_id("patrol-row").click()
    expect(page.get_by_role("button", name="已经报了，再报一件")).to_be_visible()
    looks(walker)
    page.get_by_test_id("submit").click()
    expect(page.get_by_role("heading", level=2, name="做完的")).to_be_visible()
    page.get_by_test_id("pill").click()
    expect(page.get_by_test_id("outbox-item")).to_have_count(2)
    page.context.set_offline(False)
    expect(page.get_by_test_id("delivered-item")).to_contain_text(["井盖巡查", "调解申请 · 损害赔偿纠纷"])

    case = Case.objects.get()
    assert (case.process, case.source) == ("dispute", "grid")
    found = Answer.objects.get(is_fine=False)
    assert found.report_key == case.open_key
    desk = arrive(cast.community_desk)
    seen = desk.go(f"/desk/patrols/{found.task.checklist_id}/")
    seen.get_by_role("link", name=case.no).click()
    seen.wait_for_url(f"**/desk/cases/{case.pk}/")
    desk.look()
    for told in ("李**", "王**", "网格巡查", "调解组织主动调解"):
        expect(seen.locator("body")).to_contain_text(told)
    for secret in ("李大华", "王小明", FACTS):
        expect(seen.locator("body")).not_to_contain_text(secret)
