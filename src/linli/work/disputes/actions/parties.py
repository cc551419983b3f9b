"""A party's name, telephone and address in clear, for a purpose, with a line in the journal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.accounts.privacy import vault
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions import BadForm, NotFound, RefusedAction
from linli.cases.queries import look_at
from linli.cases.rules.relations import relations
from linli.cases.rules.verdicts import Refused
from linli.work.disputes.models import Party
from linli.work.disputes.rules import sealing
from linli.work.disputes.rules.course import KNOWING


@dataclass(frozen=True)
class Revealed:
    """What is known of a party."""

    name: str
    phone: str
    address: str


@transaction.atomic
def reveal_party(case_id: int, number: int, *, by: Actor, at: datetime, purpose: str) -> Revealed:
    """One party in clear; the journal's line is written before anything is returned.

    Raises ``NotFound``, ``RefusedAction`` for whoever neither works nor rules on it, ``BadForm`` without a purpose.
    """
    known = look_at(by, case_id)
    party = Party.objects.filter(case_id=case_id, number=number).first()  # unique: no order is needed
    if party is None:
        raise NotFound
    if not relations(by, known.case, processes.get(known.process, known.version).words) & KNOWING:
        raise RefusedAction(Refused("relation", "只有受理单位、调解组织和办理司法确认的法院可以查看当事人"))
    if not purpose.strip():
        raise BadForm({"purpose": "请写明查看的用途"})
    detail: dict[str, object] = {"party": number}
    audit.record("party.reveal", "case", known.no, by=by, at=at, purpose=purpose.strip()[:200], detail=detail)
    return Revealed(
        vault.unseal(bytes(party.name_sealed), field=sealing.NAME),
        vault.unseal(bytes(party.phone_sealed), field=sealing.PHONE),
        vault.unseal(bytes(party.address_sealed), field=sealing.ADDRESS),
    )
