"""Who hears of a step: the units and postings that the action names, and those who follow the case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.cases.models import Step
from linli.cases.queries.hearing import PostingKnown
from linli.cases.rules import state
from linli.cases.rules.kinds import NO_WORDS
from linli.cases.rules.kinds import Words as KindWords
from linli.cases.rules.relations import is_any
from linli.notices import actions as notices


@dataclass(frozen=True)
class Words:
    """What the message says."""

    title: str
    body: str = ""


@dataclass(frozen=True)
class Hearing:
    """Postings that may have to hear of a case, those among them who follow it, and the words of its kind of work."""

    postings: Iterable[PostingKnown]
    followers: Collection[int] = ()
    kind: KindWords = NO_WORDS


def messages(
    case: state.Case, step: Step, recipients: tuple[str, ...], hearing: Hearing, words: Words
) -> list[notices.Message]:
    """The messages about a step, each for one inbox, never for that of the one who acted."""
    units = _units(case, recipients)
    heard = {*hearing.followers} | ({case.reporter_posting} if "reporter" in recipients else set())
    chosen = [
        posting.id
        for posting in hearing.postings
        if posting.id != step.posting_id
        and (posting.id in heard or _concerns(posting.actor, case, units, recipients, hearing.kind))
    ]
    return notices.messages(chosen, kind=step.action, title=words.title, body=words.body, at=step.at)


def _units(case: state.Case, recipients: tuple[str, ...]) -> set[int]:
    running = case.running()
    units: dict[str, set[int | None]] = {
        "desk": {case.desk_unit},
        "lead": {case.lead_unit},
        "assists": {a.unit for a in case.assists if not a.is_done},
        "holder": {running.holder if running else case.desk_unit},
    }
    return {unit for name in recipients for unit in units.get(name, set()) if unit is not None}


def _concerns(actor: Actor, case: state.Case, units: set[int], recipients: tuple[str, ...], kind: KindWords) -> bool:
    if actor.unit_id in units and (actor.holds(Permission.DESK) or actor.holds(Permission.HANDLE)):
        return True
    heard = {"grid", "supervisor", "approver", *kind.relations}
    return is_any(heard.intersection(recipients), actor, case, kind)
