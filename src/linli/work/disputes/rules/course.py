"""What a dispute's own record says (``Case.more``): parties by number, who mediates, how far the agreement is.

Nothing in it says who anybody is: names, telephones and addresses are sealed rows of this room, statements and
minutes are sealed in the steps.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from linli.areas.rules import Actor
from linli.cases.rules.state import Case
from linli.deadlines.rules import WorkingCalendar

APPLICANT, RESPONDENT = "applicant", "respondent"
AGREED, REFUSED, UNANSWERED = "agreed", "refused", "unanswered"
#: Art. 33: within thirty days from the day of effect.
DAYS_TO_CONFIRM = 30
#: Types whose fifteen days run from the application (劳动争议调解仲裁法 art. 14).
LABOUR = frozenset({"1710", "1711"})

Party = dict[str, Any]


def is_mediator(actor: Actor, case: Case) -> bool:
    """Whether somebody mediates the dispute: appointed in it, and still at the body that has it (art. 19)."""
    return (
        actor.posting_id is not None
        and actor.posting_id in case.more.get("mediators", ())
        and actor.unit_id == case.lead_unit
    )


def began(applicants: int, respondents: int, started_by: str) -> list[Party]:
    """The parties of a new dispute by number, applicants first.

    Who applied has thereby consented; nobody else has (art. 17). Where the body itself begins, nobody has.
    """
    consent = AGREED if started_by == "application" else ""
    sides = [(APPLICANT, consent)] * applicants + [(RESPONDENT, "")] * respondents
    return [{"n": number, "side": side, "consent": given} for number, (side, given) in enumerate(sides, 1)]


def parties(case: Case) -> list[Party]:
    """The parties in order."""
    return list(case.more.get("parties", ()))


def party(case: Case, number: object) -> Party | None:
    """One party; ``None`` for a number nobody has."""
    return next((one for one in parties(case) if one["n"] == number), None)


def with_party(case: Case, number: object, **changes: object) -> list[Party]:
    """The parties after something about one of them has changed."""
    return [one | changes if one["n"] == number else one for one in parties(case)]


def not_yet(case: Case, is_done: str, *, wanted: object = None) -> list[int]:
    """The numbers of those of whom something is not said, or says something else than what is wanted."""
    return [one["n"] for one in parties(case) if not one.get(is_done) or (wanted and one[is_done] != wanted)]


def numbered(numbers: Iterable[int]) -> str:
    """第 1、3 方."""
    return f"第 {'、'.join(map(str, numbers))} 方"


def effective_on(more: Mapping[str, Any], sealed_on: date) -> date:
    """Art. 29: a written agreement takes effect when the last has signed, mediator and seal of the body included."""
    signed = [date.fromisoformat(one["signed_on"]) for one in more.get("parties", ()) if one.get("signed_on")]
    return max([*signed, sealed_on])


def confirm_by(effective: date) -> date:
    """Art. 33: the last day to apply for judicial confirmation; the day of effect is not counted (民法典 art. 201)."""
    return effective + timedelta(days=DAYS_TO_CONFIRM)


def last_day(calendar: WorkingCalendar, day: date) -> date:
    """民法典 art. 203: a period whose last day is a day off ends on the next working day."""
    while not calendar.presumes_working(day):
        day += timedelta(days=1)
    return day
