"""A quarrel between neighbours from the application to the last payment: a desk, a mediator, somebody who looks on."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.browser.acting import does
from tests.browser.conftest import Arrive, Visitor
from tests.cast import Cast

from linli.cases.models import Case
from linli.deadlines.rules import SHANGHAI
from linli.work.disputes.tests.stories import Committee, found_committee

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FACTS, MINUTES, TERMS = "楼上漏水，泡坏了天花板", "双方各说了经过，愿意各让一步", "月底前赔偿八百元"


@pytest.fixture
def committee(cast: Cast) -> Committee:
    return found_committee(cast)


def apply(desk: Visitor, cast: Cast) -> Case:
    """The desk shows the notice, and enters who asks for mediation with whom."""
    page = desk.go("/desk/report/")
    page.get_by_role("link", name="登记调解申请").click()
    desk.look()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_be_visible()
    desk.look()
    page.get_by_label("纠纷类型").select_option("1702")
    page.get_by_label("发生在哪里").select_option(cast.areas.grid.code)
    page.get_by_label("纠纷事实").fill(FACTS)
    page.get_by_label("请求事项").fill("修好并赔偿")
    page.get_by_label("已出示告知书").check()
    page.locator("#f_applicant1_name").fill("李大华")
    page.locator("#f_applicant1_phone").fill("13812345678")
    page.locator("#f_respondent1_name").fill("王小明")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/desk/cases/**")
    desk.look()
    expect(page.locator("body")).not_to_contain_text("李大华")
    return Case.objects.get()


def test_a_quarrel_is_settled_and_performed(cast: Cast, committee: Committee, arrive: Arrive) -> None:
    desk, mediator = arrive(cast.community_desk), arrive(committee.mediator)
    case = apply(desk, cast)
    today = case.opened_at.astimezone(SHANGHAI).date()
    later = (today + timedelta(days=20)).isoformat()
    does(desk, case, "受理调解", nature="=民间纠纷")
    does(mediator, case, "同意调解", party="=被申请人", how="=电话")
    does(mediator, case, "确定调解员", mediators="=mediator", chosen_by="=当事人选择", disclosed="=是")
    does(mediator, case, "记一次联合调解", held_on=today.isoformat(), how="=当面", openness="=不公开", minutes=MINUTES)
    does(mediator, case, "达成书面协议", scope="=全部", terms=TERMS, perform_by=later)
    for party in ("=申请人 李", "=被申请人"):
        does(mediator, case, "记一方签名", party=party, signed_on=today.isoformat(), how="=书面")
    does(mediator, case, "调解员签名并盖章", sealed_on=today.isoformat())

    page = mediator.go(f"/desk/cases/{case.pk}/")
    expect(page.locator("body")).not_to_contain_text(MINUTES)
    page.get_by_role("link", name="打开密封内容").nth(1).click()
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text(MINUTES)
    mediator.look()
    page.keyboard.press("Escape")

    does(mediator, case, "履行完毕，结案", done_on=today.isoformat(), result="当场付清")
    expect(mediator.page.locator(".case-head")).to_contain_text("履行完毕")
    onlooker = arrive(cast.leader)
    seen = onlooker.go(f"/desk/cases/{case.pk}/")
    expect(seen.locator("body")).to_contain_text("李**")
    expect(seen.get_by_role("link", name="打开密封内容")).to_have_count(0)
