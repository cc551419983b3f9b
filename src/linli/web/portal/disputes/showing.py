"""What the page of a dispute shows to one of its parties: how it stands, who mediates, what waits for this party."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.areas.models import Unit
from linli.cases import processes, queries
from linli.cases.models import Case, Step
from linli.cases.wording import day, holder, sentence
from linli.deadlines.rules import SHANGHAI
from linli.web.parts.words import told
from linli.web.portal.wording import deadline
from linli.work.disputes import queries as disputes
from linli.work.disputes.models import Party
from linli.work.disputes.rules import course

SIDES = {"applicant": gettext_lazy("申请人"), "respondent": gettext_lazy("被申请人")}
#: The way of a mediation, and which stages of its process each step of it stands for.
WAY: tuple[tuple[str | Promise, frozenset[str]], ...] = (
    (gettext_lazy("收到"), frozenset({"申请", "甄别受理"})),
    (gettext_lazy("问双方"), frozenset({"征询双方"})),
    (gettext_lazy("调解"), frozenset({"调解"})),
    (gettext_lazy("签协议"), frozenset({"达成协议"})),
    (gettext_lazy("履行"), frozenset({"生效履行", "结案"})),
)
#: What has happened, as parties may know it; talks apart are nobody else's business and stand nowhere.
_TOLD: dict[str, tuple[str | Promise, str]] = {
    "report": (gettext_lazy("收到了申请"), "flag"),
    "screen": (gettext_lazy("{unit}看过了，可以调解"), "check"),
    "refer": (gettext_lazy("{unit}看过了，这件事不能用调解办"), "circle-x"),
    "withdraw": (gettext_lazy("申请撤回了"), "arrow-back-up"),
    "consent": (gettext_lazy("{party}同意调解"), "check"),
    "decline": (gettext_lazy("{party}不愿意调解"), "circle-x"),
    "propose": (gettext_lazy("{unit}提出了调解员"), "users"),
    "choose_mediator": (gettext_lazy("{party}选了调解员"), "users"),
    "set_choice_aside": (gettext_lazy("选定的调解员不能调解这件事"), "refresh"),
    "accept_mediators": (gettext_lazy("{party}认可调解员"), "check"),
    "object_mediators": (gettext_lazy("{party}要求换调解员"), "refresh"),
    "appoint": (gettext_lazy("确定了调解员"), "users"),
    "move_up": (gettext_lazy("转到上一级调解"), "send"),
    "replace_mediators": (gettext_lazy("换了调解员"), "users"),
    "sit_together": (gettext_lazy("一起谈了一次"), "message"),
    "appraise": (gettext_lazy("委托了鉴定"), "player-pause"),
    "resume": (gettext_lazy("继续调解"), "player-play"),
    "agree_in_writing": (gettext_lazy("谈成了，写成了协议书"), "file-text"),
    "agree_orally": (gettext_lazy("谈成了"), "circle-check"),
    "sign": (gettext_lazy("{party}签了名"), "pencil"),
    "seal": (gettext_lazy("调解员签名盖章，协议生效"), "circle-check"),
    "go_on": (gettext_lazy("没有签，接着谈"), "refresh"),
    "end": (gettext_lazy("调解没有成"), "circle-x"),
    "end_on_wish": (gettext_lazy("{party}要求结束调解"), "circle-x"),
    "instalment": (gettext_lazy("履行了一期"), "check"),
    "finish": (gettext_lazy("全部履行完了"), "circle-check"),
    "give_up": (gettext_lazy("协议没有履行"), "circle-x"),
    "ask_confirmation": (gettext_lazy("{party}申请了司法确认"), "send"),
    "apply_to_court": (gettext_lazy("一起申请了司法确认"), "send"),
    "court_accepts": (gettext_lazy("法院受理了"), "check"),
    "court_declines": (gettext_lazy("法院没有受理"), "circle-x"),
    "court_confirms": (gettext_lazy("法院确认协议有效"), "circle-check"),
    "court_dismisses": (gettext_lazy("法院驳回了确认申请"), "circle-x"),
    "change_agreement": (gettext_lazy("重新调解"), "refresh"),
}
#: What somebody who is turned away, or whose mediation ended, reads of it.
_ANSWERS = {"reason": gettext_lazy("原因"), "remedy": gettext_lazy("可以走的途径")}
_ENDS = frozenset({"refer", "decline", "end", "end_on_wish", "give_up"})


@dataclass(frozen=True)
class Happening:
    """One line of what has happened."""

    title: str
    at: datetime
    icon: str


@dataclass(frozen=True)
class Other:
    """A party as the others see it: masked, with what it has answered and whether it has signed."""

    number: int
    side: str
    name: str
    is_you: bool
    answer: str


@dataclass(frozen=True)
class Meeting:
    """An appointment of a session to which this party is asked."""

    number: int
    when: str
    place: str
    apart: bool
    is_off: bool


@dataclass(frozen=True)
class Shown:
    """The page. ``waits``: what waits for this party; ``may``: what it may do besides."""

    party: Party
    case: Case
    side: str
    sentence: str
    until: str
    holder: Unit | None
    mediators: list[str]
    interest: str
    choice: str
    waits: list[str]
    may: list[str]
    meetings: list[Meeting]
    way: list[dict[str, str]]
    everybody: list[Other]
    happenings: list[Happening]
    answers: list[tuple[str, str]]
    signed_on: date | None
    signed_here: bool
    signed_by: str
    effective_on: str
    perform_by: str
    confirm_by: str
    #: The agreement waits for a signature that this party cannot give on a phone.
    on_paper: bool


def shown(party: Party, at: datetime) -> Shown:
    """The page's content."""
    case = party.case
    process = processes.get(case.process, case.version)
    state = process.states[case.state]
    known = queries.state_of(case)
    own = course.party(known, party.number) or {}
    steps = queries.history(case)
    business = may_do(party, at)
    clock = known.clock(state.clock) if state.clock in _PROMISED else None
    proposed = case.more.get("proposed", {}) if case.state == "asking" else {}
    return Shown(
        party=party,
        case=case,
        side=str(SIDES[party.side]),
        sentence=sentence(case, state, at),
        until=_("最迟%(day)s前有结果") % {"day": deadline(clock.due_at, at)} if clock and clock.due_at > at else "",
        holder=holder(case, process, state),
        mediators=disputes.mediator_names(case.more),
        interest=_interest(proposed),
        choice=_choice(case) if case.state == "asking" and not proposed else "",
        waits=[name for name in business if course.is_waited_for(known, party.number, name)],
        may=[name for name in business if not course.is_waited_for(known, party.number, name)],
        meetings=_meetings(case, party.number, at),
        way=_way(state.stage, is_final=state.final, went_well=case.state in {"performed", "unperformed"}),
        everybody=_everybody(case, party),
        happenings=_happenings(steps, party),
        answers=_answers(steps) if state.final else [],
        signed_on=date.fromisoformat(own["signed_on"]) if own.get("signed_on") else None,
        signed_here=bool(own.get("paper")),
        signed_by=told(disputes.door_title(own.get("door", ""))),
        effective_on=str(case.more.get("effective_on", "")),
        perform_by=str(case.more.get("perform_by", "")),
        confirm_by=str(case.more.get("confirm_by", "")) if "ask_confirmation" in business else "",
        on_paper=case.state == "agreed" and not own.get("signed_on") and "sign" not in business,
    )


