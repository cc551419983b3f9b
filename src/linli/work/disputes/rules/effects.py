"""The changes of the dispute process; each takes the case and gives the case after it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from linli.cases.rules import timing
from linli.cases.rules.situation import Situation
from linli.cases.rules.state import Assignment, Case, begun
from linli.deadlines import rules as deadlines
from linli.work.disputes.rules import course, lines, meetings


def _noted(case: Case, **said: object) -> Case:
    return replace(case, more=case.more | said)


def _day(s: Situation, field: str) -> date:
    day = (s.form or {}).get(field)
    return day if isinstance(day, date) else s.today


def _said(s: Situation, field: str, otherwise: int = 0) -> int:
    value = (s.form or {}).get(field)
    return value if isinstance(value, int) else otherwise


def parties(case: Case, s: Situation, _: str) -> Case:
    """Who is in dispute, by number; whoever applied has consented (art. 17)."""
    form = s.form or {}
    started_by = str(form.get("started_by", ""))
    began = course.began(_said(s, "applicants", 1), _said(s, "respondents", 1), started_by)
    return _noted(case, parties=began, started_by=started_by)


def answer(case: Case, s: Situation, consent: str) -> Case:
    """Art. 17: what a party answered, with the day; that there was no answer is kept as just that."""
    number = (s.form or {}).get("party")
    return _noted(case, parties=course.with_party(case, number, consent=consent, answered_on=str(s.today)))


def entrusted(case: Case, s: Situation, clock: str) -> Case:
    """Who entrusted it, under which number, and a clock to the day by which they want to hear; nothing if nobody did.

    Where they name no day it is as long as a court gives (特邀调解规定 art. 27).
    """
    form = s.form or {}
    if form.get("started_by") != "entrusted":
        return case
    asked = {name: str(form.get(name, "")) for name in ("entruster_kind", "entruster", "entrusted_no")}
    named, usual = form.get("report_by"), s.today + timedelta(days=lines.own(s.process).report_days)
    noted = _noted(case, entrusted=asked, report_by=str(named if isinstance(named, date) else usual))
    return timing.start(noted, (clock,), s) if clock else noted


def report_day(case: Case, s: Situation, clock: str) -> Case:
    """Whoever entrusted it wants to hear by another day; nobody was late for the one that is given up."""
    moved = _noted(_given_up(case, clock, s), report_by=str(_day(s, "report_by")))
    return timing.start(moved, (clock,), s)


def report_later(case: Case, s: Situation, clock: str) -> Case:
    """特邀调解规定 art. 27: parties who agree to go on are not bound by a court's thirty days.

    A court hears when mediation is over; the day that another unit has named stays.
    """
    known = case.clock(clock)
    ends = max((c.due_at for c in case.clocks if c.is_open and c.kind in s.process.counting), default=s.at)
    days = (ends - known.due_at) // timedelta(days=1) if known else 0
    if days <= 0 or case.more.get("entrusted", {}).get("entruster_kind") != "court":
        return case
    day = date.fromisoformat(case.more["report_by"]) + timedelta(days=days)
    return timing.extend(_noted(case, report_by=str(day)), clock, Decimal(days), s)


def _given_up(case: Case, clock: str, s: Situation) -> Case:
    """Without a clock that ran: it stopped, and says of nobody that they were late."""
    clocks = (replace(c, stopped_at=s.at) if c.kind == clock and c.is_open else c for c in case.clocks)
    return replace(case, clocks=tuple(clocks))


def returned(case: Case, s: Situation, _: str) -> Case:
    """特邀调解规定 art. 26: what was entrusted went back with a report."""
    return _noted(case, entrusted=case.more.get("entrusted", {}) | {"returned_on": str(_day(s, "returned_on"))})


def proposed(case: Case, s: Situation, _: str) -> Case:
    """Art. 19: those whom the body proposes, with what they have said of their interest; nobody has answered yet."""
    form = s.form or {}
    told = {name: form.get(name, "") for name in ("mediators", "interest", "interest_note")}
    return _noted(case, proposed=told, parties=_without(case, "mediators"))


def chose(case: Case, s: Situation, _: str) -> Case:
    """Art. 19: whom a party wants to mediate; what it chose before is forgotten."""
    form = s.form or {}
    wanted = form.get("mediators")
    mediator = wanted[0] if isinstance(wanted, list) and wanted else None
    return _noted(case, parties=course.with_party(case, form.get("party"), chose=mediator))


def choice_off(case: Case, _s: Situation, _: str) -> Case:
    """Art. 19: whom the parties have chosen cannot mediate, and is offered no more; they choose anew."""
    chosen = course.choice(case.more)
    unable = {*case.more.get("unable", ()), *([chosen] if chosen else [])}
    return _noted(case, proposed={}, unable=sorted(unable), parties=_without(case, "chose", "mediators"))


def on_mediators(case: Case, s: Situation, answer: str) -> Case:
    """Art. 23: a party accepts the mediators proposed, or asks for others; nobody's choice of these stands then."""
    number, proposed = (s.form or {}).get("party"), set(case.more.get("proposed", {}).get("mediators", ()))
    before = {*(course.party(case, number) or {}).get("unwanted", ())}
    unwanted = before | proposed if answer == "objected" else before - proposed
    now = course.with_party(case, number, mediators=answer, unwanted=sorted(unwanted))
    return _noted(case, parties=[_unchosen(one, unwanted) for one in now])


