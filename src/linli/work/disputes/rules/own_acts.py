"""What a party may do on the page of its own code, and what is said whenever it does: no word more than on paper."""

from collections.abc import Mapping

from linli.work.disputes.rules.course import ONLINE

#: Art. 26: who ends mediation hears of the other ways.
REMEDY = "可以依法通过仲裁、行政、司法等途径维护自己的权利"
#: What a party may do, and what is said in every case when it does.
OWN_ACTS: dict[str, dict[str, str]] = {
    "consent": {},
    "decline": {"remedy": REMEDY},
    "withdraw": {},
    "choose_mediator": {},
    "accept_mediators": {},
    "object_mediators": {},
    "end_on_wish": {"remedy": REMEDY},
    "ask_confirmation": {},
}


def own_form(number: int, action: str, form: Mapping[str, object]) -> dict[str, object]:
    """The form of an act as a party sends it: which party it is says the door, whatever the form says.

    Raises ``LookupError`` for what no party does here.
    """
    return {**form, **OWN_ACTS[action], "party": number, "how": ONLINE}
