"""What a court entrusted, in six sessions at once, until it is closed and has gone back; each is refused some of it.

Two parties on their telephones, a mediator, a desk, a supervisor, a clerk of the court.
"""

import hashlib
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.acting import begins, begins_application, does, ends, ends_application, types
from tests.browser.conftest import PHONE, Arrive, Visitor
from tests.browser.test_a_resident_with_a_telephone import fits, look, on
from tests.cast import Cast, Player

from linli.cases.models import Case
from linli.deadlines.rules import SHANGHAI
from linli.documents.signatures import FILE
from linli.work.disputes.tests.stories import Committee, found_committee, open_court

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FACTS, TERMS = "楼上漏水，泡坏了天花板", "分两期赔偿八百元"
TALK, MINUTES, OFFER = "其实出五百也行", "双方各说了经过，愿意各让一步", "先提出过四百元"


@pytest.fixture
def committee(cast: Cast) -> Committee:
    return found_committee(cast)


@pytest.fixture
def clerk(cast: Cast, committee: Committee) -> Player:  # noqa: ARG001 - the catalogue comes before
    return open_court(cast)


@dataclass(frozen=True)
class Six:
    """Everybody, each in a session of the own."""

    li: Visitor
    wang: Visitor
    mediator: Visitor
    desk: Visitor
    supervisor: Visitor
    clerk: Visitor

    @property
    def parties(self) -> tuple[Visitor, Visitor]:
        """The two on their telephones."""
        return self.li, self.wang


@pytest.fixture
def six(cast: Cast, committee: Committee, clerk: Player, arrive: Arrive) -> Six:
    staff = (committee.mediator, cast.community_desk, cast.supervisor, clerk)
    return Six(arrive(size=PHONE), arrive(size=PHONE), *(arrive(one) for one in staff))


# ── how it comes in ───────────────────────────────────────────────────────────────────────────────────────


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
    page.get_by_label("对方的姓名或名称").fill("赵小军")
    page.locator("#id_other1_phone").fill("13712348888")
    on(you, "下一步")
    page.get_by_role("button", name="邻里纠纷").click()
    look(you)
    page.get_by_role("link", name="按街道、社区选").click()
    for area in (cast.areas.town, cast.areas.community):
        page.get_by_role("link", name=area.name, exact=True).click()
    look(you)
    on(you, cast.areas.grid.name)
    page.get_by_label("是怎么回事").fill("楼道里堆了东西")
    page.get_by_label("您希望怎么解决").fill("清走")
    on(you, "下一步")
    on(you, "提交")
    page.get_by_role("link", name="看进度").click()
    look(you)
    expect(page.get_by_text("您是申请人")).to_be_visible()
    return Case.objects.get()


def entrusted(desk: Visitor, cast: Cast) -> Case:
    """The desk enters what the court has entrusted; what is missing is named first."""
    page = begins_application(desk)
    page.get_by_label("其他单位委托").check()
    page.get_by_text("其他单位委托的，写明谁委托").click()
    page.get_by_label("谁委托的").select_option("court")
    page.get_by_label("委托单位").fill("镜河县人民法院")
    page.get_by_label("委托文书编号").fill("（2026）委调 12 号")
    page.get_by_label("最迟哪天回报").fill((date.today() + timedelta(days=60)).isoformat())  # noqa: DTZ011 - as typed
    return ends_application(desk, cast, FACTS, other_phone="13912349999")


# ── on the telephones ─────────────────────────────────────────────────────────────────────────────────────


def handed_out(by: Visitor, case: Case, name: str) -> str:
    """A party's code is taken out, to be read to that party."""
    page = by.go(f"/desk/cases/{case.pk}/")
    page.get_by_role("link", name=f"{name} 的查询码").click()
    page.get_by_role("button", name="拿出来").click()
    code = page.get_by_role("dialog").locator(".public-code")
    expect(code).to_be_visible()
    by.look()
    return code.inner_text()


def enter(party: Visitor, code: str, digits: str, side: str) -> None:
    """Somebody types the code that was read out, and the end of the own telephone."""
    page = party.go("/s/")
    page.get_by_label("查询码").fill(code)
    on(party, "查")
    page.get_by_label("您电话号码的最后 4 位").fill(digits)
    on(party, "进去看")
    expect(page.get_by_text(f"您是{side}")).to_be_visible()