_PROMISED = frozenset({"screen", "mediate", "sign"})


def may_do(party: Party, at: datetime) -> list[str]:
    """What this party may do now by itself, in the order in which it is offered."""
    offers = [offer.name for offer in queries.offered(party.case, course.PARTY, at) if offer.allowed]
    return course.own_business(queries.state_of(party.case), party.number, offers)


def _meetings(case: Case, number: int, at: datetime) -> list[Meeting]:
    """What is arranged with this party from today on, or was and is called off; with others is not its business."""
    today = at.astimezone(SHANGHAI).date()
    asked = (one for one in case.more.get("meetings", []) if one["state"] != "held" and number in one["parties"])
    how = {"phone": _("电话里谈"), "online": _("网上谈")}
    return [
        Meeting(
            number=one["n"],
            when=f"{day(on, today)} {one['at']}",
            place=one["place"] or how.get(one["how"], ""),
            apart=one["kind"] == "separate",
            is_off=one["state"] == "off",
        )
        for one in asked
        if (on := date.fromisoformat(one["on"])) >= today
    ]


def _interest(proposed: dict[str, str]) -> str:
    """What the proposed mediators have said of any interest of theirs."""
    if not proposed:
        return ""
    if proposed.get("interest") == "none":
        return _("调解员说明：与各方、与这件事都没有利害关系。")
    return _("调解员说明：%(note)s") % {"note": proposed.get("interest_note", "")}


