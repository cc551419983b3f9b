"""A market is to be moved: its risks are assessed, people answer on their phones, it is signed, decided, filed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.browser.acting import begins, does, ends, types
from tests.browser.conftest import PHONE, Arrive, Visitor
from tests.cast import Cast, make_cast
from tests.stories import load_catalogue

from linli.cases.models import Case
from linli.deadlines.rules import SHANGHAI
from linli.work.risks.models import Answer
from linli.work.risks.tests.stories import Team, gather_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:  # noqa: ARG001 - committed, so that the server's connections see it
    cast = make_cast()
    load_catalogue(cast)
    return cast


@pytest.fixture
def team(cast: Cast) -> Team:
    return gather_team(cast)


def intend(lead: Visitor, cast: Cast) -> Case:
    """The unit says what it intends; what is missing is named first."""
    page = lead.go("/desk/risks/new/")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_be_visible()
    lead.look()
    page.get_by_label("属于哪一类").select_option("1801")
    page.get_by_label("打算做什么").fill("青石街农贸市场搬迁")
    page.get_by_label("主要内容").fill("市场搬到柳浦路，原址改建停车场。")
    page.get_by_label("影响到哪里").select_option(cast.areas.town.code)
    page.get_by_label("由谁决策").fill("县人民政府常务会议")
    page.get_by_label("可能有哪些不利影响").fill("摊主担心客源，居民担心买菜不便。")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/desk/cases/**")
    lead.look()
    return Case.objects.get()


def chosen_by_desk(desk: Visitor, case: Case, team: Team) -> None:
    """The desk hands it to the unit that assesses, by the simple procedure; the unit is chosen by typing."""
    dialog = begins(desk, case, "受理，交评估单位")
    types(dialog, "评估单位", "城市管理局", team.unit.name)
    dialog.locator("label:has(input[name=procedure])").filter(has_text="简易程序").click()
    ends(dialog, "受理，交评估单位")


def factors() -> Iterator[dict[str, str]]:
    """Two factors that are the whole together."""
    said = {"p_before": "0.8", "q_before": "0.7", "p_after": "0.4", "q_after": "0.5", "measure": "公布方案"}
    said |= {"measure_by": "县城管局"}
    for factor, aspect, weight in (("补偿标准不一致", "=合理性", "60"), ("买菜不便", "=可行性", "40")):
        yield {"factor": factor, "aspect": aspect, "weight": weight} | said


def test_a_decision_is_assessed_from_its_plan_to_its_filing(cast: Cast, team: Team, arrive: Arrive) -> None:
    lead, desk = arrive(team.handler), arrive(cast.county_desk)
    case = intend(lead, cast)
    today = case.opened_at.astimezone(SHANGHAI).date()
    chosen_by_desk(desk, case, team)
    does(lead, case, "加一类利益相关群体", group="市场摊主", group_size="=50 至 499 人", concern="客源和补偿")
    does(lead, case, "定下方案，开始调查", scope="搬迁全过程", methods="=问卷,征求有关部门意见")
    does(lead, case, "开放网上问卷", question="市场要搬，您怎么看？", ask_until=today.isoformat())

    address = lead.go(f"/desk/cases/{case.pk}/").locator("[data-copy]").first.get_attribute("data-copy") or ""
    resident = arrive(size=PHONE)
    page = resident.go("/ask/" + address.partition("/ask/")[2])
    page.get_by_label("市场摊主").check()
    page.get_by_label("有条件赞成").check()
    page.get_by_label("您担心什么").fill("新摊位费不要涨")
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    resident.look()
    assert Answer.objects.get(case=case).stance == "conditional"
    expect(lead.go(f"/desk/cases/{case.pk}/").locator("body")).to_contain_text("新摊位费不要涨")

    Case.objects.filter(pk=case.pk).update(more=_a_day_later(case))
    heard = {"favour": "12", "conditional": "5", "against": "2", "opinion": "先建后搬"}
    does(lead, case, "记一次听取意见", method="=有关部门", group_n="=市场摊主", held_on=today.isoformat(), **heard)
    does(lead, case, "调查结束，开始评估")
    until = (today + timedelta(days=60)).isoformat()
    for one in factors():
        does(lead, case, "加一个风险因素", **one, measure_until=until)
    seen = lead.go(f"/desk/cases/{case.pk}/")
    expect(seen.get_by_role("img", name="风险矩阵")).to_be_visible()
    does(lead, case, "形成结论，编制报告", level="=低风险", summary="可控", emergency_plan="设专班", signers="=handler")
    does(lead, case, "签名")
    does(lead, case, "提交评估报告")
    leader = arrive(cast.leader)
    does(leader, case, "作出决策", explanation="风险可控，同意搬迁")
    does(desk, case, "报上级备案", filed_on=today.isoformat(), filed_with="市综治中心")
    expect(desk.go(f"/desk/cases/{case.pk}/").locator("body")).to_contain_text("报送备案")


def _a_day_later(case: Case) -> dict[str, object]:
    """The questionnaire's last day is over: what a night does in a town, a line does in a test."""
    case.refresh_from_db()
    yesterday = case.opened_at.astimezone(SHANGHAI).date() - timedelta(days=1)
    return dict(case.more) | {"ask_until": yesterday.isoformat()}
