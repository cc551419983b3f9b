"""Every write of disputes: ``apply`` begins one; what happens next are acts of the case engine.

Beside them: what bodies that mediate are, and who is on their rosters.
"""

from linli.work.disputes.actions.agreement import read_agreement
from linli.work.disputes.actions.applying import Application, Entrusted, PartyForm, apply
from linli.work.disputes.actions.bodies import BodyWording, MediatorWording, enrol, keep_body, retire
from linli.work.disputes.actions.catalogue import load_types
from linli.work.disputes.actions.codes import code_of, hand_out_code
from linli.work.disputes.actions.confirming import ToSend, make_code, note_sending
from linli.work.disputes.actions.entering import ASKED, ENTRUSTED, NOTICE, SIDES, Typed, slots
from linli.work.disputes.actions.own_acts import act_as, sign_as
from linli.work.disputes.actions.parties import Revealed, reveal_party
from linli.work.disputes.actions.signatures import Signature, open_signatures, open_signed

__all__ = [
    "ASKED",
    "ENTRUSTED",
    "NOTICE",
    "SIDES",
    "Application",
    "BodyWording",
    "Entrusted",
    "MediatorWording",
    "PartyForm",
    "Revealed",
    "Signature",
    "ToSend",
    "Typed",
    "act_as",
    "apply",
    "code_of",
    "enrol",
    "hand_out_code",
    "keep_body",
    "load_types",
    "make_code",
    "note_sending",
    "open_signatures",
    "open_signed",
    "read_agreement",
    "retire",
    "reveal_party",
    "sign_as",
    "slots",
]
