"""What parties signed on their phones, for whoever works on the dispute or rules on it, with a line in the journal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions import NotFound, open_sealed
from linli.cases.models import Step
from linli.cases.queries import CaseKnown, look_at
from linli.cases.rules.relations import relations
from linli.work.disputes import queries
from linli.work.disputes.queries import Typeset
from linli.work.disputes.rules.course import KNOWING, ONLINE, PARTY


@dataclass(frozen=True)
class Signature:
    """Who has signed which paper: ``how`` as the process knows it, what was drawn or typed where it was on a phone.

    ``at``: when it was entered; on a phone that is when it was given.
    """

    number: int
    how: str
    signed_on: str
    at: datetime
    paper: str
    text: str
    #: By what it was seen that it is this party: sms | digits | code; empty where it did not sign on a phone.
    door: str = ""


@transaction.atomic
def open_signatures(case_id: int, *, by: Actor, at: datetime) -> list[Signature]:
    """The signatures that stand, by the number of the party.

    Raises ``NotFound`` for whoever neither works on the dispute nor rules on it.
    """
    known = _known_to(by, case_id)
    standing = {one["n"] for one in known.case.more.get("parties", ()) if one.get("signed_on")}
    steps = {
        step.form["party"]: step for step in Step.objects.filter(case_id=case_id, action="sign").order_by("number")
    }
    audit.record("signature.open", "case", known.no, by=by, at=at, detail={"parties": sorted(standing)})
    return [_opened(steps[number], at) for number in sorted(standing)]


@transaction.atomic
def open_signed(case_id: int, *, by: Actor, at: datetime) -> Typeset | None:
    """The agreement that was signed on phones, ``None`` where what is kept is not what was signed.

    Raises ``NotFound`` for whoever neither works on the dispute nor rules on it, and where nobody has signed there.
    """
    known = _known_to(by, case_id)
    sha256 = known.case.more.get("paper")
    if not sha256:
        raise NotFound
    audit.record("agreement.read", "case", known.no, by=by, at=at, detail={"sha256": sha256})
    return queries.signed(sha256)


def _known_to(by: Actor, case_id: int) -> CaseKnown:
    known = look_at(by, case_id)
    if not relations(by, known.case, processes.get(known.process, known.version).words) & KNOWING:
        raise NotFound
    return known


def _opened(step: Step, at: datetime) -> Signature:
    form = step.form
    is_here = form["how"] == ONLINE
    text = open_sealed(step.case_id, step.number, by=PARTY, at=at)["signature"] if is_here else ""
    paper, door = form.get("paper", ""), form.get("door", "")
    return Signature(form["party"], form["how"], form["signed_on"], step.at, paper, text, door)
