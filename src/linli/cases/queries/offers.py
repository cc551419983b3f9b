"""What a person can do on a case now, exactly as the rule has it, with the reasons for what is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.queries.loading import CaseKnown, about_case
from linli.cases.rules import engine
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
    #: The process of the case that is opened out of this one; "" for anything else.
    opens: str = ""


def offered(case: Case, actor: Actor, at: datetime) -> list[Offer]:
    """Every action that is this actor's business, primary ones first; system actions are nobody's to see."""
    return offers_on(about_case(case.pk), actor, at)


def offers_on(known: CaseKnown, actor: Actor, at: datetime) -> list[Offer]:
    """The same on a case that has been looked at."""
    return _offers(known, known.facts, actor, at)


def offers_each(known: Mapping[int, CaseKnown], actor: Actor, at: datetime) -> dict[int, list[Offer]]:
    """The same on many cases, by id; each county's calendar is read once, known by its version or not."""
    which = {(one.case.ground.county, one.calendar) for one in known.values()}
    calendars = {(county, version): areas.calendar_of_version(county, version) for county, version in which}
    return {
        case_id: _offers(one, one.facts_on(calendars[one.case.ground.county, one.calendar]), actor, at)
        for case_id, one in known.items()
    }


def _offers(known: CaseKnown, facts: Facts, actor: Actor, at: datetime) -> list[Offer]:
    process = processes.get(known.process, known.version)
    situation = Situation(process, known.case, actor, facts, at, None)
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
        opens=action.opens,
    )