def _unchosen(one: course.Party, unwanted: set[int]) -> course.Party:
    """The party without a choice that one of the others does not want."""
    return {name: value for name, value in one.items() if name != "chose" or value not in unwanted}


def _without(case: Case, *names: str) -> list[course.Party]:
    """The parties with some of what was said of them forgotten."""
    return [{name: value for name, value in one.items() if name not in names} for one in course.parties(case)]


def appoint(case: Case, s: Situation, _: str) -> Case:
    """Art. 19: one or several mediators, chosen by the parties or named by the body."""
    form = s.form or {}
    return _noted(case, mediators=form.get("mediators", []), chosen_by=form.get("chosen_by", ""))


def tier(case: Case, s: Situation, which: str) -> Case:
    """Which tier mediates now, and until when it is its turn: the ``first`` of the ladder, or the ``next`` one."""
    ladder = lines.ladder(s.process, case.matter)
    found = lines.above(ladder, case.more.get("tier")) if which == "next" else next(iter(ladder), None)
    if found is None:  # a county that orders no tiers
        return _noted(case, tier="", tier_by=str(s.today + timedelta(days=lines.MOST_DAYS)))
    return _noted(case, tier=found.name, tier_by=str(s.today + timedelta(days=found.days)))


def moved(case: Case, s: Situation, _: str) -> Case:
    """Another body mediates: its mediators are to be chosen anew (art. 19), and what was arranged is off.

    What was agreed before the other one, and not sealed, is nothing that anybody has signed here.
    """
    case = unsigned(case, s, "")
    planned = [one for one in case.more.get("meetings", []) if one["state"] == meetings.PLANNED]
    kept = case.more.get("meetings", [])
    for one in planned:
        kept = meetings.changed(kept, one["n"], meetings.OFF)
    climbed = case.more.get("climbed", 0) + 1
    began = case.more.get("proposed") or any(one.get("chose") for one in course.parties(case))
    asked_anew = {"proposed": {}, "parties": _without(case, "mediators", "chose")} if began else {}
    told = asked_anew | ({"meetings": kept} if kept else {})
    return _noted(case, mediators=[], chosen_by="", climbed=climbed, **told)


def time_goes_on(case: Case, s: Situation, clock: str) -> Case:
    """Another body goes on with the days that are left, or has all of them anew if the parties have agreed to that.

    That is ours, no law says it: time is the parties', and as a limit grows only by their consent (人民法院在线调解规则
    art. 24), so does a new one begin only by it. ``own.time_on_moving_up`` decides otherwise.
    """
    rule, agreed = lines.own(s.process).time_on_moving_up, (s.form or {}).get("anew")
    former = next((one for one in reversed(case.clocks) if one.kind == clock), None)
    if former is None or rule == lines.ANEW or (rule == lines.CONSENT and agreed):
        return timing.stop(case, (clock,), s)
    halted = former.paused_at or former.stopped_at
    going_on = replace(former, holder=case.lead_unit, paused_at=halted, stopped_at=None, met=None)
    ended = replace(former, stopped_at=former.stopped_at or s.at, met=None)
    clocks = (ended if one is former else one for one in case.clocks)
    return replace(case, clocks=(*clocks, replace(going_on, warned=False, overdue=False)))


def arrange(case: Case, s: Situation, _: str) -> Case:
    """特邀调解规定 art. 14: parties are told in time when and where a session is held.

    It may be in the room or by telephone, with all or with one apart (人民法院在线调解规则 art. 16).
    """
    form = s.form or {}
    new = {
        "on": str(_day(s, "meet_on")),
        "at": str(form.get("meet_at", "")),
        "how": str(form.get("how", "")),
        "place": str(form.get("place", "")),
        "kind": str(form.get("sitting", "joint")),
        "parties": meetings.numbers(str(form.get("invited", ""))),
    }
    return _noted(case, meetings=meetings.arranged(case.more.get("meetings", []), new))


