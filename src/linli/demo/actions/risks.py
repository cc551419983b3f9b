"""A few assessments of what the county intends, each standing somewhere else on its way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases.actions import act
from linli.cases.models import Case
from linli.deadlines.rules import SHANGHAI
from linli.demo.actions.cases import NAMESPACE, Company, Form
from linli.demo.plan import COUNTY, FOCUS
from linli.work.risks.actions import Intention, answer, intend, load_types
from linli.work.risks.queries import mark_of

MAKER = "县人民政府常务会议"
GROUPS = (
    ("市场摊主", "m", "搬迁以后的客源和摊位费"),
    ("周边居民", "l", "买菜不便、停车和噪声"),
    ("送货司机", "s", "新址的卸货位和通行时间"),
)
FACTORS = (
    ("补偿标准前后不一致", "fair", "40", "0.8", "0.7", "公布统一的补偿标准，逐户签字确认", "0.4", "0.5"),
    ("搬迁期间买菜不便", "feasible", "35", "0.9", "0.5", "先开临时菜点，再关老市场", "0.5", "0.3"),
    ("新址早晚高峰拥堵", "controlled", "25", "0.6", "0.6", "错时卸货，高峰派人疏导", "0.4", "0.4"),
)
ANSWERS = (
    ("1", "conditional", "新摊位费头两年不要涨"),
    ("1", "against", "老顾客都认老地方，搬了怕没有人来"),
    ("2", "favour", "早就该搬了，早上根本过不去"),
    ("2", "favour", ""),
    ("2", "conditional", "希望保留一个小菜点，老人走不远"),
    ("2", "unsure", ""),
    ("3", "favour", "新址卸货要有固定车位"),
)


@dataclass(frozen=True)
class Plan:
    """What is intended, and how far the assessment has come: days before now, and the step."""

    type_code: str
    title: str
    description: str
    adverse: str
    ground: str
    procedure: str
    begun: int
    steps: tuple[tuple[int, str], ...]


_ASKED = ((37, "take"), (36, "add_group 0"), (36, "add_group 1"), (35, "add_group 2"), (35, "set_plan"))
_HEARD = (
    (34, "announce"),
    (34, "open_questionnaire"),
    (30, "answers"),
    (28, "hear visit 1"),
    (27, "hear visit 2"),
    (26, "hear departments 3"),
)
_ASSESSED = ((3, "end_survey"), (3, "add_factor 0"), (2, "add_factor 1"), (2, "add_factor 2"), (1, "conclude"))
PLANS = (
    Plan(
        "1801",
        "青石街农贸市场搬迁",
        "把青石街农贸市场整体搬到柳浦路，原址改建停车场和口袋公园，涉及摊位一百二十个。",
        "摊主担心客源，周边居民担心买菜不便和施工扰民。",
        FOCUS[:12],
        "ordinary",
        12,
        tuple((days - 26, step) for days, step in (*_ASKED, *_HEARD[:-1])),
    ),
    Plan(
        "1802",
        "马路早市退路进厅",
        "把城北马路早市搬进新建的室内市场，涉及摊位八十个，摊位费三年内不涨。",
        "摊主担心客源和摊位费，周边居民担心买菜变远变贵。",
        FOCUS[:9],
        "ordinary",
        38,
        (*_ASKED, *_HEARD, *_ASSESSED, (0, "sign 0")),
    ),
    Plan(
        "1803",
        "元宵灯会",
        "正月十三至十七晚在滨河广场办灯会，预计每晚客流两万人。",
        "人多拥挤，周边道路临时管制，影响附近住户出行。",
        COUNTY[0],
        "simple",
        18,
        (
            (17, "take"),
            (17, "add_group 1"),
            (16, "set_plan"),
            (15, "hear visit 1"),
            (14, "hear departments 1"),
            (13, "end_survey"),
            (13, "add_factor 3"),
            (13, "add_factor 4"),
            (12, "conclude"),
            (11, "sign 0"),
            (11, "submit"),
            (10, "decide"),
            (8, "file"),
            (4, "carry_out"),
        ),
    ),
    Plan(
        "1801",
        "污水处理厂扩建",
        "在现有厂区东侧扩建二期，日处理能力增加二万吨。",
        "附近村民担心气味和占地。",
        FOCUS[:9],
        "ordinary",
        0,
        (),
    ),
)
_FAIR = (
    ("散场时人流拥挤", "controlled", "60", "0.7", "0.9", "单向通行，限流，设疏导岗", "0.3", "0.8"),
    ("周边住户出行不便", "feasible", "40", "0.8", "0.3", "发临时通行证，提前三天告知", "0.3", "0.2"),
)


@transaction.atomic
def weigh_risks(*, at: datetime) -> int:
    """What may be assessed, and the assessments with all their steps; all of it or nothing. Returns how many."""
    load_types(at=at)
    company = Company.gathered(at)
    for number, plan in enumerate(PLANS):
        _Course(number, plan, company, at).run()
    return len(PLANS)


class _Course:
    """One assessment on its way."""

    def __init__(self, number: int, plan: Plan, company: Company, now: datetime) -> None:
        self.number, self.plan, self.company, self.now = number, plan, company, now
        ground = areas.ground_of(COUNTY[0])
        unit = areas.unit_for("城市管理局", ground) if ground else None
        self.unit = unit.pk if unit else 0
        self.lead = company.at_unit(self.unit, "handler")

    def run(self) -> None:
        """Say what is intended, and take the steps one after another."""
        one = self.plan
        intention = Intention(one.type_code, one.title, one.description, MAKER, one.adverse, one.ground)
        case = intend(intention, by=self.lead, at=self._at(one.begun), key=self._key("intend"))
        for number, (days, step) in enumerate(one.steps):
            at = self._at(days) + timedelta(minutes=number)
            name, *named = step.split()
            if name == "answers":
                self._answered(case, at)
                continue
            form = self._form(name, named, case, at)
            act(
                case.pk,
                name,
                by=self._by(name, case),
                at=min(at, self.now),
                form=form,
                key=self._key(f"{number} {step}"),
            )
            case.refresh_from_db()

    def _at(self, days: int) -> datetime:
        return self.now - timedelta(days=days, hours=1)

    def _day(self, at: datetime, after: int = 0) -> date:
        return at.astimezone(SHANGHAI).date() + timedelta(days=after)

    def _key(self, step: str) -> UUID:
        return uuid5(NAMESPACE, f"risk {self.number} {step}")

    def _answered(self, case: Case, at: datetime) -> None:
        for number, (group, stance, text) in enumerate(ANSWERS):
            mark, key = mark_of(case.pk, case.more["round"]), self._key(f"answer {number}")
            answer(case.no, mark, group=group, stance=stance, text=text, at=at, key=key)

    def _by(self, name: str, case: Case) -> Actor:
        if name in {"take", "file"}:
            return self.company.at_unit(case.desk_unit_id, "desk")
        if name == "decide":
            return self.company.at_unit(case.desk_unit_id, "leader")
        return self.lead

    def _form(self, name: str, named: list[str], case: Case, at: datetime) -> Form:
        forms = dict(self._planned(named, at)) | dict(self._assessed(named, case, at))
        return forms.get(name, {})

    def _planned(self, named: list[str], at: datetime) -> Iterator[tuple[str, Form]]:
        which = int(named[0]) if named and named[0].isdecimal() else 0
        name, size, concern = GROUPS[which % len(GROUPS)]
        simple = self.plan.procedure == "simple"
        yield "take", {"lead": self.unit, "procedure": self.plan.procedure}
        yield "add_group", {"group": name, "group_size": size, "concern": concern}
        ways = ["visit", "departments"] if simple else ["announcement", "questionnaire", "visit", "departments"]
        yield "set_plan", {"scope": "从宣布到完成的全过程，重点是群众切身利益", "methods": ways}
        announced: Form = {"announced_on": self._day(at), "announce_days": 30, "where": "县政府网站、社区公告栏"}
        yield "announce", announced
        question = f"{self.plan.description}您怎么看？最担心什么？"
        yield "open_questionnaire", {"question": question, "ask_until": self._day(at, 29)}
        if len(named) > 1:
            counts: Form = {"favour": 26, "conditional": 9, "against": 4}
            heard: Form = {"method": named[0], "group_n": named[1], "held_on": self._day(at)}
            yield (
                "hear",
                heard | counts | {"opinion": "多数理解，希望提前告知、分步实施。", "adopted": "采纳，写入实施方案。"},
            )

    def _assessed(self, named: list[str], case: Case, at: datetime) -> Iterator[tuple[str, Form]]:
        which = int(named[0]) if named and named[0].isdecimal() else 0
        title, aspect, weight, p, q, measure, p_after, q_after = (*FACTORS, *_FAIR)[which % (len(FACTORS) + len(_FAIR))]
        yield (
            "add_factor",
            {
                "factor": title,
                "aspect": aspect,
                "weight": weight,
                "p_before": p,
                "q_before": q,
                "measure": measure,
                "measure_by": "县城管局",
                "measure_until": self._day(at, 30 + 10 * which),
                "p_after": p_after,
                "q_after": q_after,
            },
        )
        desk = self.company.at_unit(case.desk_unit_id, "desk")
        yield (
            "conclude",
            {
                "level": "low",
                "summary": "各项风险有相应措施，落实以后总体可控。",
                "emergency_plan": "成立专班，出现集中反映的，当天到场答复；必要时暂停实施。",
                "signers": [self.lead.posting_id]
                if self.plan.procedure == "simple"
                else [self.lead.posting_id, desk.posting_id],
            },
        )
        yield "decide", {"explanation": "已研究评估报告，风险可控，同意实施；各项措施按期落实。"}
        yield "file", {"filed_on": self._day(at), "filed_with": "市综治中心"}
        yield "carry_out", {"factor_n": 1, "done_on": self._day(at), "result": "疏导方案已演练，岗位已定。"}
