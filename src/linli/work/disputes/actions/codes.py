"""A party's own code: made with the party, handed out by whoever works on the dispute, with a line in the journal."""

from datetime import datetime

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.accounts.privacy import vault
from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.actions import NotFound, RefusedAction
from linli.cases.queries import look_at
from linli.cases.rules.relations import relations
from linli.cases.rules.verdicts import Refused
from linli.lib.codes import public_code
from linli.work.disputes.models import Party
from linli.work.disputes.rules import sealing
from linli.work.disputes.rules.course import READERS


def with_code(party: Party) -> Party:
    """The party, not saved yet, with a new code; an older one leads nowhere any more."""
    code = public_code()
    party.code_sealed = vault.seal(code, field=sealing.CODE)
    party.code_hash = vault.keyed_hash(code)
    return party


def code_of(party: Party) -> str:
    """The code of a party for that party itself; empty where none was made."""
    return vault.unseal(bytes(party.code_sealed), field=sealing.CODE)


@transaction.atomic
def hand_out_code(case_id: int, number: int, *, by: Actor, at: datetime, renew: bool = False) -> str:
    """The code of a party, to be given to that party; the journal's line is written before it is returned.

    With ``renew`` it is a new one, and whoever holds the old one is shut out: for a slip that was lost.

    Raises ``NotFound``, ``RefusedAction`` for whoever does not work on the dispute.
    """
    known = look_at(by, case_id)
    party = Party.objects.select_for_update().filter(case_id=case_id, number=number).first()  # unique: no order needed
    if party is None:
        raise NotFound
    if not relations(by, known.case, processes.get(known.process, known.version).words) & READERS:
        raise RefusedAction(Refused("relation", "只有受理单位和调解组织的人可以把查询码交给当事人"))
    if renew or not party.code_hash:
        with_code(party).save(update_fields=["code_sealed", "code_hash"])
    verb = "party.code.renew" if renew else "party.code"
    audit.record(verb, "case", known.no, by=by, at=at, detail={"party": number})
    return code_of(party)
