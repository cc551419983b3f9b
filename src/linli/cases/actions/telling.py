"""Who hears of a step: the units and postings that the action names, and those who follow the case."""

from collections.abc import Iterable
from dataclasses import dataclass

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.access import actor_of
from linli.areas.rules import Actor
from linli.cases.models import Case, Step
from linli.cases.queries.opening import PostingKnown
from linli.cases.rules import state
from linli.cases.rules.relations import relations
from linli.deadlines.rules import SHANGHAI
from linli.notices import actions as notices


@dataclass(frozen=True)
class Words:
    """What the message says."""

    title: str
    body: str = ""


def tell(row: Case, case: state.Case, step: Step, recipients: tuple[str, ...], words: Words) -> None:
    """Put a message about a step into the inboxes concerned, never into that of the one who acted."""
    units = _units(case, recipients)
    followers = set(row.followers.values_list("posting_id", flat=True))
    own = {case.reporter_posting} if "reporter" in recipients and case.reporter_posting else set()
    wanted = followers | own
    candidates = areas.postings_to_tell(
        units, [code for code in case.ground if code], wanted, step.at.astimezone(SHANGHAI).date()
    )
    chosen = [p.pk for p in candidates if p.pk in wanted or _concerns(actor_of(p), case, units, recipients)]
    notices.tell(
        [pk for pk in chosen if pk != step.posting_id],
        kind=step.action,
        title=f"{words.title}：{row.title}",
        body=words.body,
        link=f"/desk/cases/{row.pk}/",
        dedupe=f"step:{step.pk}",
        at=step.at,
    )


def messages_of_opening(
    row: Case, case: state.Case, step: Step, recipients: tuple[str, ...], postings: Iterable[PostingKnown]
) -> list[notices.Message]:
    """The messages about a case that begins: nobody follows it yet, and the reporter knows of it."""
    units = _units(case, recipients)
    concerned = [p.id for p in postings if p.id != step.posting_id and _concerns(p.actor, case, units, recipients)]
    title, body = f"新上报：{row.title}", f"{row.no} {row.address}"
    return notices.messages(concerned, kind=step.action, title=title, body=body, at=step.at)


def _units(case: state.Case, recipients: tuple[str, ...]) -> set[int]:
    running = case.running()
    units: dict[str, set[int | None]] = {
        "desk": {case.desk_unit},
        "lead": {case.lead_unit},
        "assists": {a.unit for a in case.assists if not a.is_done},
        "holder": {running.holder if running else case.desk_unit},
    }
    return {unit for name in recipients for unit in units.get(name, set()) if unit is not None}


def _concerns(actor: Actor, case: state.Case, units: set[int], recipients: tuple[str, ...]) -> bool:
    if actor.unit_id in units and (actor.holds(Permission.DESK) or actor.holds(Permission.HANDLE)):
        return True
    return bool(relations(actor, case) & set(recipients) & {"grid", "supervisor", "approver"})