def _choice(case: Case) -> str:
    """What came of the parties' choosing; nothing before all have chosen."""
    if course.choice(case.more):
        return _("各方选了同一位调解员。调解组织请这位说明有没有利害关系，再请各方认可。")
    return _("各方选的调解员不一样，由调解组织指定，再问各方。") if course.is_disputed(case.more) else ""


def _way(stage: str, *, is_final: bool, went_well: bool) -> list[dict[str, str]]:
    """The steps of the way with where it stands; none where it ended before."""
    if is_final and not went_well:
        return []
    here = next((n for n, (_title, stages) in enumerate(WAY) if stage in stages), 0)
    here = len(WAY) if is_final else here
    states = ["done" if n < here else "now" if n == here else "todo" for n in range(len(WAY))]
    return [{"title": str(title), "state": state} for (title, _stages), state in zip(WAY, states, strict=True)]


def _everybody(case: Case, you: Party) -> list[Other]:
    said = {one["n"]: one for one in case.more.get("parties", [])}
    chosen = disputes.chosen_names(case.more) if case.state == "asking" else {}
    return [
        Other(
            number=one.number,
            side=str(SIDES[one.side]),
            name=one.name_masked,
            is_you=one.number == you.number,
            answer=" · ".join(filter(None, [_answer(said.get(one.number, {}), case), _chose(chosen.get(one.number))])),
        )
        for one in disputes.parties(case.pk)
    ]


def _answer(one: dict[str, str], case: Case) -> str:
    if one.get("asked_on"):
        return _("已经申请司法确认")
    if case.more.get("agreement") == "written":
        return _("已经签名") if one.get("signed_on") else _("还没有签名")
    told = {"agreed": _("同意调解"), "refused": _("不愿意调解"), "unanswered": _("没有答复")}
    return told.get(one.get("consent", ""), _("还没有答复"))


def _chose(name: str | None) -> str:
    return _("选了%(name)s") % {"name": name} if name else ""


def _happenings(steps: Iterable[Step], you: Party) -> list[Happening]:
    """What has happened, the newest first; one query for the names of units and one for the parties' sides."""
    told = [step for step in steps if step.action in _TOLD]
    units = areas.unit_names({step.unit_id for step in told if step.unit_id})
    sides = {one.number: str(SIDES[one.side]) for one in disputes.parties(you.case_id)}

    def who(step: Step) -> str:
        number = step.form.get("party")
        return _("您") if number == you.number else sides.get(number, _("一方")) if number else _("一方")

    return [
        Happening(
            str(_TOLD[step.action][0]).format(unit=units.get(step.unit_id or 0, _("调解组织")), party=who(step)),
            step.at,
            _TOLD[step.action][1],
        )
        for step in reversed(told)
    ]


def _answers(steps: list[Step]) -> list[tuple[str, str]]:
    """Why it ended, and the other ways there are."""
    last = next((step for step in reversed(steps) if step.action in _ENDS), None)
    told = last.form if last else {}
    return [(str(title), str(told[name])) for name, title in _ANSWERS.items() if told.get(name)]
