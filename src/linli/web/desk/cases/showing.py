"""All that the page of one case shows, as finished values."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Actor, Level
from linli.cases import processes
from linli.cases.models import Attachment, Awaited, Case, Step
from linli.cases.queries import (
    Offer,
    about_case,
    awaited,
    contact_of,
    history,
    is_followed,
    offers_on,
    tied_to,
)
from linli.cases.rules import records, seals, state
from linli.cases.rules.process import Process
from linli.cases.rules.relations import relations
from linli.deadlines.rules import SHANGHAI, Limit, TimeUnit, WorkingCalendar, elapsed
from linli.documents.models import File
from linli.lib.codes import grouped_code
from linli.web.desk import kinds
from linli.web.desk.cases.alike import alike
from linli.web.desk.cases.history import PURPOSES, events, file_tile
from linli.web.desk.clocks import Shown, due_short, duration, limit_words, shown
from linli.web.desk.lists.rows import Row, clock_of, holder, place, state_title
from linli.web.desk.papers import filling as papers

#: One key per common action.
KEYS = {
    "accept": "a",
    "dispatch": "d",
    "receive": "r",
    "feed_back": "f",
    "assist_feed_back": "f",
    "pass": "p",
    "call_back": "p",
    "urge": "u",
    "remark": "c",
    "return": "b",
    "transfer": "t",
    "merge": "m",
}
SUPERVISED = {"ordinary": gettext_lazy("督办"), "public": gettext_lazy("挂牌督办")}


@dataclass(frozen=True)
class Button:
    """An action as a button: its form's address, and the key that presses it."""

    name: str
    title: str
    url: str
    primary: bool
    danger: bool
    key: str
    #: Leads to a page of its own, not into the dialog.
    leaves: bool = False


@dataclass(frozen=True)
class ClockLine:
    """One clock with its bar."""

    name: str
    shown: Shown
    used: int
    limit: int
    note: str


@dataclass(frozen=True)
class AssignmentLine:
    """A unit that leads or assists, and how far it is."""

    unit: str
    role: str
    status: str
    at: datetime
    result: str


