"""What a person can do on a case now, exactly as the rule has it, with the reasons for what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.queries.facts import facts_about, facts_of
from linli.cases.queries.loading import state_of
from linli.cases.rules import engine, state
from linli.cases.rules.facts import Facts
from linli.cases.rules.process import Field
from linli.cases.rules.situation import Situation
from linli.cases.rules.verdicts import Refused


@dataclass(frozen=True)
class Offer:
    """One action as a page shows it."""

    name: str
    title: str
    allowed: bool
    reason: str
    fields: tuple[tuple[Field, bool], ...]
    primary: bool
    danger: bool


def offered(case: Case, actor: Actor, at: datetime, *, known: state.Case | None = None) -> list[Offer]:
    """Every action that is this actor's business, primary ones first; system actions are nobody's to see.

    ``known``: the case as a value, if it has been read already.
    """
    value = known or state_of(case)
    return _offers(case, value, facts_about(value), actor, at)


def offered_each(
    rows: Sequence[Case], values: Mapping[int, state.Case], actor: Actor, at: datetime
) -> dict[int, list[Offer]]:
    """The same for many cases with their values, by id; the queries do not grow with their number."""
    facts = facts_of([values[row.pk] for row in rows])
    return {row.pk: _offers(row, values[row.pk], each, actor, at) for row, each in zip(rows, facts, strict=True)}


def _offers(case: Case, value: state.Case, facts: Facts, actor: Actor, at: datetime) -> list[Offer]:
    process = processes.get(case.process, case.version)
    situation = Situation(process, value, actor, facts, at, None)
    offers = [_offer(situation, possibility) for possibility in engine.possibilities(situation)]
    return sorted(offers, key=lambda offer: (not offer.allowed, not offer.primary, offer.danger))


def _offer(situation: Situation, possibility: engine.Possibility) -> Offer:
    action, verdict = possibility.action, possibility.verdict
    fields = tuple((situation.process.fields[name], required) for name, required in action.wanted)
    refused = isinstance(verdict, Refused)
    return Offer(
        name=action.name,
        title=action.title,
        allowed=not refused,
        reason=verdict.text if isinstance(verdict, Refused) else "",
        fields=fields,
        primary=action.primary,
        danger=action.danger,
    )
