"""Two courts' and two bureaus' worth of variation, each published on screen as a version, with no line of Python.

Every version has all three at once: other limits, another order, one more state.
"""

import pytest
from tests.cast import Cast, new_unit, player
from tests.stories import do, load_catalogue, replays, varied

from linli.cases.actions import BadForm, RefusedAction
from linli.web.desk.tests.signed_in import signed_in
from linli.work.disputes.tests import stories as disputes
from linli.work.risks.tests import stories as risks

JUDGE = """
[[state]]
name = "reviewing"
title = "法官工作室审看"
stage = "达成协议"
clock = "sign"
public = "法官工作室正在看协议"

[[action]]
name = "hand_to_judge"
title = "请法官看"
from = ["agreed"]
to = "reviewing"
by = ["mediator"]

[[action]]
name = "judge_agrees"
title = "法官看过"
from = ["reviewing"]
to = "agreed"
by = ["mediator", "lead"]
"""
COOLING = """
[[clock]]
name = "cooling"
title = "冷静"
limit = "3 calendar_day"
holder = "lead"

[[state]]
name = "cooling"
title = "冷静几天"
stage = "调解"
clock = "cooling"
public = "各方约好冷静几天再谈"

[[action]]
name = "cool_down"
title = "约好冷静几天"
from = ["mediating"]
to = "cooling"
by = ["mediator"]
pauses = ["mediate", "tier"]
starts = ["cooling"]

[[action]]
name = "talk_again"
title = "接着谈"
from = ["cooling"]
to = "mediating"
by = ["mediator"]
stops = ["cooling"]
resumes = ["mediate", "tier"]
"""
REVIEW = """
[[state]]
name = "reviewing"
title = "专家复核"
stage = "编制报告"
clock = "assess"
public = "专家正在复核评估报告"

[[action]]
name = "ask_review"
title = "请专家复核"
from = ["reporting"]
to = "reviewing"
by = ["lead"]

[[action]]
name = "reviewed"
title = "复核完成"
from = ["reviewing"]
to = "reporting"
by = ["lead", "desk"]
form = ["note"]
"""
PUBLICITY = """
[[state]]
name = "publicised"
title = "结果公示"
stage = "运用结果"
clock = "carry"
public = "评估结果正在公示"

[[action]]
name = "publicise"
title = "公示结果"
from = ["carrying"]
to = "publicised"
by = ["lead"]

[[action]]
name = "publicity_over"
title = "公示期满"
from = ["publicised"]
to = "carrying"
by = ["lead"]
"""
VILLAGE, TOWN = 'functions = ["村(居)人民调解委员会"]', 'functions = ["街道(乡镇)人民调解委员会"]'
GROUP = 'functions = ["网格调解小组"]'


def publishes(cast: Cast, kind: str, *changes: tuple[str, str], more: str) -> None:
    """The administrator takes the text from the page, writes it otherwise, has it checked, and publishes it."""
    client, address = signed_in(cast.admin), f"/desk/process/publish/?of={kind}"
    text = varied(client.get(address).context["text"], *changes, more=more)
    checked = client.post(address, {"text": text, "deed": "check"})
    assert checked.context["sound"].version == 2
    assert client.post(address, {"text": text, "deed": "publish"}).status_code == 302


def body(cast: Cast, function: str) -> disputes.Committee:
    """A body that mediates in the community, of the kind that a version wants first."""
    unit = new_unit(area=cast.areas.community, kind="team", name=function, functions=[function])
    return disputes.Committee(unit, player("first", "handler", unit), player("second", "handler", unit))


