"""What an actor is to a case; permission by relation, not by role alone."""

from collections.abc import Iterable

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor, Level
from linli.cases.rules.kinds import NO_WORDS, Relation, Words
from linli.cases.rules.state import Case


def relations(actor: Actor, case: Case, words: Words = NO_WORDS) -> frozenset[str]:
    """Every relation that holds between them, those of the case's kind of work (``words``) included."""
    if actor.kind != "person":
        return frozenset({actor.kind})
    return frozenset(name for name, holds in {**_TESTS, **words.relations}.items() if holds(actor, case))


def is_any(names: Iterable[str], actor: Actor, case: Case, words: Words = NO_WORDS) -> bool:
    """Whether one of these relations holds; no other is looked at."""
    if actor.kind != "person":
        return actor.kind in names
    tests = (words.relations.get(name) or _TESTS.get(name) for name in names)
    return any(holds(actor, case) for holds in tests if holds)


def _not_below(actor: Actor, case: Case) -> bool:
    """An approver sits at the level where the case now is, or above it."""
    return Level(actor.ground_level).depth <= Level(case.level).depth


_TESTS: dict[str, Relation] = {
    "reporter": lambda actor, case: actor.posting_id is not None and actor.user_id == case.reporter_user,
    "grid": lambda actor, case: actor.may(Permission.GRID, case.ground),
    "desk": lambda actor, case: (
        actor.holds(Permission.DESK) and actor.unit_id is not None and actor.unit_id == case.desk_unit
    ),
    "lead": lambda actor, case: (
        actor.holds(Permission.HANDLE) and actor.unit_id is not None and actor.unit_id == case.lead_unit
    ),
    "assist": lambda actor, case: (
        actor.holds(Permission.HANDLE) and any(each.unit == actor.unit_id for each in case.assists)
    ),
    "supervisor": lambda actor, case: actor.may(Permission.SUPERVISE, case.ground),
    "approver": lambda actor, case: actor.may(Permission.APPROVE, case.ground) and _not_below(actor, case),
}


def sees(actor: Actor, case: Case) -> bool:
    """Whether the case is there for a posting: what ``queries.visible_to`` finds among many, said of one."""
    if actor.kind == "system" or actor.posting_id is None:
        return actor.kind == "system"
    handles = {case.lead_unit, *(assignment.unit for assignment in case.assignments)}
    return (
        actor.posting_id == case.reporter_posting
        or actor.may(Permission.VIEW_GROUND, case.ground)
        or (actor.holds(Permission.DESK) and actor.unit_id == case.desk_unit)
        or (actor.holds(Permission.HANDLE) and actor.unit_id in handles)
    )
