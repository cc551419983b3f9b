"""An application for mediation on its way: in the session under its own key, sealed as a whole."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from linli.web.portal.shelf import Session, Shelf, sealed, unsealed
from linli.work.disputes.actions import Application, PartyForm

_SHELF = Shelf("portal_mediations", "portal_mediations_sent", most_drafts=2, most_sent=10)
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
    kept = unsealed(_SHELF.all(session).get(str(key), ""), _FIELD)
    return Draft(str(key), json.loads(kept) if kept else {})


def keep(session: Session, kept: Draft) -> None:
    """Remember the draft as the newest; nothing of it stands readable in the session."""
    _SHELF.keep(session, kept.key, sealed(json.dumps(kept.said, ensure_ascii=False), _FIELD))


def remember_sent(session: Session, key: UUID, code: str) -> None:
    """Put the applicant's own code in the draft's place: sending again leads to the same dispute."""
    _SHELF.remember_sent(session, key, code)


def sent(session: Session, key: UUID) -> str:
    """The applicant's own code of what was sent under this key; empty when nothing was."""
    return _SHELF.code_of(session, key)
