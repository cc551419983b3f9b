"""Acting on a case: one function, one transaction, one winner."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction

from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions import telling, writing
from linli.cases.actions.refusals import BadForm, KeyConflict, NotFound, Overtaken, RefusedAction
from linli.cases.models import Case, Step
from linli.cases.queries import facts as lookups
from linli.cases.queries.loading import state_of
from linli.cases.queries.visible import visible_to
from linli.cases.rules import engine, forms, merging, state
from linli.cases.rules.process import Action, Process
from linli.cases.rules.situation import Situation
from linli.cases.rules.verdicts import Refused
from linli.documents import queries as documents
from linli.lib.sentences import Said

_PHOTO_PURPOSE = {"evidence": "evidence", "photos": "report"}


@transaction.atomic
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
    digest = writing.digest_of(case_id, action, dict(form), by.user_id, by.kind, *origin.in_digest())
    try:
        row = _locked(case_id, by)
    except NotFound:
        if repeated := _repeated(key, digest):  # what was done may be the reason why it is no more to be seen
            return repeated
        raise
    if repeated := _repeated(key, digest):
        return repeated
    process = processes.get(row.process, row.version)
    before = state_of(row)
    known = Situation(process, before, by, lookups.facts_about(before), at, None)
    if base is not None:
        _not_overtaken(row, before, form, base, seen_version)
    chosen, situation = _decided(row, action, form, known, seen_version)
    after = engine.carry_out(chosen, situation)
    writing.save_row(row, situation.case, after, process)
    filled = situation.form or {}
    deed = writing.Deed(action, by, at, forms.as_json(filled) | origin.in_form(), key, digest)
    step = writing.add_step(row, situation.case, after, deed)
    writing.attach(step, _files(chosen, process, filled), by=by, is_public=_is_public(by, chosen), at=at)
    _say(row, situation, after, step, chosen)
    return step


def _locked(case_id: int, by: Actor) -> Case:
    rows = Case.objects.select_for_update(of=("self",)).select_related("matter", "reporter_posting")
    row = rows.filter(pk=case_id).first()  # the primary key is unique: no order is needed
    if row is None or (by.kind == "person" and not visible_to(by).filter(pk=case_id).exists()):
        raise NotFound
    return row


def _repeated(key: UUID, digest: str) -> Step | None:
    step = Step.objects.filter(key=key).first()  # unique: no order is needed
    if step is not None and step.digest != digest:
        raise KeyConflict
    return step


def _not_overtaken(
    row: Case, case: state.Case, form: Mapping[str, object], base: Mapping[str, object], seen_version: int | None
) -> None:
    """Raise ``Overtaken`` if something the form sets was set by somebody else since it was seen."""
    if seen_version is None or seen_version >= row.row_version:
        return
    steps = row.steps.filter(number__lte=seen_version).order_by("number")
    changes = list(steps.values_list("changes", flat=True))
    seen = merging.standing(state.replay(changes)) if changes else {}
    now = merging.standing(case)
    conflicts = merging.changed_under(form, seen | dict(base), now)
    if conflicts:
        raise Overtaken(dict.fromkeys(conflicts, "别人刚刚改过这一项，请看过再定"))


def _decided(
    row: Case, name: str, form: Mapping[str, object], known: Situation, seen_version: int | None
) -> tuple[Action, Situation]:
    """The allowed action with everything known that it depends on; raises what stands in the way."""
    action = _allowed(engine.decide(name, known), row, seen_version)
    filled, errors = engine.clean(action, known.process, form)
    situation, more = _with_form(row, action, filled, known)
    errors = more | engine.misfit(situation) | errors
    if not errors:
        verdict = engine.decide(name, situation)
        if isinstance(verdict, Refused) and verdict.field:
            errors = {verdict.field: verdict.text}
        else:
            _allowed(verdict, row, seen_version)
    if errors:
        raise BadForm(errors)
    return action, situation


def _allowed(verdict: Action | Refused, row: Case, seen_version: int | None) -> Action:
    if isinstance(verdict, Action):
        return verdict
    if seen_version is not None and seen_version != row.row_version:
        raise RefusedAction(_overtaken(row, verdict))
    raise RefusedAction(verdict)


def _overtaken(row: Case, verdict: Refused) -> Refused:
    last = row.steps.order_by("-number").first()
    if last is None:
        return verdict
    title = processes.get(row.process, row.version).titled(last.action)
    who = " ".join(filter(None, [last.unit.name if last.unit else "", last.actor_name]))
    return Refused(
        "overtaken", Said("%(who)s刚刚做了「%(title)s」。%(reason)s", who=who, title=title, reason=verdict.text)
    )


def _with_form(
    row: Case, action: Action, filled: forms.Filled, situation: Situation
) -> tuple[Situation, dict[str, str]]:
    """The situation with what was filled in looked up, and a message for each value that leads nowhere."""
    case, errors = situation.case, dict[str, str]()
    units = [cast("int", filled["lead"])] if "lead" in filled else []
    units += cast("list[int]", filled.get("assists", []))
    levels = lookups.unit_levels(case.ground, units)
    errors |= {name: "请选一个在本地服务的单位" for name in ("lead", "assists") if _strays(filled.get(name), levels)}
    facts = replace(situation.facts, unit_levels=levels)
    if "classify" in action.effects and {"matter", "criterion"} & filled.keys():
        code = str(filled.get("matter", case.matter))
        chosen = lookups.matter_facts(code, cast("int | None", filled.get("criterion")), case.ground)
        facts = replace(facts, matter=chosen)
        errors |= {} if chosen else {"matter" if "matter" in filled else "criterion": "没有这样的事项或立案条件"}
    if "into" in filled:
        facts = replace(facts, into=lookups.surviving(str(filled["into"]), row))
        errors |= {} if facts.into else {"into": "没有这个编号的在办件"}
    errors |= _photo_errors(action, situation, filled)
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


def _say(row: Case, situation: Situation, after: state.Case, step: Step, action: Action) -> None:
    words = (situation.form or {}).get("reason") or (situation.form or {}).get("note") or ""
    told = situation.case if action.to in _lost(situation.process) else after
    telling.tell(row, told, step, action.notify, telling.Words(action.title, f"{row.no} {words}".strip()))


def _lost(process: Process) -> set[str]:
    """States in which nobody holds the case any more: those who held it are told."""
    return {state.name for state in process.state if state.final}
