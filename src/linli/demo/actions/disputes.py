"""A handful of disputes around the desks whose sign-ins are shown, each standing somewhere else on its way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases.actions import act
from linli.cases.models import Case
from linli.deadlines.rules import SHANGHAI
from linli.demo.actions.bodies import keep_rosters
from linli.demo.actions.cases import NAMESPACE, Company, Form
from linli.demo.plan import FOCUS
from linli.work.disputes.actions import Application, PartyForm, apply, code_of, load_types
from linli.work.disputes.queries import DIGITS, courts, party

WITH_MINUTES = (
    "双方各自说明了经过，对事实没有争议；调解员讲了民法典关于相邻关系的规定，建议各让一步。双方愿意下次带上票据再谈。"
)
TALK = "单独谈时表示，对方如果道歉，金额可以再少一些。"


@dataclass(frozen=True)
class Quarrel:
    """A dispute: its type, what it is about, who is in it, how many days ago it began, and how far it has come."""

    type_code: str
    facts: str
    claim: str
    parties: tuple[PartyForm, PartyForm]
    days: int
    steps: tuple[str, ...]


_BEGUN = ("screen", "consent", "appoint")
_SETTLED = (*_BEGUN, "sit_together", "meet_apart", "agree_in_writing", "sign 1", "sign 2", "seal")
QUARRELS = (
    Quarrel(
        "1702",
        "楼上卫生间防水失效，渗水泡坏楼下卧室天花板和衣柜，双方对赔偿金额争执不下。",
        "修好防水，赔偿粉刷和衣柜损失二千元。",
        (PartyForm("郭文静", "13900010001", "鼓楼社区 3 号楼 201"), PartyForm("孙立民", "13900010002", "")),
        0,
        (),
    ),
    Quarrel(
        "1702",
        "一楼住户在窗外搭雨棚，二楼认为影响采光和安全。",
        "拆除或降低雨棚。",
        (PartyForm("何秀兰", "13900010003", ""), PartyForm("马建国", "13900010004", "")),
        2,
        ("screen", "silent"),
    ),
    Quarrel(
        "1701",
        "兄弟三人对母亲的赡养费和轮流照料的时间说不到一起。",
        "明确每月赡养费和照料安排。",
        (PartyForm("赵桂芳", "13900010005", ""), PartyForm("赵永强", "13900010006", "")),
        6,
        (*_BEGUN, "exhibit", "sit_together", "meet_apart", "arrange"),
    ),
    Quarrel(
        "1703",
        "翻建院墙时占了公共通道约四十厘米，邻居三轮车进不去。",
        "退回通道，恢复原样。",
        (PartyForm("田福来", "13900010007", ""), PartyForm("田福顺", "13900010008", "")),
        9,
        (*_BEGUN, "sit_together", "agree_in_writing", "sign 1"),
    ),
    Quarrel(
        "1706",
        "电动车在小区里倒地，砸坏旁边轿车的车门。",
        "赔偿修车费一千六百元。",
        (PartyForm("周海燕", "13900010009", ""), PartyForm("李向东", "13900010010", "")),
        16,
        _SETTLED,
    ),
    Quarrel(
        "1702",
        "楼道里的鞋柜和纸箱堵住了对门，多次说过没有清。",
        "清空楼道，以后不再堆放。",
        (PartyForm("吴金花", "13900010011", ""), PartyForm("冯志远", "13900010012", "")),
        13,
        (*_SETTLED, "finish"),
    ),
    Quarrel(
        "1717",
        "物业费涨价前没有征求意见，业主拒交。",
        "按原标准收费。",
        (PartyForm("陈丽娟", "13900010013", ""), PartyForm("鼓楼花园物业服务中心", "13900010014", "")),
        11,
        ("screen", "decline"),
    ),
    Quarrel(
        "1702",
        "阳台改厨房，油烟从下层飘进卧室，两家为改烟道和赔偿谈了几次。",
        "一个月内改好烟道，赔偿清洗费六百元。",
        (PartyForm("高雪梅", "13900010015", ""), PartyForm("许志强", "13900010016", "")),
        12,
        (*_SETTLED, "ask_confirmation 1", "ask_confirmation 2", "apply_to_court"),
    ),
)


#: Which of them can be tried as a party on the own phone, and what there is to do; it is always the respondent.
TRIED = {1: "回答愿不愿意调解", 3: "看协议书、在手机上签名"}


@dataclass(frozen=True)
class Trial:
    """A party to try: what for, the own code, and the end of its telephone that is asked for beside it."""

    words: str
    code: str
    digits: str


def trials() -> list[Trial]:
    """The parties that can be tried, with their codes."""
    found = []
    for number, words in TRIED.items():
        case = Case.objects.filter(open_key=uuid5(NAMESPACE, f"dispute {number} apply")).first()  # unique
        code = code_of(party(case.pk, 2)) if case else ""
        digits = QUARRELS[number].parties[1].phone[-DIGITS:]
        found += [Trial(words, code, digits)] if code else []
    return found


@transaction.atomic
def stir_disputes(*, at: datetime) -> int:
    """The types, and the disputes with all their steps; all of it or nothing. Returns how many disputes."""
    load_types(at=at)
    company = Company.gathered(at)
    keep_rosters(company, at=at)
    for number, quarrel in enumerate(QUARRELS):
        _Course(number, quarrel, company, at).run()
    return len(QUARRELS)


class _Course:
    """One dispute on its way: a step each working morning or afternoon, at most up to now."""

    def __init__(self, number: int, quarrel: Quarrel, company: Company, now: datetime) -> None:
        self.number, self.quarrel, self.company, self.now = number, quarrel, company, now
        self.at = min(now, now - timedelta(days=quarrel.days))

    def run(self) -> None:
        """Apply, and take the steps one after another."""
        desk = self.company.on_ground(FOCUS[:12], "desk")
        case = apply(self._application(), by=desk, at=self.at, key=self._key("apply"))
        pause = (self.now - self.at) / (len(self.quarrel.steps) + 1)
        for step in self.quarrel.steps:
            self.at += pause
            name, _, party = step.partition(" ")
            form = self._form(name, party or "2", case)
            act(case.pk, name, by=self._by(name, case, desk), at=self.at, form=form, key=self._key(step))
            case.refresh_from_db()

    def _application(self) -> Application:
        one = self.quarrel
        return Application(
            one.type_code,
            "application",
            "shown",
            one.facts,
            one.claim,
            applicants=one.parties[:1],
            respondents=one.parties[1:],
            ground_code=FOCUS,
        )

    def _key(self, step: str) -> UUID:
        return uuid5(NAMESPACE, f"dispute {self.number} {step}")

    def _by(self, name: str, case: Case, desk: Actor) -> Actor:
        if name == "screen":
            return self.company.at_unit(case.desk_unit_id, "desk") if case.desk_unit_id else desk
        return self.company.at_unit(case.lead_unit_id, "handler")

    def _form(self, name: str, party: str, case: Case) -> Form:
        day = self.at.astimezone(SHANGHAI).date()
        lead = areas.unit_for(case.matter.default_function, case.ground)
        court = next(iter(courts(case.ground)), None)
        mediators = self.company.by_unit[case.lead_unit_id or 0, "handler"][:1]
        forms: dict[str, Form] = {
            "screen": {"nature": "civil", "lead": lead.pk if lead else None},
            "consent": {"party": party, "how": "phone"},
            "silent": {"party": party, "how": "phone", "note": "电话没有接，明天上门"},
            "decline": {"party": party, "how": "visit", "remedy": "可以就收费问题向住建局投诉，或向人民法院起诉。"},
            "appoint": {
                "mediators": [one.posting_id for one in mediators],
                "chosen_by": "committee",
                "disclosed": "true",
            },
            "sit_together": {"held_on": day, "how": "visit", "openness": "closed", "minutes": WITH_MINUTES},
            "exhibit": {"party": "1", "exhibit": "就医票据 3 张", "copies": "original"},
            "arrange": {
                "meet_on": self.now.astimezone(SHANGHAI).date() + timedelta(days=2),
                "meet_at": "09:30",
                "how": "visit",
                "place": "社区综治中心一楼调解室",
                "sitting": "joint",
                "invited": "1、2",
            },
            "meet_apart": {"party": party, "held_on": day, "how": "visit", "talk": TALK},
            "agree_in_writing": {
                "scope": "all",
                "terms": f"{self.quarrel.claim}被申请人分两期履行。",
                "perform_by": day + timedelta(days=40),
                "instalments": 2,
            },
            "sign": {"party": party, "signed_on": day, "how": "paper"},
            "seal": {"sealed_on": day},
            "ask_confirmation": {"party": party, "how": "paper"},
            "apply_to_court": {"applied_on": day, "court": court.pk if court else ""},
            "finish": {"done_on": day, "result": "已经全部履行，双方再无争议。"},
        }
        return forms[name]
