"""What a party does on the page of the own code: the same acts as by paper, by telephone or with somebody's help."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.accounts.privacy import vault
from linli.cases.actions import BadForm, act
from linli.cases.models import Step
from linli.deadlines.rules import SHANGHAI
from linli.work.disputes.actions.agreement import read_agreement
from linli.work.disputes.actions.confirming import tried_code, use_code
from linli.work.disputes.models import Party
from linli.work.disputes.rules import confirming, drawing, sealing
from linli.work.disputes.rules.course import ONLINE, PARTY
from linli.work.disputes.rules.own_acts import own_form


def act_as(party: Party, action: str, *, at: datetime, form: Mapping[str, object], key: UUID) -> Step:
    """Do something as this party; who it is says the code it came by, whatever the form says.

    Raises what ``act`` raises, ``LookupError`` for what no party does here.
    """
    return act(party.case_id, action, by=PARTY, at=at, form=own_form(party.number, action, form), key=key)


def sign_as(  # noqa: PLR0913 - a signature has these parts
    party: Party, *, paper: str, drawn: str, typed: str, at: datetime, key: UUID, code: str | None = None
) -> Step:
    """Sign the agreement whose SHA-256 was read (``paper``): drawn with a finger, or the own name typed.

    ``code``: what was typed of the code that was sent; ``None`` where none is asked for.

    Raises what ``act`` raises; ``BadForm`` when the paper is another one now, or when nothing is a signature.
    """
    signature = drawn.strip() or typed.strip()
    if done := Step.objects.filter(key=key, action="sign", case_id=party.case_id).first():  # unique: no order is needed
        return done
    if problem := drawing.problem(drawn.strip(), typed.strip(), _name(party)):
        raise BadForm({"signature": problem})
    if paper != read_agreement(party, at=at).sha256:
        raise BadForm({"paper": "协议书已经不是您看的那一份，请重新看一遍再签"})
    day = at.astimezone(SHANGHAI).date().isoformat()
    filled = {"party": party.number, "how": ONLINE, "signed_on": day, "paper": paper, "signature": signature}
    code_id = None if code is None else tried_code(party, paper=paper, typed=code.strip(), at=at)
    with transaction.atomic():
        step = act(party.case_id, "sign", by=PARTY, at=at, form=filled | {"door": _door(party, code)}, key=key)
        if code_id is not None:
            use_code(code_id, at=at)
        return step


def _door(party: Party, code: str | None) -> str:
    """By what it was seen that it is this party."""
    if code is not None:
        return confirming.SMS
    return confirming.DIGITS_OF_PHONE if party.phone_sealed else confirming.CODE_ONLY


def _name(party: Party) -> str:
    return vault.unseal(bytes(party.name_sealed), field=sealing.NAME)
