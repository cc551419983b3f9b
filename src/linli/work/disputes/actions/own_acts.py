"""What a party does on the page of the own code: the same acts as by paper, by telephone or with somebody's help."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from linli.accounts.privacy import vault
from linli.cases.actions import BadForm, act
from linli.cases.models import Step
from linli.deadlines.rules import SHANGHAI
from linli.work.disputes.actions.agreement import read_agreement
from linli.work.disputes.models import Party
from linli.work.disputes.rules import drawing, sealing
from linli.work.disputes.rules.course import ONLINE, PARTY

#: Art. 26: who ends mediation hears of the other ways.
REMEDY = "可以依法通过仲裁、行政、司法等途径维护自己的权利"
#: What a party may do, and what is said in every case when it does.
OWN_ACTS: dict[str, dict[str, str]] = {
    "consent": {},
    "decline": {"remedy": REMEDY},
    "withdraw": {},
    "accept_mediators": {},
    "object_mediators": {},
    "end_on_wish": {"remedy": REMEDY},
    "ask_confirmation": {},
}


def act_as(party: Party, action: str, *, at: datetime, form: Mapping[str, object], key: UUID) -> Step:
    """Do something as this party; who it is says the code it came by, whatever the form says.

    Raises what ``act`` raises, ``LookupError`` for what no party does here.
    """
    filled = {**form, **OWN_ACTS[action], "party": party.number, "how": ONLINE}
    return act(party.case_id, action, by=PARTY, at=at, form=filled, key=key)


def sign_as(party: Party, *, paper: str, drawn: str, typed: str, at: datetime, key: UUID) -> Step:  # noqa: PLR0913 - a signature has these parts
    """Sign the agreement whose SHA-256 was read (``paper``): drawn with a finger, or the own name typed.

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
    return act(party.case_id, "sign", by=PARTY, at=at, form=filled, key=key)


def _name(party: Party) -> str:
    return vault.unseal(bytes(party.name_sealed), field=sealing.NAME)