def says(party: Visitor, link: str, button: str) -> None:
    party.page.reload()
    party.page.get_by_role("link", name=link, exact=True).click()
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


def sign(party: Visitor, name: str = "") -> str:
    """The agreement is read and signed, drawn or with the name typed; the hash that the telephone shows."""
    page = party.page
    page.reload()
    page.get_by_role("link", name="看协议书，签名").click()
    look(party)
    expect(page.get_by_alt_text("协议书第 1 页")).to_be_visible()
    on(party, "签名")
    expect(page.get_by_text("看完并同意，请在这里打勾")).to_be_visible()
    shown = page.locator(".fingerprint span").inner_text()
    if name:
        page.get_by_label("不方便手写，就输入您的姓名").fill(name)
    else:
        draw(page)
    page.get_by_label("协议书我看完了").check()
    on(party, "签名")
    expect(page.get_by_text("签好了")).to_be_visible()
    return shown


# ── what is not theirs ────────────────────────────────────────────────────────────────────────────────────


def finds_nothing(visitor: Visitor, *paths: str) -> None:
    """There is no such page for this person; the page that says so is looked at once."""
    for path in paths:
        answer = visitor.page.goto(visitor.address + path)
        assert answer is not None
        assert answer.status == HTTPStatus.NOT_FOUND, path
    visitor.look()


def is_not_told(visitor: Visitor, case: Case, *actions: str) -> None:
    """What was written at these steps stays shut, whoever presses."""
    for step in case.steps.filter(action__in=actions):
        page = visitor.go(f"/desk/cases/{case.pk}/sealed/{step.number}/")
        page.get_by_role("button", name="打开", exact=True).click()
        expect(page.get_by_text("这部分内容只有流程写明的人可以看")).to_be_visible()
        visitor.look()
    seen = visitor.go(f"/desk/cases/{case.pk}/").locator("body")
    for secret in (TALK, MINUTES, OFFER, "李大华"):
        expect(seen).not_to_contain_text(secret)


def is_told(mediator: Visitor, case: Case) -> None:
    """What the mediator has written opens by a press."""
    page = mediator.go(f"/desk/cases/{case.pk}/")
    number = case.steps.get(action="meet_apart").number
    page.locator(f"a[href$='/sealed/{number}/']").click()
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text(TALK)
    mediator.look()


def packet(visitor: Visitor, case: Case) -> bytes:
    """The material for the court, as its clerk takes it."""
    page = visitor.go(f"/desk/cases/{case.pk}/")
    page.get_by_text("文书", exact=True).click()
    link = page.get_by_role("link", name="司法确认材料（送法院）").get_attribute("href")
    return page.request.get(visitor.address + str(link)).body()


def taken_out(pdf: bytes, folder: Path) -> bytes:
    (whole := folder / "packet.pdf").write_bytes(pdf)
    subprocess.run(["pdfdetach", "-saveall", "-o", folder, whole], check=True)  # noqa: S607 - our own file
    return (folder / FILE).read_bytes()


# ── the story ─────────────────────────────────────────────────────────────────────────────────────────────


def mediate(six: Six, case: Case, today: date) -> None:
    """Consent on both telephones, a mediator accepted after disclosure, a talk apart, a session, an agreement."""
    mediator = six.mediator
    for party, name, digits, side in zip(six.parties, ("李**", "王**"), ("5678", "9999"), _SIDES, strict=True):
        enter(party, handed_out(mediator, case, name), digits, side)
        says(party, "同意调解", "我同意调解")
    does(mediator, case, "请各方认可调解员", mediators="=mediator", interest="=与各方")
    for party in six.parties:
        says(party, "认可调解员", "我认可")
    does(mediator, case, "确定调解员", mediators="=mediator", chosen_by="=当事人选择", disclosed="=是")
    held = {"held_on": today.isoformat(), "how": "=当面"}
    does(mediator, case, "记一次单独谈话", party="=被申请人", **held, talk=TALK)
    does(mediator, case, "记一次联合调解", **held, openness="=不公开", minutes=MINUTES, offers=OFFER)
    is_told(mediator, case)
    later = (today + timedelta(days=40)).isoformat()
    does(mediator, case, "达成书面协议", scope="=全部", terms=TERMS, perform_by=later, instalments="2")


