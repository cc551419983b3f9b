"""The papers of a dispute's dossier, filled in from what is known of it.

They say who the parties are and what was written under seal: making one opens both, with a line for each in the
journal, and only for those who may open them anyway. What was offered for compromise and what was said apart is on
none of them; the packet for the court opens only what may leave the house (``packet`` in the process).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions import open_sealed
from linli.cases.models import Case, Step
from linli.cases.queries import NotFound, history, look_at
from linli.cases.rules.process import Process
from linli.cases.rules.relations import relations
from linli.deadlines.rules import SHANGHAI
from linli.documents import dossier, paper
from linli.documents.dossier import Sheet
from linli.documents.paper import chinese_date, pair
from linli.web.desk.disputes import signed
from linli.work.disputes import queries
from linli.work.disputes.actions import reveal_party
from linli.work.disputes.models import Party


def letter(case: Case, actor: Actor, at: datetime) -> paper.Letter:
    """The head of a paper: the body that mediates, and the number of the mediation."""
    opened = case.opened_at.astimezone(SHANGHAI)
    county = areas.names([case.county]).get(case.county, "")
    body = case.lead_unit or case.desk_unit
    return paper.Letter(
        unit=body.name if body else actor.unit_name,
        number=dossier.mediation_number(county, year=opened.year, serial=int(case.no.rpartition("-")[2])),
        issued_on=at.astimezone(SHANGHAI).date(),
    )


class Known:
    """A dispute with what its papers say; what is sealed is opened when a paper asks for it."""

    def __init__(self, case: Case, actor: Actor, at: datetime, kind: "Kind") -> None:
        self.case, self.actor, self.at, self.kind = case, actor, at, kind
        self.steps = history(case)

    @cached_property
    def process(self) -> Process:
        """The version that the dispute runs on."""
        return processes.get(self.case.process, self.case.version)

    def taken(self, *actions: str) -> list[Step]:
        """The steps of these actions, the first one first."""
        return [step for step in self.steps if step.action in actions]

    def opened(self, step: Step) -> dict[str, str]:
        """What was written under seal at a step; for the packet what may be in it."""
        return open_sealed(self.case.pk, step.number, by=self.actor, at=self.at, packet=self.kind.packet)

    def chosen(self, field: str, step: Step) -> str:
        """What was chosen in a field, in words."""
        said = str(step.form.get(field, ""))
        return dict(self.process.fields[field].choices).get(said, said)

    @cached_property
    def applied(self) -> dict[str, str]:
        """Facts and claim."""
        return self.opened(self.steps[0])

    @cached_property
    def parties(self) -> list[dossier.Person]:
        """The parties in clear."""
        sides, purpose = dict(Party.SIDES), f"制作《{self.kind.title}》"
        found = []
        for one in queries.parties(self.case.pk):
            said = reveal_party(self.case.pk, one.number, by=self.actor, at=self.at, purpose=purpose)
            found.append(dossier.Person(sides[one.side], said.name, said.phone, said.address))
        return found

    def name_of(self, number: object) -> str:
        """Who a party is, by its number."""
        return next((one.name for n, one in enumerate(self.parties, 1) if n == number), "")

    @cached_property
    def mediators(self) -> str:
        """Who mediates, by name."""
        return "、".join(areas.posting_names(self.case.more.get("mediators", [])).values())

    @cached_property
    def letter(self) -> paper.Letter:
        """The head: the body that mediates, and the number of the mediation."""
        return letter(self.case, self.actor, self.at)

    @property
    def head(self) -> dossier.Dossier:
        """What every paper says."""
        return dossier.Dossier(letter=self.letter, parties=self.parties, type=self.case.matter.title)

    @property
    def name(self) -> str:
        """李大华与王小明邻里纠纷."""
        return "与".join(one.name for one in self.parties) + self.case.matter.title


@dataclass(frozen=True)
class Kind:
    """A paper: its title, for whom it is made, when it can be, and how. ``packet``: it leaves the house."""

    title: str
    readers: frozenset[str]
    fits: Callable[[Case], bool]
    fill: Callable[[Known], Sequence[Sheet]]
    packet: bool = False


def _day_of(moment: datetime | None) -> str:
    return chinese_date(moment.astimezone(SHANGHAI).date()) if moment else ""


# ── the papers, in the order of the dossier ───────────────────────────────────────────────────────────────


def _cover(known: Known) -> list[Sheet]:
    case = known.case
    rows = [
        pair("卷　　名", known.name),
        pair("卷　　号", known.letter.number),
        pair("调 解 员", known.mediators),
        pair("调解日期", f"{_day_of(case.opened_at)} 至 {_day_of(case.closed_at) or '　　　　'}"),
        pair("立 卷 人", known.actor.name),
        pair("立卷日期", chinese_date(known.letter.issued_on)),
        pair("保管期限", "　"),
        pair("备　　注", "　"),
    ]
    return [Sheet(title="调解卷宗", rows=rows, is_cover=True)]


def _contents(known: Known) -> list[Sheet]:
    lines = [
        [
            str(n),
            title,
            "必须" if must else "按需",
            "在卷" if is_there(known.case) else "另附" if by_hand else "—",
            "　",
        ]
        for n, (title, must, is_there, by_hand) in enumerate(_CONTENTS, 1)
    ]
    table = dossier.Table(heads=["序号", "文书名称", "必须、按需", "在卷", "页号"], lines=lines, widths=[2, 9, 3, 2, 2])
    return [Sheet(title="卷内目录", rows=[pair("卷　　名", known.name)], table=table)]


def _where(is_there: object, *, by_hand: bool) -> str:
    return "在卷" if is_there else "另附" if by_hand else "—"


def _application(known: Known) -> list[Sheet]:
    first = known.steps[0]
    return [
        dossier.application_sheet(
            dossier.Application(
                letter=known.letter,
                parties=known.parties,
                type=known.case.matter.title,
                facts=known.applied["facts"],
                claim=known.applied["claim"],
                applied_on=first.at.astimezone(SHANGHAI).date(),
            )
        )
    ]


def _registration(known: Known) -> list[Sheet]:
    first = known.steps[0]
    rows = [
        *dossier.rows_of(known.head),
        pair("案件来源", known.chosen("started_by", first)),
        pair("受理日期", _day_of(known.case.accepted_at)) + pair("个人信息告知", known.chosen("notice", first)),
    ]
    passages = [("纠纷简要情况：", known.applied["facts"]), ("请求事项：", known.applied["claim"])]
    signing = [*(each.name for each in known.parties), "登记人"]
    return [Sheet(title="人民调解受理登记表", rows=rows, passages=passages, signing=signing, is_sealed=True)]


def _rights(known: Known) -> list[Sheet]:
    return [dossier.rights_sheet(known.head)]


def _exhibits(known: Known) -> list[Sheet]:
    lines = [
        [
            str(n),
            known.opened(step)["exhibit"],
            known.chosen("copies", step),
            known.name_of(step.form["party"]),
            _day_of(step.at),
        ]
        for n, step in enumerate(known.taken("exhibit"), 1)
    ]
    heads = ["序号", "材料名称、份数", "原件、复印件", "提交人", "提交日期"]
    table = dossier.Table(heads=heads, lines=lines, widths=[2, 7, 3, 3, 4])
    rows = dossier.rows_of(known.head)[:1]
    return [Sheet(title="人民调解证据材料清单", rows=rows, table=table, signing=["提交人", "接收人"])]


def _inquiries(known: Known) -> list[Sheet]:
    passages = [
        (f"{step.form['held_on']}，{known.chosen('how', step)}：", known.opened(step)["inquiry"])
        for step in known.taken("inquire")
    ]
    rows = [*dossier.rows_of(known.head)[:1], pair("调查人", known.mediators)]
    signing = ["被调查人", "调查人", "记录人"]
    return [Sheet(title="人民调解调查记录", rows=rows, passages=passages, signing=signing)]


def _minutes(known: Known) -> list[Sheet]:
    sessions = [
        dossier.Session(str(step.form["held_on"]), step.form["openness"] == "open", known.opened(step)["minutes"])
        for step in known.taken("sit_together")
    ]
    return [
        dossier.minutes_sheet(
            dossier.Minutes(
                letter=known.letter,
                parties=known.parties,
                type=known.case.matter.title,
                mediators=known.mediators,
                sessions=sessions,
            )
        )
    ]


def _agreement(known: Known) -> list[Sheet]:
    """What the parties signed on their phones, as it is; only where all signed on paper is it set anew."""
    more = known.case.more
    if signed.is_there(known.case):
        names = {number: one.name for number, one in enumerate(known.parties, 1)}
        return signed.sheets(known.case, names, by=known.actor, at=known.at)
    return [
        dossier.agreement_sheet(
            dossier.Agreement(
                letter=known.letter,
                parties=known.parties,
                type=known.case.matter.title,
                facts=known.applied["facts"],
                terms=known.opened(known.taken("agree_in_writing", "agree_orally")[-1])["terms"],
                perform_by=more["perform_by"],
                mediators=known.mediators,
                effective_on=more.get("effective_on", ""),
                is_oral=more["agreement"] == "oral",
            )
        )
    ]


def _confirmation(known: Known) -> list[Sheet]:
    more, court = known.case.more, known.taken("court_confirms", "court_dismisses")
    passages = [
        (
            "请求：",
            f"确认各方于 {more['effective_on']} 生效的人民调解协议（{known.letter.number}）有效。",
        ),
        (
            "事实与理由：",
            (
                f"各方因{known.case.matter.title}，经{known.letter.unit}主持调解，自愿达成协议，内容见所附调解协议。各方认为有必要"
                f"申请司法确认，现自协议生效之日起三十日内（最迟 {more['confirm_by']}）共同提出申请。"
            ),
        ),
        (
            "各方承诺：",
            (
                "出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如因该协议内容给他人造成损害的，愿意承担相应的"
                "民事责任和其他法律责任。"
            ),
        ),
    ]
    rows = [
        *dossier.rows_of(known.head),
        *(pair("申　　请", _asked(known, step)) for step in known.taken("ask_confirmation")),
        *(pair("法院裁定", _ruled(known, step)) for step in court[-1:]),
    ]
    return [
        Sheet(
            title="司法确认申请书",
            rows=rows,
            passages=passages,
            closing=["依据：《中华人民共和国人民调解法》第三十三条；法释〔2011〕5 号第三条、第四条。"],
            to=_court(known),
            signing=[f"申请人 {each.name}" for each in known.parties],
        )
    ]


def _court(known: Known) -> str:
    """The court to which it goes, by name where it has a desk here."""
    number = known.case.more.get("court")
    return (areas.whole_name_of(number) if number else "") or queries.COURT


def _asked(known: Known, step: Step) -> str:
    """Who has asked, when and how: 李大华，2026-03-04 10:00，网上."""
    moment = f"{step.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return "，".join([known.name_of(step.form["party"]), moment, known.chosen("how", step)])


def _ruled(known: Known, step: Step) -> str:
    return f"{step.form['decided_on']} {known.process.titled(step.action)}"


def _follow_ups(known: Known) -> list[Sheet]:
    actions = ("press", "instalment", "follow_up", "finish", "give_up")
    lines = [
        [
            str(step.form.get("held_on") or step.form.get("done_on") or _day_of(step.at)),
            known.process.titled(step.action),
            known.chosen("how", step) if "how" in step.form else "　",
            str(step.form.get("result") or step.form.get("note") or step.form.get("reason") or "　"),
            step.actor_name,
        ]
        for step in known.taken(*actions)
    ]
    table = dossier.Table(heads=["日期", "事项", "方式", "情况", "回访人"], lines=lines, widths=[4, 4, 3, 7, 3])
    return [Sheet(title="人民调解回访（履行）记录", rows=dossier.rows_of(known.head)[:1], table=table)]


def _explanation(known: Known) -> list[Sheet]:
    return [
        Sheet(
            title="卷宗情况说明",
            rows=[pair("卷　　名", known.name), *dossier.rows_of(known.head)[:1]],
            passages=[("", line) for line in _course(known)],
            closing=["为达成和解提出的方案和让步，不入本卷，不作为证据。"],
            is_sealed=True,
        )
    ]


def _course(known: Known) -> Iterator[str]:
    """What happened, from the application to the end, sentence by sentence."""
    case, more = known.case, known.case.more
    first = known.chosen("started_by", known.steps[0])
    yield f"本纠纷来源为{first}，{_day_of(case.opened_at)}登记，{_day_of(case.accepted_at)}由{known.letter.unit}受理。"
    if more.get("mediators"):
        yield f"各方当事人均同意调解。调解员为{known.mediators}，已向各方说明利害关系。"
    held = known.taken("sit_together")
    if held:
        days = "、".join(dict.fromkeys(str(step.form["held_on"]) for step in held))
        yield f"共进行联合调解 {len(held)} 次（{days}）。调解没有收取费用。"
    if more.get("agreement"):
        form = "书面" if more["agreement"] == "written" else "口头"
        scope = "全部" if more.get("scope") == "all" else "部分"
        since = f"，{more['effective_on']} 生效" if more.get("effective_on") else ""
        yield f"各方就{scope}争议达成{form}协议{since}，最迟 {more['perform_by']} 履行完毕。"
        yield f"约定分 {more.get('instalments', 1)} 期履行，已记 {more.get('paid', 0)} 期。"
    yield f"现在的情况：{known.process.states[case.state].title}。"


def _back(known: Known) -> list[Sheet]:
    rows = [
        pair("卷　　号", known.letter.number),
        pair("本卷情况", "　\n　\n　"),
        pair("立 卷 人", known.actor.name) + pair("检 查 人", "　"),
        pair("立卷时间", chinese_date(known.letter.issued_on)) + pair("页　　数", "　"),
    ]
    return [Sheet(title="备考表", rows=rows, is_cover=True)]


def _packet(known: Known) -> list[Sheet]:
    """What goes to the court (法释〔2011〕5 号 art. 3), and nothing that was offered or said apart."""
    found = [*_confirmation(known), *_agreement(known), *_registration(known)]
    found += _exhibits(known) if _filed("exhibit")(known.case) else []
    return [*found, *_explanation(known)]


# ── which there are ───────────────────────────────────────────────────────────────────────────────────────


def _always(_case: Case) -> bool:
    return True


def _is_accepted(case: Case) -> bool:
    return case.accepted_at is not None


def _sat(case: Case) -> bool:
    return bool(case.more.get("sessions", {}).get("joint"))


def _has_agreed(case: Case) -> bool:
    return bool(case.more.get("agreement"))


def _is_effective(case: Case) -> bool:
    return bool(case.more.get("effective_on"))


def _is_performing(case: Case) -> bool:
    more = case.more
    return bool(more.get("paid") or more.get("pressed") or _filed("follow_up")(case)) or case.state in _PERFORMED


def _filed(kind: str) -> Callable[[Case], bool]:
    return lambda case: bool(case.more.get("filed", {}).get(kind))


def _never(_case: Case) -> bool:
    return False


_PERFORMED = frozenset({"performed", "unperformed"})
_WORKING = frozenset({"desk", "lead", "mediator"})
_MEDIATOR = frozenset({"mediator"})
_COURT = _WORKING | {"court"}
#: The thirteen of the dossier in its order, and the packet. Titles stand on papers, Chinese whoever prints them.
KINDS: dict[str, Kind] = {
    "cover": Kind("卷宗封面", _WORKING, _is_accepted, _cover),
    "contents": Kind("卷内目录", _WORKING, _is_accepted, _contents),
    "application": Kind("人民调解申请书", _WORKING, _always, _application),
    "registration": Kind("人民调解受理登记表", _WORKING, _is_accepted, _registration),
    "rights": Kind("人民调解当事人权利义务告知书", _WORKING, _always, _rights),
    "exhibits": Kind("人民调解证据材料清单", _WORKING, _filed("exhibit"), _exhibits),
    "inquiries": Kind("人民调解调查记录", _MEDIATOR, _filed("inquiry"), _inquiries),
    "minutes": Kind("人民调解笔录", _MEDIATOR, _sat, _minutes),
    "agreement": Kind("人民调解协议书", _WORKING, _has_agreed, _agreement),
    "confirmation": Kind("司法确认申请书", _WORKING, _is_effective, _confirmation),
    "follow-ups": Kind("人民调解回访（履行）记录", _WORKING, _is_performing, _follow_ups),
    "explanation": Kind("卷宗情况说明", _WORKING, _is_accepted, _explanation),
    "back": Kind("卷宗封底（备考表）", _WORKING, _is_accepted, _back),
    "packet": Kind("司法确认材料（送法院）", _COURT, _is_effective, _packet, packet=True),
}
TITLES = {name: kind.title for name, kind in KINDS.items()}
#: As they stand on screen.
SHOWN: Mapping[str, Promise] = {
    "cover": gettext_lazy("卷宗封面"),
    "contents": gettext_lazy("卷内目录"),
    "application": gettext_lazy("人民调解申请书"),
    "registration": gettext_lazy("人民调解受理登记表"),
    "rights": gettext_lazy("人民调解当事人权利义务告知书"),
    "exhibits": gettext_lazy("人民调解证据材料清单"),
    "inquiries": gettext_lazy("人民调解调查记录"),
    "minutes": gettext_lazy("人民调解笔录"),
    "agreement": gettext_lazy("人民调解协议书"),
    "confirmation": gettext_lazy("司法确认申请书"),
    "follow-ups": gettext_lazy("人民调解回访（履行）记录"),
    "explanation": gettext_lazy("卷宗情况说明"),
    "back": gettext_lazy("卷宗封底（备考表）"),
    "packet": gettext_lazy("司法确认材料（送法院）"),
}
#: What a dossier lists (see ``documents.dossier``): title, whether it must be there, whether it is, whether it is kept
#: on paper only: who somebody is, is looked at and not copied into this system.
_CONTENTS: tuple[tuple[str, bool, Callable[[Case], bool], bool], ...] = (
    ("人民调解申请书或者人民调解受理登记表", True, _always, False),
    ("人民调解当事人权利义务告知书", True, _always, False),
    ("当事人身份证明", True, _never, True),
    ("授权委托书", False, _never, True),
    ("人民调解调查记录", False, _filed("inquiry"), False),
    ("人民调解证据材料", False, _filed("exhibit"), False),
    ("人民调解笔录", True, _sat, False),
    ("人民调解协议书或者口头协议登记表", True, _has_agreed, False),
    ("收条、汇款单等履行凭证", False, _never, True),
    ("人民调解回访记录", False, _is_performing, False),
    ("司法确认有关材料", False, _is_effective, False),
    ("卷宗情况说明", False, _is_accepted, False),
    ("封底", True, _is_accepted, False),
)


def missing(case: Case) -> list[str]:
    """Which papers must be in the dossier and are not there yet, by what they are called on screen."""
    if not _is_accepted(case):
        return []
    wanted = {"minutes": bool(case.more.get("mediators")) or not case.is_final}
    wanted["agreement"] = not case.is_final or case.state in _PERFORMED
    return [str(SHOWN[name]) for name, is_wanted in wanted.items() if is_wanted and not KINDS[name].fits(case)]


def offered(case: Case, mine: frozenset[str]) -> list[dict[str, str]]:
    """The papers that somebody with these relations can make of a dispute as it stands."""
    return [
        {"title": str(SHOWN[name]), "url": reverse("desk:paper", args=[case.pk, name])}
        for name, kind in KINDS.items()
        if kind.fits(case) and mine & kind.readers
    ]


def made(case: Case, name: str, actor: Actor, at: datetime) -> bytes | None:
    """One paper as PDF, ``None`` where it does not fit; raises ``NotFound`` for whoever may not open what it says."""
    kind = KINDS.get(name)
    if kind is None or not kind.fits(case):
        return None
    known = look_at(actor, case.pk)
    if not relations(actor, known.case, processes.get(known.process, known.version).words) & kind.readers:
        raise NotFound
    told = Known(case, actor, at, kind)
    sheets = kind.fill(told)
    return dossier.bound(kind.title, told.letter, sheets)
