"""A case that turned out to be another kind of work: another is opened out of it, and each knows of the other."""

from datetime import datetime
from uuid import UUID, uuid5

from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions.acting import act
from linli.cases.actions.refusals import RefusedAction
from linli.cases.models import Case, Step
from linli.cases.queries.loading import look_at
from linli.cases.rules.process import Action
from linli.cases.rules.verdicts import Refused
from linli.lib.sentences import Said


def turn(case_id: int, into: Case, *, by: Actor, at: datetime, key: UUID) -> Step:
    """Say of a case that another was opened out of it; in the transaction that opens the other one.

    Raises what ``act`` raises; ``RefusedAction`` where its process knows no such turn from here.
    """
    known = look_at(by, case_id)
    process = processes.get(known.process, known.version)
    mine = uuid5(key, f"turn:{case_id}")
    done = Step.objects.filter(key=mine).first()  # unique: no order is needed
    action = _turn(process.actions_from(known.case.state), into.process)
    if done is None and action is None:
        state = process.states[known.case.state].title
        raise RefusedAction(Refused("state", Said("这件现在是「%(state)s」，不能这样转", state=state)))
    name = done.action if done else action.name if action else ""
    return act(case_id, name, by=by, at=at, form={"turned_into": into.no}, key=mine)


def _turn(actions: tuple[Action, ...], process: str) -> Action | None:
    return next((action for action in actions if action.opens == process), None)
