"""The whole rule: what is offered, whether it may be done, and what the case is afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from linli.cases.rules import effects, forms, guards, timing
from linli.cases.rules.process import Action, Process
from linli.cases.rules.relations import is_any, relations
from linli.cases.rules.situation import Situation
from linli.cases.rules.state import Case
from linli.cases.rules.verdicts import ALLOWED, Refused, Verdict
from linli.lib.sentences import Said


@dataclass(frozen=True)
class Possibility:
    """An action an actor could take from where the case stands, and whether the rule lets them."""

    action: Action
    verdict: Verdict


def possibilities(situation: Situation) -> list[Possibility]:
    """The actions that belong to the actor's relations, each with its verdict before anything is filled in."""
    mine = relations(situation.actor, situation.case, situation.process.words)
    return [
        Possibility(action, _first_refusal(action, situation))
        for action in situation.process.actions_from(situation.case.state)
        if mine & set(action.by)
    ]


def decide(name: str, situation: Situation) -> Action | Refused:
    """The action, if the actor may take it with what is filled in; otherwise why not."""
    process, case = situation.process, situation.case
    action = process.find(name, case.state)
    if action is None:
        title, state = process.titled(name), process.states[case.state].title
        return Refused("state", Said("这件现在是「%(state)s」，不能「%(title)s」", state=state, title=title))
    if not is_any(action.by, situation.actor, case, process.words):
        return Refused("relation", Said("您在这件上没有「%(title)s」的权限", title=action.title))
    verdict = _first_refusal(action, situation)
    return verdict if isinstance(verdict, Refused) else action


def _first_refusal(action: Action, situation: Situation) -> Verdict:
    verdicts = (guards.check(need, situation) for need in action.needs)
    return next((verdict for verdict in verdicts if isinstance(verdict, Refused)), ALLOWED)


def misfit(situation: Situation) -> dict[str, str]:
    """Messages for values that are well formed but do not fit this case."""
    errors: dict[str, str] = {}
    unit = (situation.form or {}).get("unit")
    if unit is not None and unit not in [a.unit for a in situation.case.assists if not a.is_done]:
        errors["unit"] = "这个单位现在没有待办的协办任务"
    return errors


def carry_out(action: Action, situation: Situation) -> Case:
    """The case after an allowed action: clocks stopped, effects applied, the state entered, clocks started."""
    case = situation.case
    if not _awaits_more(action, situation):
        case = timing.stop(case, action.stops, situation)
        case = timing.pause(case, action.pauses, situation)
    for effect in action.effects:
        case = effects.apply(effect, case, situation)
    if _awaits_more(action, situation):
        return case
    case = replace(case, state=action.to or case.state)
    case = timing.start(case, action.starts, situation)
    case = timing.resume(case, action.resumes, situation)
    return _without_clocks_at_the_end(case, situation)


def _awaits_more(action: Action, situation: Situation) -> bool:
    """Whether this approval is not the last one its request needs; then nothing else happens yet."""
    for effect in action.effects:
        name, _, kind = effect.partition(":")
        request = situation.case.request(kind) if name == "approve" else None
        if request is not None and len(request.approvals) + 1 < len(situation.process.requests[kind].approvals):
            return True
    return False


def _without_clocks_at_the_end(case: Case, situation: Situation) -> Case:
    """A case that has come to an end has no clock left running but those that outlive it."""
    process = situation.process
    ending = tuple(clock.name for clock in process.clock if not clock.outlives)
    return timing.stop(case, ending, situation) if process.states[case.state].final else case


def opened(situation: Situation) -> Case:
    """A new case after the effects of its opening, with the clocks it begins with."""
    case = situation.case
    for effect in situation.process.open.effects:
        case = effects.apply(effect, case, situation)
    return timing.start(case, situation.process.open.starts, situation)


def clean(action: Action, process: Process, raw: Mapping[str, object]) -> tuple[forms.Filled, dict[str, str]]:
    """Typed values of an action's form, and a message for each field that is wrong."""
    return forms.clean(process, action, raw)