def case_page(case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """What ``desk/cases/case.html`` shows; a constant number of queries."""
    process = processes.get(case.process, case.version)
    known, steps = about_case(case.pk), history(case)
    value, calendar = known.case, known.facts.calendar
    units = areas.unit_names(_units_in(value))
    offers = offers_on(known, actor, at)
    merged, offspring = tied_to(case)
    face = kinds.FACES.get(case.process)
    attached = [one for step in steps for one in step.attachments.all()]
    tiles = [file_tile(one) for one in attached]
    return {
        "case": case,
        "row": _row(case, value, calendar, at, attached),
        "case_url": reverse("desk:case", args=[case.pk]),
        "public_code": grouped_code(case.public_code),
        "stages": stages(process, steps, case),
        "facts": facts(case),
        "flags": flags(case),
        "buttons": [button(case, offer) for offer in offers if offer.allowed],
        "may": {offer.name for offer in offers if offer.allowed},
        "refused": [offer for offer in offers if not offer.allowed],
        "events": events(steps, process, _opens(steps, process, actor, value)),
        "files": [tile for tile in tiles if tile["kind"] == "photo"],
        "voices": [tile for tile in tiles if tile["kind"] == "audio"],
        "awaited": awaited_words(awaited(case)),
        "clocks": clock_lines(value, process, calendar, units, at),
        "assignments": assignment_lines(value, units),
        "requests": request_lines(value, process),
        "contact": contact_of(case),
        "may_reveal": actor.holds(Permission.REVEAL),
        "followed": is_followed(case.pk, actor),
        "merged": merged,
        "papers": face.offered(case, relations(actor, value, process.words)) if face else papers.offered(case),
        "alike": _alike(case, actor, offers, at),
        "origin": case.origin,
        "offspring": offspring,
    } | (face.more(case, actor, at) if face else {})


def _opens(steps: list[Step], process: Process, actor: Actor, value: state.Case) -> dict[int, str]:
    """Where this person opens what was written under seal, by the number of the step."""
    found = {step.number: seals.readable(step.form, process, actor, value, author=step.posting_id) for step in steps}
    case = steps[0].case_id if steps else 0
    return {number: reverse("desk:sealed", args=[case, number]) for number, names in found.items() if names}


def awaited_words(waiting: list[Awaited]) -> str:
    """What is still on the phone of whoever reported or acted: 还有 2 张现场照片、1 段录音在手机上，未传到。"""
    photos = Counter(one.purpose for one in waiting if one.upload.kind != File.VOICE)
    voices = len(waiting) - photos.total()
    kinds = [_("%(n)d 张%(what)s") % {"n": n, "what": PURPOSES[purpose]} for purpose, n in photos.items()]
    kinds += [_("%(n)d 段录音") % {"n": voices}] if voices else []
    return _("还有 %(what)s在手机上，未传到") % {"what": "、".join(kinds)} if kinds else ""


def _alike(case: Case, actor: Actor, offers: list[Offer], at: datetime) -> list[dict[str, Any]]:
    """Likely duplicates, while the case can still be merged with one; with the way to merging for who may."""
    process = processes.get(case.process, case.version)
    if process.find("merge", case.state) is None:
        return []
    may_merge = any(offer.name == "merge" and offer.allowed for offer in offers)
    merge = reverse("desk:do", args=[case.pk, "merge"]) if may_merge else ""
    found = alike(case, actor, at)
    return [
        {"case": one.case, "metres": one.metres, "merge_url": f"{merge}?into={one.case.no}" if merge else ""}
        for one in found
    ]


def _row(case: Case, value: state.Case, calendar: WorkingCalendar, at: datetime, attached: list[Attachment]) -> Row:
    """The case as its row in a list, from what is known of it already."""
    photos = sorted((one.pk, one.file_id) for one in attached if one.file.kind == File.PHOTO)
    return Row(
        case=case,
        state=state_title(case),
        holder=str(holder(case) or ""),
        place=place(case, areas.names([case.town, case.community, case.grid])),
        clock=clock_of(case, value.running(), calendar, at),
        photo=photos[0][1] if photos else None,
    )


def _units_in(value: state.Case) -> set[int]:
    found = {assignment.unit for assignment in value.assignments}
    return found | {clock.holder for clock in value.clocks if clock.holder is not None}


def button(case: Case, offer: Offer) -> Button:
    """The button of an allowed action."""
    return Button(
        name=offer.name,
        title=_(offer.title),
        url=_address(case, offer),
        primary=offer.primary,
        danger=offer.danger,
        key=KEYS.get(offer.name, ""),
        leaves=bool(offer.opens),
    )


def _address(case: Case, offer: Offer) -> str:
    """The form of the action; where it opens another case, the form of that."""
    if offer.opens in kinds.FACES:
        return f"{reverse(kinds.FACES[offer.opens].opening)}?from={case.pk}"
    return reverse("desk:do", args=[case.pk, offer.name])


def stages(process: Process, steps: list[Step], case: Case) -> list[dict[str, str]]:
    """The eight steps: done with the day and time they were reached, now, to come, or skipped."""
    reached = {process.stages[0]: steps[0].at} if steps else {}
    for step in steps:
        reached[process.states[step.to_state].stage] = step.at
    here = process.stages.index(process.states[case.state].stage)
    return [
        {
            "title": _(title),
            "state": _stage_state(n, here, title in reached, case),
            "note": _day_time(reached.get(title)),
        }
        for n, title in enumerate(process.stages)
    ]


def _stage_state(number: int, here: int, was_reached: bool, case: Case) -> str:  # noqa: FBT001 - one of four facts about a stage
    if number < here:
        return "done" if was_reached else "skipped"
    if number > here:
        return "skipped" if case.is_final else "todo"
    return "done" if case.is_final else "now"


def _day_time(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}" if at else ""


def facts(case: Case) -> list[tuple[str, str]]:
    """Plain facts with their labels; those that are not known are left out."""
    limit = limit_words(Limit(case.limit_amount, TimeUnit(case.limit_unit)))
    lines = [
        (_("事项"), f"{case.matter.group} / {case.matter}"),
        (_("立案条件"), str(case.criterion or "")),
        (_("来源"), _(case.get_source_display())),
        (_("处置时限"), limit),
        (_("处置层级"), _(Level(case.level).title)),
        (_("履职类型"), _(case.get_duty_type_display())),
        (_("受理单位"), str(case.desk_unit or "")),
        (_("主办单位"), str(case.lead_unit or "")),
        (_("首问责任"), str(case.answerable_unit or "")),
        (_("权责依据"), case.rule_used),
        (_("挂账至"), str(case.suspended_until or "")),
        (_("居民评分"), _("%(n)s 分") % {"n": case.rating} if case.rating else ""),
        (_("回访评分"), _("%(n)s 分") % {"n": case.desk_rating} if case.desk_rating else ""),
    ]
    return [(label, value) for label, value in lines if value]


def flags(case: Case) -> list[str]:
    """What is unusual about the case, each in a word or two."""
    counts = [
        (_("退回 %(n)d 次"), case.returns),
        (_("延期 %(n)d 次"), case.extensions),
        (_("返工 %(n)d 次"), case.reworks),
        (_("重开 %(n)d 次"), case.reopens),
        (_("催办 %(n)d 次"), case.urges),
    ]
    marks = [
        (SUPERVISED.get(case.supervised, ""), case.supervised),
        (_("指定承办"), case.designated),
        (_("强制结案"), case.forced),
        (_("办理超期"), case.was_late),
        (_("超期免责"), case.exempted),
    ]
    return [str(word) for word, holds in marks if holds] + [words % {"n": n} for words, n in counts if n]


def clock_lines(
    value: state.Case, process: Process, calendar: WorkingCalendar, units: dict[int, str], at: datetime
) -> list[ClockLine]:
    """Every clock the case ever had, those that run first."""
    ordered = sorted(value.clocks, key=lambda clock: (not clock.is_open, -clock.started_at.timestamp()))
    known = [(clock, records.called(process.clocks[clock.kind].named, value.more, clock.subject)) for clock in ordered]
    return [
        _clock_line(clock, process, calendar, [what, units.get(clock.holder or 0, "")], at) for clock, what in known
    ]


def _clock_line(
    clock: state.Clock, process: Process, calendar: WorkingCalendar, told: list[str], at: datetime
) -> ClockLine:
    """``told``: for what it runs, and whose it is."""
    pure = clock.pure()
    spent, limit = elapsed(calendar, pure, at), pure.limit.seconds(calendar)
    words = [
        *told,
        _("已用 %(used)s，限 %(limit)s")
        % {"used": duration(spent, clock.unit, calendar), "limit": limit_words(pure.limit)},
        due_short(clock, at) if clock.is_open else "",
        _("日历未覆盖，为推算") if clock.uncovered and clock.is_open else "",
    ]
    return ClockLine(
        name=_(process.clocks[clock.kind].title),
        shown=shown(clock, calendar, at),
        used=min(spent, limit),
        limit=limit,
        note=" · ".join(filter(None, words)),
    )


def assignment_lines(value: state.Case, units: dict[int, str]) -> list[AssignmentLine]:
    """Who leads and assists, and who did before, newest first."""
    lines = [
        AssignmentLine(
            unit=units.get(a.unit, ""),
            role=_("主办") if a.role == "lead" else _("协办"),
            status=_assignment_status(a),
            at=a.ended_at or a.excused_at or a.fed_back_at or a.received_at or a.assigned_at,
            result=a.result,
        )
        for a in value.assignments
    ]
    return lines[::-1]


def _assignment_status(assignment: state.Assignment) -> str:
    stages_ = [
        (assignment.ended_at, _("已结束")),
        (assignment.excused_at, _("已免除")),
        (assignment.fed_back_at, _("已反馈")),
        (assignment.received_at, _("办理中")),
    ]
    return next((words for at, words in stages_ if at), _("待签收") if assignment.role == "lead" else _("待反馈"))


def request_lines(value: state.Case, process: Process) -> list[dict[str, Any]]:
    """What was asked for, and how far the approval is; newest first."""
    verdicts = {"": _("等审批"), "granted": _("已同意"), "rejected": _("未同意"), "dropped": _("已失效")}
    return [
        {
            "title": _(process.requests[one.kind].title),
            "verdict": verdicts[one.verdict],
            "is_open": not one.verdict,
            "asked_at": one.asked_at,
            "reason": one.form.get("reason", ""),
            "wish": one.form.get("until") or one.form.get("amount") or "",
            "approvals": [{"name": a.name, "at": a.at} for a in one.approvals],
            "needed": len(process.requests[one.kind].approvals),
        }
        for one in reversed(value.requests)
    ]
