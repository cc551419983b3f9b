"""What a dispute's own record says (``Case.more``): parties by number, who mediates, how far the agreement is.

Nothing in it says who anybody is: names, telephones and addresses are sealed rows of this room, statements and
minutes are sealed in the steps.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.cases.rules.state import Case
from linli.deadlines.rules import WorkingCalendar

APPLICANT, RESPONDENT = "applicant", "respondent"
AGREED, REFUSED, UNANSWERED = "agreed", "refused", "unanswered"
#: Art. 33: within thirty days from the day of effect.
DAYS_TO_CONFIRM = 30
#: Types whose fifteen days run from the application (劳动争议调解仲裁法 art. 14).
LABOUR = frozenset({"1710", "1711"})

#: How a party acts on the page of the own code; which party it is, the page says.
ONLINE = "online"
PARTY = Actor(kind="party", name="当事人")

#: Who works on a dispute, and may therefore know its parties: the desk that takes it in, and the body that mediates.
READERS = frozenset({"desk", "lead", "mediator"})
#: And with them the court to which the parties have brought their agreement: it must know whose it is.
KNOWING = READERS | {"court"}

Party = dict[str, Any]


def is_mediator(actor: Actor, case: Case) -> bool:
    """Whether somebody mediates the dispute: appointed in it (art. 19), and still at the body that has it."""
    return (
        actor.posting_id is not None
        and actor.posting_id in case.more.get("mediators", ())
        and actor.unit_id == case.lead_unit
    )


def is_court(actor: Actor, case: Case) -> bool:
    """Whether somebody works at the court to which the parties have brought their agreement."""
    return actor.holds(Permission.HANDLE) and actor.unit_id is not None and actor.unit_id == case.more.get("court")


def is_party(actor: Actor, _case: Case) -> bool:
    """Whether somebody came in by the own code of a party; which one, the door has found out."""
    return actor.kind == PARTY.kind


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


def objecting(case: Case, mediators: Collection[int]) -> list[int]:
    """The numbers of those who have asked to replace one of these mediators."""
    return [one["n"] for one in parties(case) if {*mediators} & {*one.get("unwanted", ())}]


def not_offered(more: Mapping[str, Any]) -> set[int]:
    """Art. 23: mediators, by posting, whom a party has asked to replace, and those who could not mediate this."""
    unwanted = (one.get("unwanted", ()) for one in more.get("parties", ()))
    return set(more.get("unable", ())).union(*unwanted)


def choice(more: Mapping[str, Any]) -> int | None:
    """Art. 19: the mediator, by posting, whom all parties have chosen; ``None`` while one has not, or they differ."""
    chosen = {one.get("chose") for one in more.get("parties", ())}
    return chosen.pop() if len(chosen) == 1 else None


def is_disputed(more: Mapping[str, Any]) -> bool:
    """Whether all have chosen, and not the same: then the body names somebody."""
    chosen = {one.get("chose") for one in more.get("parties", ())}
    return None not in chosen and len(chosen) > 1


#: What a party is waited for; the rest it may do when it likes.
WAITING = ("consent", "choose_mediator", "accept_mediators", "sign")
_MAY: dict[str, Callable[[Case, Party], bool]] = {
    "consent": lambda _case, one: one["consent"] != AGREED,
    "decline": lambda case, _one: case.state == "asking",
    "choose_mediator": lambda case, one: one["consent"] == AGREED and not is_settled(case, one),
    "accept_mediators": lambda _case, one: one.get("mediators") != "accepted",
    "object_mediators": lambda _case, one: one.get("mediators") != "objected",
    "sign": lambda _case, one: not one.get("signed_on"),
    "withdraw": lambda case, one: applied_alone(case, one["n"]),
    "end_on_wish": lambda _case, _one: True,
    "ask_confirmation": lambda _case, one: not one.get("asked_on"),
}


def is_settled(case: Case, one: Party) -> bool:
    """Whether there is nothing for a party to choose: all have chosen the same, or it has accepted who was proposed."""
    return choice(case.more) is not None or has_accepted(case, one)


def has_accepted(case: Case, one: Party) -> bool:
    """Whether a party has accepted the mediators proposed, and nobody objects to them."""
    return one.get("mediators") == "accepted" and not any(each.get("mediators") == "objected" for each in parties(case))


def is_waited_for(case: Case, number: int, action: str) -> bool:
    """Whether something that a party may do is what the others wait for; choosing once, and before anybody proposes."""
    one = party(case, number) or {}
    is_late = action == "choose_mediator" and bool(one.get("chose") or case.more.get("proposed"))
    return action in WAITING and not is_late


def own_business(case: Case, number: int, offered: Collection[str]) -> list[str]:
    """Of what parties may do now, what this one has to do with, in the order in which it is asked."""
    one = party(case, number)
    return [name for name, may in _MAY.items() if one and name in offered and may(case, one)]


def applied_alone(case: Case, number: object) -> bool:
    """Whether a party, and nobody beside it, has asked for mediation."""
    return [one["n"] for one in parties(case) if one["side"] == APPLICANT] == [number]


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
