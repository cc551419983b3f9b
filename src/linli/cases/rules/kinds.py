"""The words that a kind of work brings for its own processes, beside those that every process may use."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from linli.areas.rules import Actor
from linli.cases.rules.state import Case
from linli.cases.rules.verdicts import Refused

#: Whether somebody is this to a case.
Relation = Callable[[Actor, Case], bool]
#: Why not, or ``None``; of a situation and what stands after the colon.
Guard = Callable[[Any, str], Refused | None]
#: The case after it; of the case, a situation and what stands after the colon.
Effect = Callable[[Case, Any, str], Case]
#: What a form names, looked up: facts by name for the rules, and a message for each field that leads nowhere.
LookUp = Callable[[Case, Mapping[str, object], datetime], tuple[dict[str, object], dict[str, str]]]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Words:
    """Relations, guards and effects by name, and what is looked up (``facts``) for what a form names.

    A word here wins over one of the same name that every process may use. Rules are pure; only ``facts`` may ask the
    database, and is asked only for an act on a case of this kind.
    """

    def __init__(
        self,
        *,
        relations: Mapping[str, Relation] = _NOTHING,
        guards: Mapping[str, Guard] = _NOTHING,
        effects: Mapping[str, Effect] = _NOTHING,
        facts: LookUp | None = None,
    ) -> None:
        self.relations = relations
        self.guards = guards
        self.effects = effects
        self.facts = facts


NO_WORDS = Words()
