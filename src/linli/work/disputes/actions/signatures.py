"""The signatures that parties gave on their phones, for whoever works on the dispute, with a line in the journal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions import NotFound, open_sealed
from linli.cases.models import Step
from linli.cases.queries import look_at
from linli.cases.rules.relations import relations
from linli.work.disputes.rules.course import ONLINE, PARTY, READERS


@dataclass(frozen=True)
class Signature:
    """Who has signed which paper: ``how`` as the process knows it, what was drawn or typed where it was on a phone."""

    number: int
    how: str
    signed_on: str
    paper: str
    text: str


@transaction.atomic
def open_signatures(case_id: int, *, by: Actor, at: datetime) -> list[Signature]:
    """The signatures that stand, by the number of the party.

    Raises ``NotFound`` for whoever does not work on the dispute.
    """
    known = look_at(by, case_id)
    if not relations(by, known.case, processes.get(known.process, known.version).words) & READERS:
        raise NotFound
    standing = {one["n"] for one in known.case.more.get("parties", ()) if one.get("signed_on")}
    steps = {
        step.form["party"]: step for step in Step.objects.filter(case_id=case_id, action="sign").order_by("number")
    }
    audit.record("signature.open", "case", known.no, by=by, at=at, detail={"parties": sorted(standing)})
    return [_opened(steps[number], at) for number in sorted(standing)]


def _opened(step: Step, at: datetime) -> Signature:
    form = step.form
    is_here = form["how"] == ONLINE
    text = open_sealed(step.case_id, step.number, by=PARTY, at=at)["signature"] if is_here else ""
    return Signature(form["party"], form["how"], form["signed_on"], form.get("paper", ""), text)