def called_off(case: Case, s: Situation, _: str) -> Case:
    """An appointment does not take place."""
    kept = case.more.get("meetings", [])
    return _noted(case, meetings=meetings.changed(kept, _said(s, "meeting"), meetings.OFF))


def session(case: Case, s: Situation, kind: str) -> Case:
    """Art. 27: each session leaves its record; here is kept how many of which kind, and which was planned."""
    held = case.more.get("sessions", {})
    case = _noted(case, sessions=held | {kind: held.get(kind, 0) + 1})
    kept = case.more.get("meetings", [])
    number = meetings.kept_on(kept, _day(s, "held_on"), kind)
    return _noted(case, meetings=meetings.changed(kept, number, meetings.HELD)) if number else case


def filed(case: Case, _s: Situation, kind: str) -> Case:
    """Art. 27: what the dossier holds is in the steps; here is kept how many there are of which kind."""
    there = case.more.get("filed", {})
    return _noted(case, filed=there | {kind: there.get(kind, 0) + 1})


def alerted(case: Case, s: Situation, _: str) -> Case:
    """Art. 25: what may get worse is urgent from now on, and was reported."""
    return replace(_noted(case, alerted_on=str(s.today)), urgency="urgent")


def until(case: Case, s: Situation, _: str) -> Case:
    """医疗纠纷预防和处理条例 art. 38, 人民法院在线调解规则 art. 26: the time of an appraisal is not counted."""
    return replace(case, suspended_until=_day(s, "until"))


def prolong(case: Case, s: Situation, clock: str) -> Case:
    """医疗纠纷预防和处理条例 art. 38, 人民法院在线调解规则 art. 24: extended as body and parties have agreed."""
    amount = (s.form or {}).get("amount")
    if not isinstance(amount, Decimal):
        return case
    return replace(timing.extend(case, clock, amount, s), extensions=case.extensions + 1)


def agreement(case: Case, s: Situation, form: str) -> Case:
    """Art. 28: in writing, or spoken and recorded by the mediator; what it says is sealed in the step.

    Whatever was signed before was signed under other terms.
    """
    case = signatures_void(case, s, "")
    filled = s.form or {}
    last, parts = _day(s, "perform_by"), _said(s, "instalments", 1)
    days = meetings.days_in(str(filled.get("due_days", ""))) or meetings.spread(s.today, last, parts)
    agreed = _noted(
        case,
        agreement=form,
        scope=str(filled.get("scope", "all")),
        perform_by=str(last),
        instalments=parts,
        plan=[{"n": n, "due_on": str(day)} for n, day in enumerate(days, 1)],
        paid=0,
    )
    return _with_due(agreed)


#: What a signature on the own phone carries: which paper, and by what it was seen that it is this party.
_BOUND = ("paper", "door")


def signed(case: Case, s: Situation, _: str) -> Case:
    """Art. 29: a party has signed, sealed or finger-printed.

    On the own phone the signature is bound to the paper as it was typeset (电子签名法 art. 13).
    """
    form = s.form or {}
    bound = {name: form.get(name) for name in _BOUND} if s.actor.kind == course.PARTY.kind else {}
    standing = course.party(case, form.get("party")) or {}
    kept = {name: value for name, value in standing.items() if name not in _BOUND}
    now = kept | {"signed_on": str(_day(s, "signed_on"))} | bound
    parties_ = [now if one["n"] == form.get("party") else one for one in course.parties(case)]
    return _noted(case, parties=parties_, **({"paper": bound["paper"]} if bound else {}))


def signatures_void(case: Case, _s: Situation, _: str) -> Case:
    """The paper is another one now: nobody has signed it."""
    kept = {name: value for name, value in case.more.items() if name != "paper"}
    return replace(case, more=kept | {"parties": _without(case, "signed_on", *_BOUND)})


_OF_A_COURT = ("court", "court_no", "taken_on")


def unsigned(case: Case, s: Situation, _: str) -> Case:
    """What was agreed is open again: no signature and no day of effect stands."""
    dropped = {
        "agreement",
        "scope",
        "perform_by",
        "instalments",
        "plan",
        "due",
        "next_due",
        "paid",
        "effective_on",
        "confirm_by",
        "confirmation",
        "sealed_on",
        *_OF_A_COURT,
    }
    kept = {name: value for name, value in case.more.items() if name not in dropped}
    nobody = {"parties": _without(case, "asked_on")}
    return signatures_void(replace(case, more=kept | nobody), s, "")


