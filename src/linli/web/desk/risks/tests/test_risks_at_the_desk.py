"""What is intended is entered, the assessment stands on the case page, its report is made."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from tests.cast import Cast
from tests.stories import do, load_catalogue, replays

from linli.cases.models import Case, Clock, Step
from linli.cases.tasks import run_clocks
from linli.notices.models import Notice
from linli.web.desk.risks.matrix import matrix
from linli.web.desk.tests.papers import pages_of, text_of
from linli.web.desk.tests.signed_in import costs, shown, signed_in
from linli.work.risks.actions import answer
from linli.work.risks.queries import mark_of
from linli.work.risks.rules.index import Thresholds
from linli.work.risks.tests.stories import FACTORS, Team, brought, day, gather_team, intended, later


@pytest.fixture(autouse=True)
def team(cast: Cast) -> Team:
    load_catalogue(cast)
    return gather_team(cast)


def typed(cast: Cast, **changes: str) -> dict[str, str]:
    told = {
        "key": str(uuid4()),
        "type": "1801",
        "title": "青石街农贸市场搬迁",
        "ground": cast.areas.town.code,
        "description": "搬到柳浦路",
        "decision_maker": "县人民政府常务会议",
        "adverse": "买菜不便",
    }
    return told | changes


def test_an_intention_is_saved_and_its_unit_sees_it(cast: Cast) -> None:
    client = signed_in(cast.handler)
    assert "不写具体的人" in client.get(reverse("desk:risks:new")).content.decode()
    told = typed(cast)
    answer_ = client.post(reverse("desk:risks:new"), told)
    case = Case.objects.get(process="risk")
    assert answer_.headers["Location"] == reverse("desk:case", args=[case.pk])
    client.post(reverse("desk:risks:new"), told)
    assert Case.objects.count() == 1
    page = shown(cast.handler, case)
    assert "县人民政府常务会议" in page
    assert "还没有利益相关群体" in page
    assert "还没有风险因素" in page
    assert "还没有结论" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "请填写打算做什么"),
        ({"description": " "}, "请填写主要内容"),
        ({"decision_maker": ""}, "请填写由谁决策"),
        ({"adverse": ""}, "请填写可能有哪些不利影响"),
        ({"ground": "1"}, "不在本平台服务的范围内"),
        ({"type": ""}, "请选择要反映的事项"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    cast: Cast, changes: dict[str, str], said: str
) -> None:
    answer_ = signed_in(cast.handler).post(reverse("desk:risks:new"), typed(cast, **changes))
    assert answer_.status_code == 422
    assert said in answer_.content.decode()
    assert "field-error" in answer_.content.decode()
    assert not Case.objects.exists()


def test_choosing_it_in_the_report_form_leads_here(cast: Cast) -> None:
    answer_ = signed_in(cast.county_desk).post(reverse("desk:report"), {"matter": "1801", "source": "visit"})
    assert answer_.headers["Location"].startswith(reverse("desk:risks:new") + "?type=1801")


def test_forms_offer_groups_factors_and_those_who_may_sign(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "surveying")
    lead = signed_in(team.handler)
    hear = lead.get(reverse("desk:do", args=[case.pk, "hear"])).content.decode()
    assert "市场摊主" in hear
    assert "周边居民" in hear
    case = brought(intended(cast), cast, team, "assessing", just=True)
    conclude = lead.get(reverse("desk:do", args=[case.pk, "conclude"]), follow=True).content.decode()
    assert "请先加上风险因素" in conclude
    case = brought(intended(cast), cast, team, "carrying", just=True)
    carried = lead.get(reverse("desk:do", args=[case.pk, "carry_out"])).content.decode()
    assert "摊位补偿标准不一致" in carried


def test_the_form_says_when_the_papers_of_a_hearing_are_due(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "surveying")
    form = signed_in(team.handler).get(reverse("desk:do", args=[case.pk, "hear"])).content.decode()
    assert "材料要在 7 日以前送到参加人手里" in form


def test_a_number_that_cannot_be_meant_is_named_beside_its_field(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "assessing")
    sent = {"key": str(uuid4()), "factor": "补偿", "aspect": "fair", "weight": "200"}
    sent |= {"p_before": "1.5", "q_before": "0.555"}
    answer_ = signed_in(team.handler).post(reverse("desk:do", args=[case.pk, "add_factor"]), sent)
    assert answer_.status_code == 422
    page = answer_.content.decode()
    for said in ("权重（%）请填 1 到 100 的数", "采取措施前的概率请填 0.01 到 1 的数", "采取措施前的影响最多 2 位小数"):
        assert said in page


def test_the_page_shows_who_was_heard_what_may_go_wrong_and_who_signed(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "deciding")
    page = shown(cast.leader, case)
    for said in ("市场摊主", "摊位补偿标准不一致", "0.480", "0.180", "低风险", "colleague", "risk-matrix"):
        assert said in page
    assert "2026-03-05 至 2026-04-04" in page


def test_the_questionnaire_is_shown_with_its_address_and_what_came_in(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "planning")
    plan = ["announcement", "questionnaire", "departments"]
    do(case, "set_plan", team.handler.actor, later(0, 30), scope="全过程", methods=plan)
    do(case, "open_questionnaire", team.handler.actor, later(0, 31), question="您怎么看？", ask_until=day(20))
    mark = mark_of(case.pk, 1)
    for number in range(3):
        said = f"第 {number} 条担心"
        answer(case.no, mark, group="1", stance="against", text=said, at=later(1, number), key=uuid4())
    page = shown(team.handler, case)
    assert reverse("portal:ask", args=[case.no, mark]) in page
    assert "第 2 条担心" in page


def test_two_factors_on_one_spot_stand_beside_each_other() -> None:
    factor = {"n": 1, "weight": 50, "p_before": "0.9", "q_before": "0.9", "p_after": "1", "q_after": "0.4"}
    drawn = matrix([factor, factor | {"n": 2}], Thresholds())
    assert drawn.dots[0].y == drawn.dots[1].y
    assert drawn.dots[0].x != drawn.dots[1].x
    assert [cell.level for cell in drawn.cells].count("high") == 1  # only 0.9 × 0.9 lies above 0.64 in its middle


def test_the_report_is_made_once_a_level_was_concluded(cast: Cast, team: Team) -> None:
    early = brought(intended(cast), cast, team, "assessing")
    lead = signed_in(team.handler)
    assert lead.get(reverse("desk:paper", args=[early.pk, "assessment"])).status_code == 404
    case = brought(intended(cast), cast, team, "deciding", level="medium")
    assert reverse("desk:paper", args=[case.pk, "assessment"]) in shown(cast.leader, case)
    paper = lead.get(reverse("desk:paper", args=[case.pk, "assessment"]))
    assert paper.content.startswith(b"%PDF")
    assert signed_in(cast.stranger).get(reverse("desk:paper", args=[case.pk, "assessment"])).status_code == 404
    assert lead.get(reverse("desk:paper", args=[case.pk, "approval"])).status_code == 404


def test_the_page_costs_the_same_however_much_was_heard(cast: Cast, team: Team) -> None:
    short = brought(intended(cast), cast, team, "deciding")
    long = brought(intended(cast), cast, team, "reporting")
    do(long, "object", team.handler.actor, reason="再估计一次")
    do(long, "drop_factor", team.handler.actor, factor_n="2", reason="并入第一个")
    do(long, "add_factor", team.handler.actor, **dict[str, Any](FACTORS[1]))
    signers = [team.handler.posting.pk, team.colleague.posting.pk]
    said: dict[str, Any] = {"level": "low", "summary": "可控", "emergency_plan": "有专班", "signers": signers}
    do(long, "conclude", team.handler.actor, **said)
    first, second = costs(signed_in(cast.leader), [reverse("desk:case", args=[case.pk]) for case in (short, long)])
    assert first == second


def test_lists_cost_the_same_with_more_assessments(cast: Cast, team: Team) -> None:
    client, address, found = signed_in(team.handler), reverse("desk:list", args=["to_handle"]), list[int]()
    for _more in range(2):
        case = brought(intended(cast), cast, team, "planning")
        found += costs(client, [address])
    assert found[0] == found[1]
    assert case.no in client.get(address).content.decode()


def asked(cast: Cast, team: Team, question: str = "您怎么看？") -> Case:
    """An assessment that was announced for thirty days and whose questionnaire is open for twenty."""
    case = brought(intended(cast), cast, team, "planning")
    plan = ["announcement", "questionnaire", "departments"]
    do(case, "set_plan", team.handler.actor, later(0, 30), scope="全过程", methods=plan)
    do(case, "announce", team.handler.actor, later(1), announced_on=day(1), announce_days="30", where="网站")
    do(case, "open_questionnaire", team.handler.actor, later(1, 1), question=question, ask_until=day(20))
    return case


@pytest.mark.parametrize("question", ["您怎么看？", "市场要搬到柳浦路，原址改建停车场。" * 35])
def test_a_poster_hangs_on_one_sheet_while_people_are_asked(cast: Cast, team: Team, question: str) -> None:
    case, lead = brought(intended(cast), cast, team, "planning"), signed_in(team.handler)
    address = reverse("desk:paper", args=[case.pk, "poster"])
    assert lead.get(address).status_code == 404
    case = asked(cast, team, question[:600])
    address = reverse("desk:paper", args=[case.pk, "poster"])
    assert address in shown(team.handler, case)
    pdf = lead.get(address).content
    assert pages_of(pdf) == 1
    said = text_of(pdf)
    for words in ("听听您的意见", "青石街农贸市场搬迁", "市场摊主", "不用登记姓名", "2026年3月24日", "2026年3月5日"):
        assert words in said
    assert mark_of(case.pk, 1) in said
    assert signed_in(cast.stranger).get(address).status_code == 404
    over = brought(intended(cast), cast, team, "assessing")
    assert lead.get(reverse("desk:paper", args=[over.pk, "poster"])).status_code == 404


def test_a_factor_is_changed_from_what_it_says_now(cast: Cast, team: Team) -> None:
    case, lead = brought(intended(cast), cast, team, "assessing"), signed_in(team.handler)
    address = reverse("desk:do", args=[case.pk, "change_factor"])
    assert f"{address}?factor_n=2" in shown(team.handler, case)
    form = lead.get(address, {"factor_n": "2"}).context["form"]
    now = {field.name: field.value for field in form.fields}
    assert now == {
        "factor_n": "2",
        "weight": "40",
        "p_before": "0.90",
        "q_before": "0.40",
        "measure": "设临时便民菜点",
        "measure_by": "县城管局",
        "measure_until": FACTORS[1]["measure_until"],
        "p_after": "0.50",
        "q_after": "0.30",
    }
    assert [option.value for option in form.fields[0].options] == ["2"]
    sent = now | {"key": str(form.key), "p_after": "0.95"}
    with time_machine.travel(later(33), tick=False):
        again = lead.post(address, sent)
        assert again.status_code == 422
        assert [option.value for option in again.context["form"].fields[0].options] == ["2"]
        assert lead.post(address, sent | {"p_after": "0.2"}).status_code == 302
    case.refresh_from_db()
    assert [one["p_after"] for one in case.more["factors"]] == ["0.40", "0.20"]


@pytest.mark.parametrize("named", ["", "9", "x"])
def test_which_factor_is_asked_first_where_there_are_several(cast: Cast, team: Team, named: str) -> None:
    case, lead = brought(intended(cast), cast, team, "assessing"), signed_in(team.handler)
    address = reverse("desk:do", args=[case.pk, "change_factor"])
    page = lead.get(address, {"factor_n": named})
    assert [url for _label, url in page.context["ways"]] == [f"{address}?factor_n=1", f"{address}?factor_n=2"]
    assert "摊位补偿标准不一致" in page.content.decode()
    do(case, "drop_factor", team.handler.actor, factor_n="2", reason="并入第一个")
    assert lead.get(address).context["form"].fields[0].value == "1"


def test_measures_say_how_far_they_are_and_which_is_late(cast: Cast, team: Team) -> None:
    case, lead = brought(intended(cast), cast, team, "carrying", just=True), signed_in(team.handler)
    address = reverse("desk:do", args=[case.pk, "carry_out"])
    with time_machine.travel(later(40), tick=False):
        page = shown(team.handler, case)
        assert "已落实 0 项，共 2 项" in page
        assert "过了期限" not in page
        assert f"{address}?factor_n=2" in page
        assert f"{address}?factor_n=2" not in shown(cast.leader, case)
        assert lead.get(address, {"factor_n": "2"}).context["form"].fields[0].value == "2"
        do(case, "carry_out", team.handler.actor, later(40), factor_n="2", done_on=day(40), result="已开")
    with time_machine.travel(later(63), tick=False):
        page = shown(team.handler, case)
    assert "已落实 1 项，共 2 项" in page
    assert "有 1 项过了期限还没有落实" in page
    assert "已过 3 天" in page


def test_a_measure_that_lapsed_warns_its_unit_and_who_supervises(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "carrying", just=True)
    clock = measure_clock(case, 1)
    for at in (clock.warn_at, clock.due_at + timedelta(minutes=1), clock.due_at + timedelta(minutes=2)):
        run_clocks(at=at)
    assert [step.action for step in said_of(case, 1)] == ["remind", "overdue"]
    case.refresh_from_db()
    assert case.light == "red"
    assert {team.handler.posting.pk, cast.supervisor.posting.pk} <= {*hearers(case, clock.due_at)}


def test_a_second_measure_that_lapses_gives_its_own_alert_and_once(cast: Cast, team: Team) -> None:
    case = brought(intended(cast), cast, team, "carrying", just=True)
    first, second = measure_clock(case, 1), measure_clock(case, 2)
    assert second.due_at - first.due_at >= timedelta(days=9)
    for clock in (first, second):
        for minutes in (1, 1, 2):  # the job is run again, and again a minute later
            run_clocks(at=clock.due_at + timedelta(minutes=minutes))
    heard = [hearers(case, clock.due_at) for clock in (first, second)]
    assert heard[0] == heard[1]  # the same people
    assert {team.handler.posting.pk, team.colleague.posting.pk, cast.supervisor.posting.pk} <= {*heard[0]}
    assert {*heard[0].values()} == {1}
    assert [[step.action for step in said_of(case, n)] for n in (1, 2)] == [["overdue"], ["overdue"]]
    newest = Notice.objects.filter(posting_id=cast.supervisor.posting.pk).latest("pk")
    assert "设临时便民菜点" in newest.body  # which of the two it is
    case.refresh_from_db()
    assert (case.light, case.due_at, replays(case)) == ("red", first.due_at, True)
    page = shown(team.handler, case)
    assert "计时 落实措施 公布统一的补偿标准" in page
    assert "计时 落实措施 设临时便民菜点" in page


def test_a_measure_carried_out_in_time_gives_no_alert_and_leaves_the_other_alone(cast: Cast, team: Team) -> None:
    case, lead = brought(intended(cast), cast, team, "carrying", just=True), team.handler.actor
    first, second = measure_clock(case, 1), measure_clock(case, 2)
    do(case, "carry_out", lead, later(50), factor_n="2", done_on=day(50), result="菜点已开")
    second.refresh_from_db()
    assert second.met is True
    for clock in (first, second):
        run_clocks(at=clock.due_at + timedelta(minutes=1))
    assert [[step.action for step in said_of(case, n)] for n in (1, 2)] == [["overdue"], []]
    do(case, "carry_out", lead, later(80), factor_n="1", done_on=day(80), result="标准已公布")
    first.refresh_from_db()
    assert first.met is False
    case.refresh_from_db()
    assert case.light == "green"  # what is due now is the filing
    assert [clock.subject for clock in case.clocks.filter(kind="carry", stopped_at=None)] == [""]


def measure_clock(case: Case, n: int) -> Clock:
    """The clock that runs to the day of a measure."""
    return case.clocks.get(kind="carry", subject=str(n))


def said_of(case: Case, n: int) -> list[Step]:
    """What the platform said of a measure, the first first."""
    said = case.steps.filter(action__in=["remind", "overdue"], form__clock__endswith=f":{n}").order_by("number")
    return [step for step in said if step.form["clock"].startswith("carry:")]


def hearers(case: Case, since: datetime) -> Counter[int]:
    """How many alerts of a measure each posting got within a day."""
    heard = Notice.objects.filter(link__contains=f"/cases/{case.pk}/", kind="overdue", created_at__gte=since)
    return Counter(heard.filter(created_at__lt=since + timedelta(days=1)).values_list("posting_id", flat=True))


def test_history_says_which_group_and_which_factor_was_meant_as_they_were_called_then(cast: Cast, team: Team) -> None:
    case, lead = brought(intended(cast), cast, team, "planning"), team.handler.actor
    do(case, "add_group", lead, later(0, 30), group="附近商户", group_size="m", concern="人流变少")
    do(case, "drop_group", lead, later(0, 31), group_n="3", reason="和摊主重复")
    do(case, "add_group", lead, later(0, 32), group="公交乘客", group_size="m", concern="站点搬走")
    do(case, "drop_group", lead, later(0, 33), group_n="3", reason="站点不搬")
    page = shown(team.handler, case)
    for name in ("附近商户", "公交乘客"):  # both had the number 3
        assert f"哪一类群体 {name}" in page
    page = shown(team.handler, brought(intended(cast), cast, team, "assessing"))
    for told in ("哪一类群体 市场摊主", "哪一类群体 周边居民"):
        assert told in page
    assert "哪一类群体 1" not in page
    carrying = brought(intended(cast), cast, team, "carrying")
    assert "哪一个风险因素 摊位补偿标准不一致" in shown(team.handler, carrying)


def test_an_expert_with_an_interest_is_named_beside_the_field_and_nothing_is_kept(cast: Cast, team: Team) -> None:
    case, lead = brought(intended(cast), cast, team, "planning"), signed_in(team.handler)
    plan = ["announcement", "expert", "departments"]
    do(case, "set_plan", team.handler.actor, later(0, 30), scope="全过程", methods=plan)
    address = reverse("desk:do", args=[case.pk, "hear_expert"])
    said = {"key": str(uuid4()), "expert_of": "建筑结构", "held_on": day(0), "opinion": "地基可行"}
    for wrong in ({"no_interest": "false"}, {}):
        refused = lead.post(address, said | wrong)
        assert refused.status_code == 422
        assert [one.name for one in refused.context["form"].fields if one.error] == ["no_interest"]
    case.refresh_from_db()
    assert "heard" not in case.more
    assert lead.post(address, said | {"no_interest": "true"}).status_code == 302
    case.refresh_from_db()
    assert [one["of"] for one in case.more["heard"]] == ["建筑结构"]
