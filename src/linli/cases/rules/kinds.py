"""The words that a kind of work brings for its own processes, beside those that every process may use."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from linli.areas.rules import Actor
from linli.cases.rules.state import Case
from linli.cases.rules.verdicts import Refused
from linli.lib.sentences import Said

#: Whether somebody is this to a case.
Relation = Callable[[Actor, Case], bool]
#: Why not, or ``None``; of a situation and what stands after the colon.
Guard = Callable[[Any, str], Refused | None]
#: The case after it; of the case, a situation and what stands after the colon.
Effect = Callable[[Case, Any, str], Case]
#: What a form names, looked up: facts by name for the rules, and a message for each field that leads nowhere.
LookUp = Callable[[Case, Mapping[str, object], datetime], tuple[dict[str, object], dict[str, str]]]
#: What is wrong with what a process configures for its kind: the table, its ordinal in the file, the words.
Faults = Callable[[Mapping[str, Any]], Iterable[tuple[str, int, Said]]]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def nothing_own(own: Mapping[str, Any]) -> Iterable[tuple[str, int, Said]]:
    """A kind that has nothing to configure for itself."""
    return [("own", 0, Said("这种流程没有自己的配置「%(name)s」", name=name)) for name in own]


class Words:
    """Relations, guards and effects by name, and what is looked up (``facts``) for what a form names.

    ``own`` checks what its processes configure for themselves under ``[own]``.

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
        own: Faults = nothing_own,
    ) -> None:
        self.relations = relations
        self.guards = guards
        self.effects = effects
        self.facts = facts
        self.own = own


NO_WORDS = Words()
