"""One thing done to many cases: each its own act under its own key, each with its own answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from linli.areas.rules import Actor, Ground
from linli.cases.actions import BadForm, KeyConflict, NotFound, RefusedAction, act
from linli.cases.models import Case
from linli.web.parts.words import told

MOST = 100
#: The actions that may be done to many, with the field that asks who or why.
ACTIONS = {"dispatch": "lead", "urge": "note"}


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    case: Case
    done: bool
    text: str


def act_on_all(  # noqa: PLR0913 - an act has these parts, each named at the call
    cases: Sequence[Case], action: str, *, by: Actor, at: datetime, form: Mapping[str, object], key: UUID
) -> list[Outcome]:
    """Act on each case in a transaction of its own; the same form sent again does nothing twice."""
    return [_one(case, action, by=by, at=at, form=form, key=uuid5(key, str(case.pk))) for case in cases]


def _one(case: Case, action: str, *, by: Actor, at: datetime, form: Mapping[str, object], key: UUID) -> Outcome:  # noqa: PLR0913 - as above
    try:
        act(case.pk, action, by=by, at=at, form=form, key=key)
    except RefusedAction as refused:
        return Outcome(case, done=False, text=told(refused.text))
    except BadForm as bad:
        return Outcome(case, done=False, text="；".join(told(one) for one in bad.errors.values()))
    except KeyConflict:
        return Outcome(case, done=False, text=_("这张表已经用别的内容提交过一次"))
    except NotFound:
        return Outcome(case, done=False, text=_("您已经看不到这一件"))
    return Outcome(case, done=True, text="")


def common_ground(cases: Sequence[Case]) -> Ground:
    """The smallest ground that holds all of them."""
    grounds = [case.ground for case in cases]
    codes: list[str] = []
    for at_level in zip(*grounds, strict=True):
        if len(set(at_level)) > 1:
            break
        codes.append(at_level[0])
    return Ground(*codes)
