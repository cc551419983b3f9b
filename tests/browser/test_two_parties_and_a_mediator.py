"""Two parties on their telephones and a mediator at the desk, from the application to an agreement in force."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import PHONE, Arrive, Visitor
from tests.browser.test_a_resident_with_a_telephone import fits, look, on
from tests.browser.test_the_story_of_a_dispute import does
from tests.cast import Cast, make_cast
from tests.stories import load_catalogue

from linli.cases.models import Case
from linli.deadlines.rules import SHANGHAI
from linli.work.disputes.tests.stories import Committee, found_committee

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:  # noqa: ARG001 - committed, so that the server's connections see it
    cast = make_cast()
    load_catalogue(cast)
    return cast


@pytest.fixture
def committee(cast: Cast) -> Committee:
    return found_committee(cast)


def apply(you: Visitor, cast: Cast) -> Case:
    """A resident answers one question after another, down the list of places without a map."""
    page = you.go("/")
    page.get_by_role("link", name="发起调解申请").click()
    look(you)
    on(you, "我看过了，开始填")
    on(you, "下一步")
    expect(page.get_by_text("这里还没有填")).to_be_visible()
    page.get_by_label("您的姓名").fill("李大华")
    page.get_by_label("电话").fill("13812345678")
    on(you, "下一步")
    page.get_by_label("对方的姓名或名称").fill("王小明")
    page.locator("#id_other1_phone").fill("13912349999")
    on(you, "下一步")
    page.get_by_role("button", name="邻里纠纷").click()
    look(you)
    page.get_by_role("link", name="按街道、社区选").click()
    for area in (cast.areas.town, cast.areas.community):
        page.get_by_role("link", name=area.name, exact=True).click()
    look(you)
    on(you, cast.areas.grid.name)
    page.get_by_label("是怎么回事").fill("楼上漏水，泡坏了天花板")
    page.get_by_label("您希望怎么解决").fill("修好并赔偿")
    on(you, "下一步")
    on(you, "提交")
    page.get_by_role("link", name="看进度").click()
    look(you)
    expect(page.get_by_text("您是申请人")).to_be_visible()
    return Case.objects.get()


def handed_out(mediator: Visitor, case: Case, name: str) -> str:
    """The mediator takes a party's code out, to be read to that party."""
    page = mediator.go(f"/desk/cases/{case.pk}/")
    page.get_by_role("link", name=f"{name} 的查询码").click()
    page.get_by_role("button", name="拿出来").click()
    code = page.get_by_role("dialog").locator(".public-code")
    expect(code).to_be_visible()
    mediator.look()
    return code.inner_text()


def enter(them: Visitor, code: str, digits: str) -> Page:
    """Somebody types the code that was read out, and the end of the own telephone."""
    page = them.go("/s/")
    page.get_by_label("查询码").fill(code)
    on(them, "查")
    page.get_by_label("您电话号码的最后 4 位").fill("0000")
    on(them, "进去看")
    expect(page.get_by_text("和登记的电话对不上")).to_be_visible()
    page.get_by_label("您电话号码的最后 4 位").fill(digits)
    on(them, "进去看")
    expect(page.get_by_text("您是被申请人")).to_be_visible()
    return page


def says(party: Visitor, link: str, button: str) -> None:
    party.page.reload()
    party.page.get_by_role("link", name=link).click()
    look(party)
    on(party, button)


def draw(page: Page) -> None:
    """A finger writes three strokes."""
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    for start in (0.1, 0.4, 0.7):
        page.mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] * 0.2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (start + 0.1), box["y"] + box["height"] * 0.8, steps=6)
        page.mouse.move(box["x"] + box["width"] * (start + 0.2), box["y"] + box["height"] * 0.4, steps=6)
        page.mouse.up()


def test_from_the_application_to_an_agreement_in_force(cast: Cast, committee: Committee, arrive: Arrive) -> None:
    you, them = arrive(size=PHONE), arrive(size=PHONE)
    case = apply(you, cast)
    desk, mediator = arrive(cast.community_desk), arrive(committee.mediator)
    does(desk, case, "受理调解", nature="=民间纠纷")
    enter(them, handed_out(mediator, case, "王**"), "9999")
    expect(them.page.locator("body")).not_to_contain_text("李大华")
    says(them, "同意调解", "我同意调解")

    does(mediator, case, "请各方认可调解员", mediators="=mediator", interest="=与各方")
    for party in (you, them):
        says(party, "认可调解员", "我认可")
    today = case.opened_at.astimezone(SHANGHAI).date()
    does(mediator, case, "确定调解员", mediators="=mediator", chosen_by="=当事人选择", disclosed="=是")
    held = {"held_on": today.isoformat(), "how": "=当面", "openness": "=不公开"}
    does(mediator, case, "记一次联合调解", **held, minutes="双方各说了经过")
    later = (today + timedelta(days=20)).isoformat()
    does(mediator, case, "达成书面协议", scope="=全部", terms="月底前赔偿八百元", perform_by=later)

    you.page.reload()
    you.page.get_by_role("link", name="看协议书，签名").click()
    look(you)
    expect(you.page.get_by_alt_text("协议书第 1 页")).to_be_visible()
    on(you, "签名")
    expect(you.page.get_by_text("看完并同意，请在这里打勾")).to_be_visible()
    draw(you.page)
    you.page.get_by_label("协议书我看完了").check()
    on(you, "签名")
    expect(you.page.get_by_text("签好了")).to_be_visible()

    them.page.reload()
    them.page.get_by_role("link", name="看协议书，签名").click()
    them.page.get_by_label("不方便手写，就输入您的姓名").fill("王小明")
    them.page.get_by_label("协议书我看完了").check()
    on(them, "签名")
    does(mediator, case, "调解员签名并盖章", sealed_on=today.isoformat())
    for party in (you, them):
        party.page.reload()
        look(party)
        expect(party.page.get_by_text("协议已经生效")).to_be_visible()
        fits(party.page)
    expect(mediator.page.locator("body")).to_contain_text("（手机）")
