"""A code sent to the telephone of a party that signs: made, tried, used once. Only its keyed hash is kept.

No transaction is open while the gateway thinks: the door makes the code, has it sent, and notes what came of it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare

from linli.accounts.audit import actions as audit
from linli.accounts.privacy import vault
from linli.cases.actions import BadForm, KeyConflict, RefusedAction
from linli.cases.models import Case
from linli.cases.rules.verdicts import Refused
from linli.deadlines.rules import SHANGHAI
from linli.lib.sentences import Said
from linli.work.disputes.actions.agreement import read_agreement
from linli.work.disputes.models import Party, SigningCode
from linli.work.disputes.rules import confirming, sealing
from linli.work.disputes.rules.course import PARTY

HOUR = timedelta(hours=1)
LONGEST_PROBLEM = 200


@dataclass(frozen=True)
class ToSend:
    """A code on its way: the id of its message, the telephone, the code itself, which is kept nowhere.

    For a repeat these are empty, and ``problem`` says what the first sending came to.
    """

    id: int
    message: str
    phone: str
    code: str
    problem: str = ""


@transaction.atomic
def make_code(party: Party, *, paper: str, at: datetime, key: UUID, per_hour: int) -> ToSend:
    """A new code for this party and the paper it reads, which ends the one before; a repeat of the key makes none.

    At most ``per_hour`` are made in an hour for all parties together. Raises ``BadForm`` when it is another paper now,
    or too early for another code; ``KeyConflict``; ``NotFound`` and ``RefusedAction`` where there is nothing to sign.
    """
    if paper != read_agreement(party, at=at).sha256:
        raise BadForm({"paper": "协议书已经不是您看的那一份，请重新看一遍再签"})
    Party.objects.select_for_update().get(pk=party.pk)
    _refuse_unless_signing(party)
    known = SigningCode.objects.filter(key=key).first()  # unique: no order is needed
    if known is not None:
        if (known.party_id, known.paper) != (party.pk, paper):
            raise KeyConflict
        return ToSend(known.pk, "", "", "", known.problem)
    phone = vault.unseal(bytes(party.phone_sealed), field=sealing.PHONE)
    _refuse_too_many(party, phone, at, per_hour)
    code = f"{secrets.randbelow(10**confirming.DIGITS):0{confirming.DIGITS}d}"
    row = SigningCode.objects.create(party=party, paper=paper, key=key, made_at=at, code_hash=_hash(party, paper, code))
    audit.record("signing_code.send", "case", party.case.no, by=PARTY, at=at, detail=_told(party))
    return ToSend(row.pk, f"sms_{key.hex}", phone, code)


def _refuse_unless_signing(party: Party) -> None:
    state, more = Case.objects.values_list("state", "more").get(pk=party.case_id)
    if state != "agreed" or any(one["n"] == party.number and one.get("signed_on") for one in more["parties"]):
        raise RefusedAction(Refused("nothing_to_sign", "现在没有要您签的协议书"))


def _told(party: Party, **more: object) -> dict[str, object]:
    return {"party": party.number, "phone": party.phone_masked, **more}


def _refuse_too_many(party: Party, phone: str, at: datetime, per_hour: int) -> None:
    """Raise ``BadForm`` where no code can be made now; forget the party's codes of before that were never used."""
    if not confirming.takes_texts(phone):
        raise BadForm({"sms": "没有登记手机号，收不到短信"})
    before = SigningCode.objects.filter(party=party)
    before.filter(used_at=None, made_at__lte=at - confirming.DAY).delete()
    made = before.order_by("-made_at", "-pk").values_list("made_at", flat=True)
    sent = list(made.filter(problem="")[: confirming.MOST_A_DAY])
    if until := confirming.wait_until(made.first(), sent, at):
        when = f"{until.astimezone(SHANGHAI):%-m 月 %-d 日 %H:%M:%S}"
        raise BadForm({"sms": Said("验证码 %(when)s 以后可以再发；也可以在纸上签，一样算数", when=when)})
    with connection.cursor() as cursor:  # two that come at the same moment are counted one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('disputes.signing_code', 0))")
    if SigningCode.objects.filter(made_at__gt=at - HOUR).count() >= per_hour:
        raise BadForm({"sms": "现在要验证码的人太多，请过一会儿再试；也可以在纸上签"})


@transaction.atomic
def note_sending(to_send: ToSend, *, status: int | None, problem: str, at: datetime) -> None:
    """Write down what the gateway answered; where it did not take the message, the journal says so."""
    row = SigningCode.objects.select_related("party__case").get(pk=to_send.id)
    row.status, row.problem = status, problem[:LONGEST_PROBLEM]
    row.save(update_fields=["status", "problem"])
    if problem:
        told = _told(row.party, status=status, problem=row.problem)
        audit.record("signing_code.fail", "case", row.party.case.no, by=PARTY, at=at, detail=told)


def tried_code(party: Party, *, paper: str, typed: str, at: datetime) -> int:
    """The id of the code that was typed rightly, still to be used up; a wrong one is counted before it is refused.

    Raises ``BadForm``.
    """
    found, problem = _tried(party, paper, typed, at)
    if problem:
        raise BadForm({"sms": problem})
    return found


@transaction.atomic
def _tried(party: Party, paper: str, typed: str, at: datetime) -> tuple[int, str]:
    row = SigningCode.objects.select_for_update().filter(party=party).order_by("-made_at", "-pk").first()
    known = confirming.Standing(row.paper, row.made_at, row.tries, row.used_at is not None) if row else None
    if (dead := confirming.is_dead(known, paper, at)) or row is None:
        return 0, dead
    if not typed:
        return 0, "请输入短信里的 6 位数字"
    if constant_time_compare(bytes(row.code_hash), _hash(party, paper, typed)):
        return row.pk, ""
    row.tries += 1
    row.save(update_fields=["tries"])
    return 0, confirming.wrong(row.tries)


def use_code(code_id: int, *, at: datetime) -> None:
    """Use up a code, in the transaction of the signature that it was for; raises ``BadForm`` when it is used."""
    if not SigningCode.objects.filter(pk=code_id, used_at=None).update(used_at=at):
        raise BadForm({"sms": "这个验证码用过了，请重新发"})


def _hash(party: Party, paper: str, code: str) -> bytes:
    """What is kept of a code: nothing that is worth trying without the key of this installation."""
    return vault.keyed_hash(f"disputes.signing_code:{party.pk}:{paper}:{code}")
