"""The six papers of a case filled in from what is known of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Case, Contact, Step
from linli.cases.queries import contact_of, history, running_clocks, state_of
from linli.cases.rules import state
from linli.deadlines.rules import SHANGHAI, Limit, TimeUnit
from linli.documents import paper
from linli.documents import queries as documents
from linli.lib.codes import grouped_code
from linli.web.desk.clocks import shown
from linli.web.desk.lists.rows import place

MOST_PHOTOS = 6


@dataclass(frozen=True)
class Kind:
    """A paper: its words, the sign in its number, when it can be made, and how."""

    title: str
    sign: str
    fits: Callable[[Case], bool]
    fill: Callable[["Known"], bytes]


@dataclass(frozen=True)
class Known:
    """A case with everything that papers say of it, looked up once."""

    case: Case
    actor: Actor
    at: datetime
    sign: str

    @cached_property
    def steps(self) -> list[Step]:
        """The history, the first step first."""
        return history(self.case)

    @cached_property
    def value(self) -> state.Case:
        """The case as a value."""
        return state_of(self.case)

    @cached_property
    def contact(self) -> Contact | None:
        """Who reported, masked."""
        return contact_of(self.case)

    @cached_property
    def names(self) -> dict[str, str]:
        """Areas by code."""
        return areas.names(self.case.ground)

    @cached_property
    def units(self) -> dict[int, str]:
        """Full names of the units that worked on it."""
        return areas.unit_names(one.unit for one in self.value.assignments)

    def last(self, *actions: str) -> Step | None:
        """The newest step of these actions."""
        return next((step for step in reversed(self.steps) if step.action in actions), None)

    def filled(self, field: str, *actions: str) -> str:
        """What was filled in at the newest step of these actions."""
        step = self.last(*actions)
        return str(step.form.get(field) or "") if step else ""

    def signed(self, *actions: str) -> str:
        """Who took the newest step of these actions, and on which day."""
        step = self.last(*actions)
        return f"{step.actor_name} {paper.chinese_date(step.at.astimezone(SHANGHAI).date())}" if step else ""

    @property
    def desk(self) -> str:
        """The unit that issues the paper."""
        return self.case.desk_unit.name if self.case.desk_unit else self.actor.unit_name

    @property
    def lead(self) -> str:
        """The unit that leads."""
        return self.case.lead_unit.name if self.case.lead_unit else ""

    @property
    def assists(self) -> list[str]:
        """The units that assist now."""
        return [self.units.get(one.unit, "") for one in self.value.assists]

    @property
    def limit(self) -> str:
        """The limit in words."""
        return Limit(self.case.limit_amount, TimeUnit(self.case.limit_unit)).text

    @property
    def due_at(self) -> datetime | None:
        """When the clock of the work ends, else the one that runs."""
        counting = {clock.name for clock in processes.get(self.case.process, self.case.version).clock if clock.counts}
        ends = [clock.due_at for clock in self.value.clocks if clock.kind in counting]
        return ends[-1] if ends else self.case.due_at

    @property
    def letter(self) -> paper.Letter:
        """The head that every paper carries."""
        desk = self.case.desk_unit
        opened = self.case.opened_at.astimezone(SHANGHAI)
        county = self.names.get(self.case.county, "")
        short = county[:-1] if county[-1:] in {"县", "区", "市", "旗"} else county
        serial = self.case.no.rpartition("-")[2]
        address = reverse("portal:follow", args=[self.case.public_code])
        return paper.Letter(
            unit=self.desk,
            number=paper.document_number(f"{short}{self.sign}", year=opened.year, serial=int(serial)),
            issued_on=self.at.astimezone(SHANGHAI).date(),
            address=f"{settings.PUBLIC_URL}{address}",
            public_code=grouped_code(self.case.public_code),
            contact=" ".join(filter(None, [desk.name, desk.phone])) if desk else "",
        )

    @property
    def facts(self) -> paper.CaseFacts:
        """What every paper says of the case."""
        case = self.case
        return paper.CaseFacts(
            no=case.no,
            reported_at=case.opened_at,
            matter=f"{case.matter.group.title} / {case.matter.title}",
            place=" ".join(filter(None, [place(case, self.names), case.address])),
            content=case.description or case.title,
            source=str(dict(Case.SOURCES)[case.source]),
            urgency=case.get_urgency_display(),
        )


def _approval_sheet(known: Known) -> bytes:
    contact = known.contact
    return paper.approval_sheet(
        paper.ApprovalSheet(
            letter=known.letter,
            case=known.facts,
            reporter=contact.name_masked if contact else "",
            reporter_phone=contact.phone_masked if contact else "",
            grid=known.names.get(known.case.grid, ""),
            lead=known.lead,
            assists=known.assists,
            limit=known.limit,
            due_at=known.due_at,
            proposal=known.filled("note", "dispatch", "transfer", "designate"),
            proposed_by=known.signed("dispatch", "transfer", "designate"),
            result=known.filled("result", "feed_back", "settle"),
            handled_by=known.signed("feed_back", "settle"),
            verdict=known.filled("note", "pass"),
            verified_by=known.signed("pass"),
            photos=_photos(known),
        )
    )


def _photos(known: Known) -> list[bytes]:
    files = [one.file for step in known.steps for one in step.attachments.all() if one.file.mime == "image/jpeg"]
    return [documents.content(file.pk).body for file in files[:MOST_PHOTOS]]


def _assignment_notice(known: Known) -> bytes:
    note = known.filled("note", "dispatch") or known.filled("reason", "transfer", "designate")
    wishes = ["请在时限内办结，并上传现场照片反馈办理结果。", *([note] if note else [])]
    return paper.assignment_notice(
        paper.AssignmentNotice(
            letter=known.letter,
            case=known.facts,
            to=known.lead,
            lead=known.lead,
            assists=known.assists,
            limit=known.limit,
            due_at=known.due_at,
            wishes=wishes,
            copies=known.assists,
        )
    )


def _supervision_notice(known: Known) -> bytes:
    clock = running_clocks([known.case.pk]).get(known.case.pk)
    words = shown(clock, areas.calendar_for(known.case.county), known.at).text if clock else ""
    return paper.supervision_notice(
        paper.SupervisionNotice(
            letter=known.letter,
            case=known.facts,
            to=known.lead or known.desk,
            kind="挂牌督办" if known.case.supervised == "public" else "督办",
            due_at=known.due_at,
            overdue=words.removeprefix("超期 ") if words.startswith("超期") else "",
            reason=known.filled("reason", "supervise") or "办理超过时限",
            wishes=["请立即办理，并将办理情况报告本单位。"],
        )
    )


def _urging_notice(known: Known) -> bytes:
    clock = running_clocks([known.case.pk]).get(known.case.pk)
    words = shown(clock, areas.calendar_for(known.case.county), known.at).text if clock else ""
    return paper.urging_notice(
        paper.UrgingNotice(
            letter=known.letter,
            case=known.facts,
            to=known.lead or known.desk,
            due_at=clock.due_at if clock else known.due_at,
            remaining=words,
            remark=known.filled("note", "urge"),
            times=max(known.case.urges, 1),
        )
    )


def _closing_notice(known: Known) -> bytes:
    process = processes.get(known.case.process, known.case.version)
    closing = next((step for step in reversed(known.steps) if process.states[step.to_state].final), None)
    ending = known.last("pass", "settle", "approve_force_close") or closing
    return paper.closing_notice(
        paper.ClosingNotice(
            letter=known.letter,
            case=known.facts,
            to=known.lead or known.desk,
            reason=str(ending.form.get("reason") or process.titled(ending.action)) if ending else "",
            result=known.filled("result", "feed_back", "settle"),
            decided_by=str(ending.unit or known.desk) if ending else known.desk,
            closed_at=known.case.closed_at,
        )
    )


def _refusal_notice(known: Known) -> bytes:
    contact = known.contact
    return paper.refusal_notice(
        paper.RefusalNotice(
            letter=known.letter,
            case=known.facts,
            to=contact.name_masked if contact and contact.name_masked else "反映人",
            reason=known.filled("reason", "refuse"),
            contest=known.filled("remedy", "refuse"),
            basis=known.case.rule_used,
        )
    )


def _can_be_urged(case: Case) -> bool:
    return processes.get(case.process, case.version).find("urge", case.state) is not None


KINDS: dict[str, Kind] = {
    "approval": Kind("网格事件批办单", "综治批", lambda _case: True, _approval_sheet),
    "assignment": Kind("交办通知书", "综治交", lambda case: case.lead_unit_id is not None, _assignment_notice),
    "supervision": Kind("督办通知书", "综治督", lambda case: bool(case.supervised), _supervision_notice),
    "urging": Kind("催办通知书", "综治催", _can_be_urged, _urging_notice),
    "closing": Kind(
        "销案通知书", "综治销", lambda case: case.closed_at is not None and case.state != "refused", _closing_notice
    ),
    "refusal": Kind("不予受理告知书", "综治告", lambda case: case.state == "refused", _refusal_notice),
}
#: The titles as they stand on screen; the papers themselves are Chinese whoever prints them.
TITLES = {
    "approval": gettext_lazy("网格事件批办单"),
    "assignment": gettext_lazy("交办通知书"),
    "supervision": gettext_lazy("督办通知书"),
    "urging": gettext_lazy("催办通知书"),
    "closing": gettext_lazy("销案通知书"),
    "refusal": gettext_lazy("不予受理告知书"),
}


def offered(case: Case) -> list[dict[str, str]]:
    """The papers that can be made of a case as it stands."""
    return [
        {"title": str(TITLES[name]), "url": reverse("desk:paper", args=[case.pk, name])}
        for name, kind in KINDS.items()
        if kind.fits(case)
    ]


def made(case: Case, name: str, actor: Actor, at: datetime) -> bytes | None:
    """One paper as PDF; ``None`` for a paper that does not fit the case."""
    kind = KINDS.get(name)
    return kind.fill(Known(case, actor, at, kind.sign)) if kind and kind.fits(case) else None