def test_a_court_has_the_grid_first_shorter_days_and_a_judge_who_looks(cast: Cast) -> None:
    load_catalogue(cast)
    committee = disputes.found_committee(cast)
    old = disputes.applied(cast)
    changes = [('limit = "5 work_day"', 'limit = "3 work_day"'), ("report_days = 30", "report_days = 15")]
    publishes(cast, "dispute", *changes, (VILLAGE, GROUP), (TOWN, VILLAGE), more=JUDGE)
    case, group = disputes.applied(cast), body(cast, "网格调解小组")
    assert (old.version, case.version) == (1, 2)
    with pytest.raises(BadForm):
        do(case, "screen", cast.community_desk.actor, nature="civil", lead=committee.unit.pk)
    disputes.brought(case, cast, group, "agreed")
    assert case.clocks.get(kind="sign").amount == 3
    do(case, "hand_to_judge", group.mediator.actor)
    assert case.state == "reviewing"
    do(case, "judge_agrees", group.mediator.actor)
    assert (case.state, replays(case)) == ("agreed", True)
    disputes.brought(old, cast, committee, "effective")  # what was begun goes on as it was begun


def test_another_has_the_town_first_longer_days_and_lets_tempers_cool(cast: Cast) -> None:
    load_catalogue(cast)
    disputes.found_committee(cast)
    swapped = [(VILLAGE, "functions = []"), (TOWN, VILLAGE), ("functions = []", TOWN)]
    publishes(cast, "dispute", ("days = 10", "days = 25"), *swapped, more=COOLING)
    case, town = disputes.applied(cast), body(cast, "街道(乡镇)人民调解委员会")
    disputes.brought(case, cast, town, "mediating")
    assert case.clocks.get(kind="tier").amount == 25
    do(case, "cool_down", town.mediator.actor)
    assert (case.state, case.clocks.get(kind="mediate").paused_at is None) == ("cooling", False)
    do(case, "talk_again", town.mediator.actor)
    assert (case.state, replays(case)) == ("mediating", True)


def test_a_bureau_gives_more_days_has_experts_look_and_files_before_it_decides(cast: Cast) -> None:
    load_catalogue(cast)
    team = risks.gather_team(cast)
    order = ('needs = ["may_be_decided"]', 'needs = ["may_be_decided", "filed"]')
    publishes(cast, "risk", ("ordinary_days = 60", "ordinary_days = 90"), order, more=REVIEW)
    case = risks.brought(risks.intended(cast), cast, team, "reporting")
    assert case.clocks.get(kind="assess").amount == 90
    lead, leader = team.handler.actor, cast.leader.actor
    do(case, "ask_review", lead)
    assert case.state == "reviewing"
    do(case, "reviewed", lead, note="看过")
    do(case, "submit", lead)
    with pytest.raises(RefusedAction, match="备案"):
        do(case, "decide", leader, explanation="同意")
    do(case, "file", cast.county_desk.actor, filed_on=risks.day(risks.OVER), filed_with="市综治中心")
    do(case, "decide", leader, explanation="同意")
    assert (case.state, replays(case)) == ("carrying", True)


def test_another_is_stricter_has_the_leader_approve_first_and_publicises_the_result(cast: Cast) -> None:
    load_catalogue(cast)
    team = risks.gather_team(cast)
    order = ('approvals = ["desk", "approver"]', 'approvals = ["approver", "desk"]')
    publishes(cast, "risk", ("medium = 0.36", "medium = 0.15"), order, more=PUBLICITY)
    case, lead, desk = risks.intended(cast), team.handler.actor, cast.county_desk.actor
    risks.brought(case, cast, team, "planning", just=True)
    do(case, "ask_extension", lead, amount="10", reason="走访的人多")
    with pytest.raises(RefusedAction):
        do(case, "approve_extension", desk)
    do(case, "approve_extension", cast.leader.actor)
    do(case, "approve_extension", desk)
    assert case.extensions == 1
    other = risks.brought(risks.intended(cast), cast, team, "reporting", level="medium")
    assert other.more["suggested"] == "medium"  # 0.18 is above the county's own 0.15
    settled = risks.brought(risks.intended(cast), cast, team, "reporting", level="medium")
    do(settled, "submit", lead)
    do(settled, "measures_first", cast.leader.actor)
    for n in ("1", "2"):
        do(settled, "carry_out", lead, factor_n=n, done_on=risks.day(risks.OVER), result="做了")
    do(settled, "measures_carried", lead)
    do(settled, "decide", cast.leader.actor, explanation="同意")
    do(settled, "publicise", lead)
    do(settled, "publicity_over", lead)
    assert (settled.state, replays(settled)) == ("carrying", True)
