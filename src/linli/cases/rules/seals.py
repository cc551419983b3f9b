"""Who may open what was filled in under seal."""

from collections.abc import Mapping

from linli.areas.rules import Actor
from linli.cases.rules.process import Process
from linli.cases.rules.relations import relations
from linli.cases.rules.state import Case

#: Under this a step keeps what is sealed.
MARK = "sealed"


def is_sealed(value: object) -> bool:
    """Whether a step keeps the value under seal."""
    return isinstance(value, Mapping) and MARK in value


def readable(
    form: Mapping[str, object], process: Process, actor: Actor, case: Case, *, author: int | None
) -> list[str]:
    """The sealed fields of a step that somebody may read now; ``author`` is the posting that filled it in."""
    mine = relations(actor, case, process.words)
    if author is not None and actor.posting_id == author:
        mine |= {"author"}
    fields = process.fields
    return [
        name for name, kept in form.items() if is_sealed(kept) and name in fields and mine & {*fields[name].readers}
    ]