def effective(case: Case, s: Situation, field: str) -> Case:
    """Art. 29 and 30: written — with the last signature and the seal; spoken — the day it was reached."""
    day = _day(s, field)
    since = course.effective_on(case.more, day) if case.more.get("agreement") == "written" else day
    sealed = {"sealed_on": str(day)} if field == "sealed_on" else {}
    return _noted(case, effective_on=str(since), confirm_by=str(course.confirm_by(since)), **sealed)


def pressed(case: Case, _s: Situation, _: str) -> Case:
    """Art. 31: the body looks after performance, and presses for it."""
    return _noted(case, pressed=case.more.get("pressed", 0) + 1)


def instalment(case: Case, _s: Situation, _: str) -> Case:
    """Art. 31: one more instalment was performed; the others are waited for."""
    return _with_due(_noted(case, paid=case.more.get("paid", 0) + 1))


def _with_due(case: Case) -> Case:
    """The day of each instalment that is open, by its number; after the last, and of a whole, the end of it all.

    ``next_due`` is the clock's limit in versions that a county published before each instalment had its own.
    """
    plan = case.more.get("plan", [])
    left = {str(one["n"]): one["due_on"] for one in plan if one["n"] > case.more["paid"]} if len(plan) > 1 else {}
    due = left or {"": case.more["perform_by"]}
    return _noted(case, due=due, next_due=min(due.values()))


def confirmation(case: Case, s: Situation, stands: str) -> Case:
    """Art. 33, 民事诉讼法 art. 205 and 206: how far judicial confirmation is."""
    days = {name: str(_day(s, name)) for name in ("applied_on", "decided_on") if name in (s.form or {})}
    return _noted(case, confirmation=stands, **days)


def asked(case: Case, s: Situation, _: str) -> Case:
    """Art. 33: a party has asked for confirmation, on its own phone or through the body."""
    return _noted(case, parties=course.with_party(case, (s.form or {}).get("party"), asked_on=str(s.today)))


def to_court(case: Case, s: Situation, _: str) -> Case:
    """The court gets its part in the case, and sees it from now on; where it has no desk here, nobody does."""
    court = _said(s, "court")
    case = replace(case, more={name: value for name, value in case.more.items() if name not in _OF_A_COURT})
    if not court:
        return case
    busy = {one.unit for one in case.assignments if one.ended_at is None}
    part = () if court in busy else (Assignment(unit=court, role="assist", assigned_at=s.at),)
    return _noted(replace(case, assignments=(*case.assignments, *part)), court=court)


def taken_in(case: Case, s: Situation, _: str) -> Case:
    """司法确认程序规定 art. 4: the court has taken the application in, under a number of its own."""
    number = str((s.form or {}).get("court_no", ""))
    return _noted(case, confirmation="accepted", taken_on=str(_day(s, "taken_on")), court_no=number)


def from_court(case: Case, s: Situation, _: str) -> Case:
    """The court has done its part."""
    court = case.more.get("court")
    done = (
        replace(one, ended_at=s.at) if one.unit == court and one.role == "assist" and not one.ended_at else one
        for one in case.assignments
    )
    return replace(case, assignments=tuple(done))


def since_application(case: Case, s: Situation, clock: str) -> Case:
    """劳动争议调解仲裁法 art. 14: fifteen days from the day on which the application was received, not accepted."""
    if case.matter not in course.LABOUR or case.clock(clock, case.lead_unit):
        return case
    limit = deadlines.Limit(case.limit_amount, deadlines.TimeUnit(case.limit_unit))
    started = begun(s.facts.calendar, clock, limit, case.lead_unit, case.opened_at)
    return replace(case, clocks=(*case.clocks, started))


EFFECTS: dict[str, Callable[[Case, Situation, str], Case]] = {
    "parties": parties,
    "entrusted": entrusted,
    "report_day": report_day,
    "report_later": report_later,
    "time_goes_on": time_goes_on,
    "returned": returned,
    "proposed": proposed,
    "chose": chose,
    "choice_off": choice_off,
    "on_mediators": on_mediators,
    "signatures_void": signatures_void,
    "answer": answer,
    "appoint": appoint,
    "tier": tier,
    "moved": moved,
    "arrange": arrange,
    "called_off": called_off,
    "session": session,
    "filed": filed,
    "alerted": alerted,
    "until": until,
    "prolong": prolong,
    "agreement": agreement,
    "signed": signed,
    "unsigned": unsigned,
    "effective": effective,
    "pressed": pressed,
    "instalment": instalment,
    "confirmation": confirmation,
    "asked": asked,
    "to_court": to_court,
    "taken_in": taken_in,
    "from_court": from_court,
    "since_application": since_application,
}
