"""A quarrel between neighbours from the application to the last payment: a desk, a mediator, somebody who looks on."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.browser.acting import begins_application, does, ends_application
from tests.browser.conftest import Arrive
from tests.cast import Cast

from linli.deadlines.rules import SHANGHAI
from linli.work.disputes.tests.stories import Committee, found_committee

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FACTS, MINUTES, TERMS = "楼上漏水，泡坏了天花板", "双方各说了经过，愿意各让一步", "月底前赔偿八百元"


@pytest.fixture
def committee(cast: Cast) -> Committee:
    return found_committee(cast)


def test_a_quarrel_is_settled_and_performed(cast: Cast, committee: Committee, arrive: Arrive) -> None:
    desk, mediator = arrive(cast.community_desk), arrive(committee.mediator)
    begins_application(desk)
    case = ends_application(desk, cast, FACTS)
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
