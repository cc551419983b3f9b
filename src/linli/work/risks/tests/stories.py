"""Assessments brought to where a test begins, through the ordinary actions only."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from tests.cast import AT, Cast, Player, player
from tests.stories import do

from linli.areas.models import Unit
from linli.areas.rules import Actor
from linli.cases.models import Case
from linli.work.risks.actions import Intention, intend, load_types

#: Days of the story, counted from ``AT``: the announcement, its last day gone, what is due and done after.
ANNOUNCED, OVER, DUE, DONE = 1, 32, 60, 50


@dataclass(frozen=True)
class Team:
    """The unit that assesses what it intends, and two who work there."""

    unit: Unit
    handler: Player
    colleague: Player


def gather_team(cast: Cast) -> Team:
    """What may be assessed, and a colleague for the handler of the cast's department."""
    load_types(at=AT)
    return Team(cast.units.department, cast.handler, player("colleague", "handler", cast.units.department))


def an_intention(cast: Cast, **changes: str) -> Intention:
    """A market is to be moved."""
    told = Intention(
        type_code="1801",
        title="青石街农贸市场搬迁",
        description="把青石街农贸市场搬到柳浦路，原址改建停车场。",
        decision_maker="县人民政府常务会议",
        adverse="摊主担心客源，周边居民担心买菜不便。",
        ground_code=cast.areas.community.code,
    )
    return replace(told, **changes)


def intended(cast: Cast, by: Actor | None = None, at: datetime = AT, **changes: str) -> Case:
    """An assessment just asked for by the unit that intends something."""
    return intend(an_intention(cast, **changes), by=by or cast.handler.actor, at=at, key=uuid4())


def day(number: int) -> str:
    """A day of the story."""
    return (AT + timedelta(days=number)).date().isoformat()


def later(number: int, minutes: int = 0) -> datetime:
    """A moment of the story."""
    return AT + timedelta(days=number, minutes=minutes)


#: What the unit estimates of two factors; the weights are the whole together.
FACTORS: tuple[dict[str, object], ...] = (
    {
        "factor": "摊位补偿标准不一致",
        "aspect": "fair",
        "weight": "60",
        "p_before": "0.8",
        "q_before": "0.7",
        "measure": "公布统一的补偿标准",
        "measure_by": "县城管局",
        "measure_until": day(DUE),
        "p_after": "0.4",
        "q_after": "0.5",
    },
    {
        "factor": "搬迁期间买菜不便",
        "aspect": "feasible",
        "weight": "40",
        "p_before": "0.9",
        "q_before": "0.4",
        "measure": "设临时便民菜点",
        "measure_by": "县城管局",
        "measure_until": day(DUE + 10),
        "p_after": "0.5",
        "q_after": "0.3",
    },
)


def brought(case: Case, cast: Cast, team: Team, to: str, *, level: str = "low", just: bool = False) -> Case:
    """The assessment brought along the usual way until it stands in state ``to``, with what is done there.

    ``just``: it has just come there, and nothing has been done yet.
    """
    for state, action, by, number, form in _way(cast, team, level):
        if to == "proposed" or (case.state == to and (just or state != to)):
            break
        do(case, action, by, later(number, case.steps.count()), **form)
    assert case.state == to
    return case


def _way(cast: Cast, team: Team, level: str) -> list[tuple[str, str, Actor, int, dict[str, object]]]:
    """State afterwards, action, who, on which day, with what."""
    desk, lead, colleague = cast.county_desk.actor, team.handler.actor, team.colleague.actor
    leader = cast.leader.actor
    heard: dict[str, object] = {"favour": "20", "conditional": "8", "against": "3", "opinion": "希望先建好新市场再搬"}
    why: dict[str, object] = {"reason": "措施还没有落实，从严"} if level != "low" else {}
    plan = ["announcement", "visit", "departments"]
    return [
        ("planning", "take", desk, 0, {"lead": team.unit.pk, "procedure": "ordinary"}),
        ("planning", "add_group", lead, 0, {"group": "市场摊主", "group_size": "m", "concern": "客源和补偿"}),
        ("planning", "add_group", lead, 0, {"group": "周边居民", "group_size": "l", "concern": "买菜不便"}),
        ("surveying", "set_plan", lead, 0, {"scope": "市场搬迁全过程", "methods": plan}),
        (
            "surveying",
            "announce",
            lead,
            ANNOUNCED,
            {"announced_on": day(ANNOUNCED), "announce_days": "30", "where": "县政府网站"},
        ),
        ("surveying", "hear", lead, 3, {"method": "visit", "group_n": "1", "held_on": day(3)} | heard),
        ("surveying", "hear", lead, 4, {"method": "visit", "group_n": "2", "held_on": day(4)} | heard),
        ("surveying", "hear", lead, 5, {"method": "departments", "group_n": "1", "held_on": day(5)} | heard),
        ("assessing", "end_survey", lead, OVER, {}),
        ("assessing", "add_factor", lead, OVER, FACTORS[0]),
        ("assessing", "add_factor", lead, OVER, FACTORS[1]),
        (
            "reporting",
            "conclude",
            lead,
            OVER,
            {
                "level": level,
                "summary": "总体可控",
                "emergency_plan": "设专班，摊主有问题当天答复",
                "signers": [team.handler.posting.pk, team.colleague.posting.pk],
            },
        ),
        ("reporting", "sign", lead, OVER, why),
        ("reporting", "sign", colleague, OVER, why),
        ("deciding", "submit", lead, OVER, {}),
        ("carrying", "decide", leader, OVER + 1, {"explanation": "风险可控，同意搬迁"}),
        ("carrying", "file", cast.county_desk.actor, OVER + 2, {"filed_on": day(OVER + 2), "filed_with": "市综治中心"}),
        ("carrying", "carry_out", lead, DONE, {"factor_n": "1", "done_on": day(DONE), "result": "标准已公布"}),
        ("carrying", "carry_out", lead, DONE, {"factor_n": "2", "done_on": day(DONE), "result": "菜点已开"}),
        ("finished", "finish", lead, DONE, {"result": "搬迁平稳完成"}),
    ]
