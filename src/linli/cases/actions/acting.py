"""Acting on a case: one look, one decision, one statement that writes it all; of two at once, one wins."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import cast
from uuid import UUID

from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions import seals, telling, writing
from linli.cases.actions.refusals import BadForm, KeyConflict, NotFound, Overtaken, RefusedAction
from linli.cases.models import Step
from linli.cases.queries import facts as lookups
from linli.cases.queries.loading import CaseKnown, StepKnown, about_case
from linli.cases.rules import engine, forms, merging, records, state
from linli.cases.rules.process import Action, Process
from linli.cases.rules.relations import sees
from linli.cases.rules.situation import Situation
from linli.cases.rules.verdicts import Refused
from linli.deadlines.rules import SHANGHAI
from linli.documents import queries as documents
from linli.lib.repeats import digest_of
from linli.lib.sentences import Said
from linli.notices.actions import Message

_PHOTO_PURPOSE = {"evidence": "evidence", "photos": "report"}


@dataclass(frozen=True)
class Done:
    """A step, and whether whoever took it still sees the case."""

    step: Step
    sees_it: bool


def act(  # noqa: PLR0913 - an act has these parts, each named at the call
    case_id: int,
    action: str,
    *,
    by: Actor,
    at: datetime,
    form: Mapping[str, object],
    key: UUID,
    seen_version: int | None = None,
    base: Mapping[str, object] | None = None,
    origin: writing.Origin = writing.HERE,
) -> Step:
    """Do one thing to a case, and say it to everybody concerned; returns the step.

    A repeat of the same key with the same content returns the first step. Files are here, or promised by whoever acts
    (``documents.promise``). With ``base`` nothing is set that somebody else has set meanwhile: it holds fields as the
    person saw them, and those it lacks are looked up in the version seen.

    Raises ``NotFound``, ``RefusedAction`` (also when somebody else was quicker: ``seen_version`` is the row version the
    person had on screen), ``BadForm`` (``Overtaken`` for fields that somebody else has set), ``KeyConflict``.
    """
    digest = digest_of(case_id, action, dict(form), by.user_id, by.kind, *origin.in_digest())
    deed = writing.Deed(action, by, at, dict(form), key, digest)
    return writing.until_written(partial(_attempt, _Wish(case_id, deed, seen_version, base, origin))).step


def look(case_id: int, *, form: Mapping[str, object], key: UUID, at: datetime) -> CaseKnown:
    """The case with all that doing something to it under the key must know; raises ``NotFound``, whoever asks.

    Of the form only the units matter that are named in it.
    """
    return about_case(case_id, key=key, units=_units_in(form), on=at.astimezone(SHANGHAI).date())


def act_on(  # noqa: PLR0913 - an act has these parts, each named at the call
    known: CaseKnown,
    action: str,
    *,
    by: Actor,
    at: datetime,
    form: Mapping[str, object],
    key: UUID,
    seen_version: int | None = None,
) -> Done:
    """``act`` by whoever has just looked with the same form and key (``look``): the look is not taken twice."""
    digest = digest_of(known.id, action, dict(form), by.user_id, by.kind)
    wish = _Wish(known.id, writing.Deed(action, by, at, dict(form), key, digest), seen_version)
    return _attempt(wish, known) or writing.until_written(partial(_attempt, wish))


@dataclass(frozen=True)
class _Wish:
    """What somebody wants done; the deed has the form as it was sent."""

    case_id: int
    deed: writing.Deed
    seen_version: int | None
    base: Mapping[str, object] | None = None
    origin: writing.Origin = writing.HERE


def _attempt(wish: _Wish, looked: CaseKnown | None = None) -> Done | None:
    """Look, decide and write; ``None`` if somebody changed the case between the look and the writing."""
    deed = wish.deed
    known = looked or look(wish.case_id, form=deed.form, key=deed.key, at=deed.at)
    if known.step:  # what was done may be the reason why the case is no more to be seen
        return Done(_repeated(known.step, deed.digest), sees_it=sees(deed.by, known.case))
    if deed.by.kind == "person" and not sees(deed.by, known.case):
        raise NotFound
    if wish.base is not None:
        _not_overtaken(known, deed.form, wish.base, wish.seen_version)
    situation = Situation(processes.get(known.process, known.version), known.case, deed.by, known.facts, deed.at, None)
    return _done(wish, known, *_decided(known, deed, situation, wish.seen_version))


def _done(
    wish: _Wish, known: CaseKnown, action: Action, situation: Situation, secrets: Mapping[str, str]
) -> Done | None:
    """Carry out what was decided, and write it."""
    after, process = engine.carry_out(action, situation), situation.process
    filled = situation.form or {}
    kept = forms.as_json(filled) | seals.sealed(process, secrets)
    deed = replace(wish.deed, form=kept | wish.origin.in_form())
    files = _files(action, process, filled)
    with writing.together(files):
        step = writing.change(known, after, deed, process, partial(_messages, known, situation, after, action))
        if step is not None:
            writing.attach(step, files, by=deed.by, is_public=_is_public(deed.by, action), at=deed.at)
    return None if step is None else Done(step, sees_it=sees(deed.by, after))


def _units_in(form: Mapping[str, object]) -> list[int]:
    """The units that a form names, as far as they can be read."""
    return [unit for name in processes.unit_fields() for unit in forms.numbers_in(form.get(name))]


def _repeated(first: StepKnown, digest: str) -> Step:
    if first.digest != digest:
        raise KeyConflict
    return Step.objects.get(pk=first.id)


def _not_overtaken(
    known: CaseKnown, form: Mapping[str, object], base: Mapping[str, object], seen_version: int | None
) -> None:
    """Raise ``Overtaken`` if something the form sets was set by somebody else since it was seen."""
    if seen_version is None or seen_version >= known.row_version:
        return
    steps = Step.objects.filter(case_id=known.id, number__lte=seen_version).order_by("number")
    changes = list(steps.values_list("changes", flat=True))
    seen = merging.standing(state.replay(changes)) if changes else {}
    conflicts = merging.changed_under(form, seen | dict(base), merging.standing(known.case))
    if conflicts:
        raise Overtaken(dict.fromkeys(conflicts, "别人刚刚改过这一项，请看过再定"))


def _decided(
    known: CaseKnown, asked: writing.Deed, situation: Situation, seen_version: int | None
) -> tuple[Action, Situation, dict[str, str]]:
    """The allowed action with everything known that it depends on, and what is to be sealed.

    Raises what stands in the way.
    """
    action = _allowed(engine.decide(asked.action, situation), known, seen_version)
    filled, errors = engine.clean(action, situation.process, asked.form)
    filled, secrets = forms.split(situation.process, filled)
    situation, more = _with_form(known, action, filled, situation)
    errors = more | engine.misfit(situation) | errors
    if not errors:
        verdict = engine.decide(asked.action, situation)
        if isinstance(verdict, Refused) and verdict.field:
            errors = {verdict.field: verdict.text}
        else:
            _allowed(verdict, known, seen_version)
    if errors:
        raise BadForm(errors)
    return action, situation, secrets


def _allowed(verdict: Action | Refused, known: CaseKnown, seen_version: int | None) -> Action:
    if isinstance(verdict, Action):
        return verdict
    if seen_version is not None and seen_version != known.row_version:
        raise RefusedAction(_overtaken(known, verdict))
    raise RefusedAction(verdict)


def _overtaken(known: CaseKnown, verdict: Refused) -> Refused:
    last = Step.objects.filter(case_id=known.id).select_related("unit").order_by("-number").first()
    if last is None:
        return verdict
    title = processes.get(known.process, known.version).titled(last.action)
    who = " ".join(filter(None, [last.unit.name if last.unit else "", last.actor_name]))
    return Refused(
        "overtaken", Said("%(who)s刚刚做了「%(title)s」。%(reason)s", who=who, title=title, reason=verdict.text)
    )


def _with_form(
    known: CaseKnown, action: Action, filled: forms.Filled, situation: Situation
) -> tuple[Situation, dict[str, str]]:
    """The situation with what was filled in looked up, and a message for each value that leads nowhere."""
    case, errors = situation.case, dict[str, str]()
    units = [cast("int", filled["lead"])] if "lead" in filled else []
    units += cast("list[int]", filled.get("assists", []))
    levels = known.levels(units)
    errors |= {name: "请选一个在本地服务的单位" for name in ("lead", "assists") if _strays(filled.get(name), levels)}
    facts = replace(situation.facts, unit_levels=levels)
    if "classify" in action.effects and {"matter", "criterion"} & filled.keys():
        code = str(filled.get("matter", case.matter))
        chosen = lookups.matter_facts(code, cast("int | None", filled.get("criterion")), case.ground)
        facts = replace(facts, matter=chosen)
        errors |= {} if chosen else {"matter" if "matter" in filled else "criterion": "没有这样的事项或立案条件"}
    if "into" in filled:
        facts = replace(facts, into=lookups.surviving(str(filled["into"]), known.id, case.ground))
        errors |= {} if facts.into else {"into": "没有这个编号的在办件"}
    errors |= _photo_errors(action, situation, filled)
    if action.opens and not lookups.came_out(str(filled.get("turned_into")), known.id, action.opens):
        errors["turned_into"] = "没有由这一件转来的这个编号"
    if look_up := situation.process.words.facts:
        found, strays = look_up(case, filled, situation.at)
        facts, errors = replace(facts, more=found), errors | strays
    return replace(situation, facts=facts, form=filled), errors


def _strays(value: object, known: dict[int, str]) -> bool:
    units = value if isinstance(value, list) else [] if value is None else [value]
    return any(unit not in known for unit in units)


def _photo_errors(action: Action, situation: Situation, filled: forms.Filled) -> dict[str, str]:
    errors = {}
    for name, _ in action.wanted:
        is_photos = _is_photos(situation.process, name)
        ids = [UUID(one) for one in cast("list[str]", filled.get(name, []))] if is_photos else []
        if ids and not set(ids) <= _ready(ids, situation.actor):
            errors[name] = "照片没有传好，请重新选择"
    return errors


def _ready(ids: list[UUID], by: Actor) -> set[UUID]:
    """Those that are here and unused, or promised by whoever acts."""
    here = {one for one, file in documents.files(ids).items() if file.attached_at is None}
    return here | set(documents.promised(ids, by.user_id))


def _is_photos(process: Process, name: str) -> bool:
    return process.fields[name].type == "photos"


def _files(action: Action, process: Process, filled: forms.Filled) -> dict[UUID, str]:
    return {
        UUID(one): _PHOTO_PURPOSE.get(name, "evidence")
        for name, _ in action.wanted
        if _is_photos(process, name)
        for one in cast("list[str]", filled.get(name, []))
    }


def _is_public(by: Actor, action: Action) -> bool:
    """A resident sees what residents sent, and the evidence with which a case was settled or fed back."""
    return by.kind == "resident" or "evidence" in dict(action.wanted)


def _messages(known: CaseKnown, situation: Situation, after: state.Case, action: Action, step: Step) -> list[Message]:
    form = situation.form or {}
    words = form.get("reason") or form.get("note") or _what_is_due(situation)
    return telling.messages(
        situation.case if action.to in _lost(situation.process) else after,
        step,
        action.notify,
        telling.Hearing(known.postings, known.followers, situation.process.words),
        telling.Words(f"{action.title}：{known.title}", f"{known.no} {words}".strip()),
    )


def _what_is_due(situation: Situation) -> str:
    """For which of several things the clock runs that speaks, by its name; empty for one that runs for the case."""
    kind, _holder, subject = records.of_clock(str((situation.form or {}).get("clock", "")))
    rule = situation.process.clocks.get(kind)
    return records.called(rule.named, situation.case.more, subject) if rule else ""


def _lost(process: Process) -> set[str]:
    """States in which nobody holds the case any more: those who held it are told."""
    return {state.name for state in process.state if state.final}
