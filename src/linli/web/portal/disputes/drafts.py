"""An application for mediation on its way: in the session under its own key, sealed as a whole."""

import base64
import binascii
import json
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from linli.accounts.privacy import vault
from linli.work.disputes.actions import Application, PartyForm

Session = MutableMapping[str, Any]

_DRAFTS, _SENT = "portal_mediations", "portal_mediations_sent"
_MOST_DRAFTS, _MOST_SENT = 2, 10
_FIELD = "portal.mediation"
#: Of the other side there is room for so many.
OTHERS = 2
OF_A_PARTY = ("name", "phone", "address")


@dataclass(frozen=True)
class Draft:
    """What was answered so far, by the name of the field."""

    key: str
    said: dict[str, str] = field(default_factory=dict)

    def with_answers(self, **answers: str) -> "Draft":
        """The draft with these answered, now or anew."""
        return Draft(self.key, self.said | answers)

    @property
    def others(self) -> list[PartyForm]:
        """The other side, as far as it is known."""
        slots = [self.party(f"other{n}") for n in range(1, OTHERS + 1)]
        return [one for one in slots if one.name or one.phone or one.address]

    def party(self, slot: str) -> PartyForm:
        """What was said of one."""
        return PartyForm(*(self.said.get(f"{slot}_{name}", "") for name in OF_A_PARTY))

    @property
    def application(self) -> Application:
        """The application as the room takes it."""
        said = self.said.get
        return Application(
            type_code=said("type", ""),
            started_by="application",
            notice="shown",
            facts=said("facts", ""),
            claim=said("claim", ""),
            applicants=[self.party("you")],
            respondents=self.others,
            ground_code=said("ground", ""),
            source="portal",
        )


def draft(session: Session, key: UUID) -> Draft:
    """The application under this key; an empty one when the session knows nothing of it (any more)."""
    try:
        kept = vault.unseal(base64.b64decode(session.get(_DRAFTS, {}).get(str(key), "")), field=_FIELD)
    except (InvalidTag, binascii.Error):
        kept = ""
    return Draft(str(key), json.loads(kept) if kept else {})


def keep(session: Session, kept: Draft) -> None:
    """Remember the draft as the newest; nothing of it stands readable in the session."""
    sealed = base64.b64encode(vault.seal(json.dumps(kept.said, ensure_ascii=False), field=_FIELD)).decode()
    others = {key: value for key, value in session.get(_DRAFTS, {}).items() if key != kept.key}
    newest = list(others.items())[-(_MOST_DRAFTS - 1) :]
    session[_DRAFTS] = dict(newest) | {kept.key: sealed}


def remember_sent(session: Session, key: UUID, code: str) -> None:
    """Put the applicant's own code in the draft's place: sending again leads to the same dispute."""
    session[_DRAFTS] = {other: value for other, value in session.get(_DRAFTS, {}).items() if other != str(key)}
    newest = list(session.get(_SENT, {}).items())[-(_MOST_SENT - 1) :]
    session[_SENT] = dict(newest) | {str(key): code}


def sent(session: Session, key: UUID) -> str:
    """The applicant's own code of what was sent under this key; empty when nothing was."""
    code: str = session.get(_SENT, {}).get(str(key), "")
    return code