_SIDES = ("申请人", "被申请人")


def refusals_at_first(six: Six, case: Case, other: Case, other_code: str) -> None:
    """A mediator has no business with another body's case, a court with what nobody brought it, a party with others."""
    finds_nothing(six.mediator, f"/desk/cases/{other.pk}/")
    finds_nothing(six.clerk, f"/desk/cases/{case.pk}/", f"/desk/cases/{case.pk}/papers/packet/")
    page = six.wang.go(f"/m/{other_code}/")
    page.get_by_label("您电话号码的最后 4 位").fill("9999")
    on(six.wang, "进去看")
    expect(page.get_by_text("和登记的电话对不上")).to_be_visible()


def bring_to_court(six: Six, case: Case, today: date) -> None:
    """Both ask on their telephones; before the second has, it is not sent."""
    says(six.li, "申请司法确认", "我申请")
    dialog = begins(six.mediator, case, "申请司法确认")
    dialog.locator("#f_applied_on").fill(today.isoformat())
    dialog.get_by_role("button", name="申请司法确认", exact=True).click()
    expect(dialog.get_by_text("第 2 方还没有申请")).to_be_visible()
    six.mediator.look()
    says(six.wang, "申请司法确认", "我申请")
    does(six.mediator, case, "申请司法确认", applied_on=today.isoformat(), court="=镜河县人民法院")


def confirm(clerk: Visitor, case: Case, today: date, folder: Path) -> str:
    """The clerk finds it, takes it in, reads what was signed, and confirms; the hash of what was signed."""
    page = clerk.go("/desk/lists/to_assist/")
    expect(page.get_by_text(case.no).first).to_be_visible()
    does(clerk, case, "法院受理", taken_on=today.isoformat(), court_no="（2026）司确 1 号")
    inside = taken_out(packet(clerk, case), folder)
    is_not_told(clerk, case, "meet_apart", "sit_together")
    finds_nothing(clerk, f"/desk/cases/{case.pk}/papers/minutes/")
    does(clerk, case, "法院确认有效", decided_on=today.isoformat())
    return hashlib.sha256(inside).hexdigest()


def test_what_a_court_entrusted_is_settled_signed_performed_confirmed_and_goes_back(
    six: Six, cast: Cast, tmp_path: Path
) -> None:
    other = apply(six.li, cast)
    other_code = six.li.page.url.rstrip("/").rpartition("/")[2]
    case = entrusted(six.desk, cast)
    today = case.opened_at.astimezone(SHANGHAI).date()
    dialog = begins(six.desk, case, "受理调解")
    dialog.locator("label:has(input[name=nature])").filter(has_text="民间纠纷").click()
    types(dialog, "调解组织", "鼓楼社区人民", "鼓楼社区人民调解委员会")
    ends(dialog, "受理调解")
    refusals_at_first(six, case, other, other_code)

    mediate(six, case, today)
    signed = {sign(six.li), sign(six.wang, "王小明")}
    does(six.mediator, case, "调解员签名并盖章", sealed_on=today.isoformat())
    does(six.mediator, case, "记一期履行", done_on=today.isoformat(), receipt="收条一张")
    is_not_told(six.supervisor, case, "meet_apart")
    does(six.supervisor, case, "督办", kind="=督办", reason="请盯住第二期")
    is_not_told(six.desk, case, "sit_together")

    bring_to_court(six, case, today)
    assert signed == {confirm(six.clerk, case, today, tmp_path)}
    finds_nothing(six.clerk, f"/desk/cases/{other.pk}/")
    does(six.mediator, case, "记一期履行", done_on=today.isoformat(), receipt="转账")
    does(six.mediator, case, "履行完毕，结案", done_on=today.isoformat(), result="两期都付清了")
    does(six.desk, case, "向委托单位回报", returned_on=today.isoformat())
    six.desk.page.get_by_text("文书", exact=True).click()
    expect(six.desk.page.get_by_role("link", name="委托调解情况回函")).to_be_visible()
    for party in six.parties:
        party.page.reload()
        look(party)
        expect(party.page.get_by_text("法院确认协议有效")).to_be_visible()
        fits(party.page)
    case.refresh_from_db()
    assert (case.state, case.more["confirmation"], case.more["paid"]) == ("performed", "confirmed", 2)
