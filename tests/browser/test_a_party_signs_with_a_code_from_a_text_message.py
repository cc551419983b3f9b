"""A party signs on a telephone: with the code that came by text message, or, without a gateway, by the name alone."""

import hashlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from tests.browser.conftest import PHONE, Arrive, Visitor
from tests.browser.test_a_resident_with_a_telephone import look, on
from tests.browser.test_six_people_settle_a_dispute import draw, enter
from tests.cast import Cast
from tests.stories import do

from linli.cases.models import Case
from linli.exchange.tests.gateway import code_in, gateway_in
from linli.exchange.webhooks.tests.receiver import Receiver
from linli.web.portal.tests.mediating import THEIRS, code
from linli.work.disputes.tests.stories import TERMS, applied, brought, found_committee

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEND = "发验证码到 139******78"


@pytest.fixture
def agreed(cast: Cast) -> Case:
    """A dispute whose agreement waits for its signatures."""
    committee = found_committee(cast)
    case = brought(applied(cast), cast, committee, "mediating")
    do(case, "agree_in_writing", committee.mediator.actor, scope="all", terms=TERMS, perform_by="2026-03-31")
    return case


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Receiver]:
    with gateway_in(settings) as one:
        yield one


def before_the_agreement(arrive: Arrive, case: Case) -> Visitor:
    """The second party has come in on a telephone, and reads what is to be signed."""
    party = arrive(size=PHONE)
    enter(party, code(case, 2), THEIRS[-4:], "被申请人")
    party.page.get_by_role("link", name="看协议书，签名").click()
    look(party)
    expect(party.page.get_by_alt_text("协议书第 1 页")).to_be_visible()
    return party


def signs_by_hand(party: Visitor) -> None:
    draw(party.page)
    party.page.get_by_label("协议书我看完了").check()


def paper_of(page: Page) -> str:
    """The hash of the agreement as it was typeset, which the page shows too."""
    address = page.get_by_role("link", name="放大看（PDF）").get_attribute("href")
    found = hashlib.sha256(page.request.get(page.url.split("/m/")[0] + str(address)).body()).hexdigest()
    expect(page.locator(".fingerprint span")).to_have_text(found)
    return found


def signature(case: Case) -> dict[str, object]:
    """What the only signature on a telephone says of itself."""
    return dict(case.steps.get(action="sign").form)


def test_a_party_signs_with_the_code_that_came_to_the_own_telephone(
    agreed: Case, gateway: Receiver, arrive: Arrive
) -> None:
    wang = before_the_agreement(arrive, agreed)
    page, paper = wang.page, paper_of(wang.page)
    box = page.get_by_label("短信验证码")
    signs_by_hand(wang)
    on(wang, "签名")
    expect(page.locator("#id_sms_error")).to_contain_text("发验证码")
    on(wang, SEND)
    expect(page.get_by_role("status").filter(has_text="验证码发到了 139******78，10 分钟内有效")).to_be_visible()
    right = code_in(gateway)
    box.fill(f"{(int(right) + 1) % 10**6:06d}")
    on(wang, "签名")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_sms_error")).to_contain_text("还可以再试 4 次")
    assert not agreed.steps.filter(action="sign").exists()
    box.fill(right)
    on(wang, "签名")
    expect(page.get_by_text("签好了")).to_be_visible()
    kept = signature(agreed)
    assert (kept["paper"], kept["door"], kept["party"]) == (paper, "sms", 2)
    assert len(gateway.heard) == 1
    page.goto(page.url.partition("/m/")[0] + f"/m/{code(agreed, 2)}/")
    look(wang)
    expect(page.get_by_text("查询码、电话末四位和短信验证码")).to_be_visible()


def test_without_a_gateway_the_page_offers_the_own_hand_and_paper_only(agreed: Case, arrive: Arrive) -> None:
    wang = before_the_agreement(arrive, agreed)
    page, paper = wang.page, paper_of(wang.page)
    expect(page.get_by_text("在框里写下您的名字")).to_be_visible()
    expect(page.get_by_role("heading", name="想在纸上签？")).to_be_visible()
    expect(page.get_by_text("验证码")).to_have_count(0)
    signs_by_hand(wang)
    on(wang, "签名")
    expect(page.get_by_text("签好了")).to_be_visible()
    kept = signature(agreed)
    assert (kept["paper"], kept["door"]) == (paper, "digits")
