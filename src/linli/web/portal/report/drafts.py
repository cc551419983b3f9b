"""What somebody has told so far: kept in the session under the report's own key, contact sealed, until it is sent."""

import base64
import binascii
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from linli.accounts.privacy import vault

Session = MutableMapping[str, Any]

_DRAFTS, _SENT = "portal_drafts", "portal_sent"
#: So many unfinished reports are remembered, and so many sent ones, the newest.
_MOST_DRAFTS, _MOST_SENT = 3, 20
_FIELD = "portal.draft"


@dataclass(frozen=True)
class Draft:
    """A report on its way.

    ``pointed`` says how the point was found: ``map``, ``search`` or not at all; ``found_address`` what we put into
    words ourselves, to be replaced when the point moves.
    """

    key: str
    matter: str = ""
    address: str = ""
    found_address: str = ""
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    pointed: str = ""
    ground: str = ""
    description: str = ""
    photos: tuple[str, ...] = ()
    voice: str = ""
    name_sealed: str = ""
    phone_sealed: str = ""
    contact_asked: bool = False

    @property
    def is_placed(self) -> bool:
        """Whether it is known where."""
        return bool(self.ground) or self.lon is not None

    @property
    def is_told(self) -> bool:
        """Whether something was said or shown."""
        return bool(self.description or self.photos or self.voice)

    @property
    def name(self) -> str:
        """The name in clear."""
        return _unsealed(self.name_sealed)

    @property
    def phone(self) -> str:
        """The telephone in clear."""
        return _unsealed(self.phone_sealed)

    def with_contact(self, name: str, phone: str) -> "Draft":
        """The draft with the contact question answered; nothing of it stands readable in the session."""
        return replace(self, name_sealed=_sealed(name), phone_sealed=_sealed(phone), contact_asked=True)


def draft(session: Session, key: UUID) -> Draft:
    """The report under this key; an empty one when the session knows nothing of it (any more)."""
    known = session.get(_DRAFTS, {}).get(str(key))
    if known is None:
        return Draft(str(key))
    names = {field.name for field in fields(Draft)}
    values = {name: value for name, value in known.items() if name in names}
    return Draft(**(values | {"photos": tuple(values.get("photos", ()))}))


def unfinished(session: Session, *, but: UUID) -> Draft | None:
    """The newest other report that was begun and not sent."""
    keys = [key for key in session.get(_DRAFTS, {}) if key != str(but)]
    return draft(session, UUID(keys[-1])) if keys else None


def keep(session: Session, kept: Draft) -> None:
    """Remember the draft as the newest."""
    others = {key: value for key, value in session.get(_DRAFTS, {}).items() if key != kept.key}
    newest = list(others.items())[-(_MOST_DRAFTS - 1) :]
    session[_DRAFTS] = dict(newest) | {kept.key: asdict(kept)}


def forget(session: Session, key: UUID) -> None:
    """Throw an unfinished report away."""
    session[_DRAFTS] = {other: value for other, value in session.get(_DRAFTS, {}).items() if other != str(key)}


def remember_sent(session: Session, key: UUID, code: str) -> None:
    """Put the public code in the draft's place: sending again leads to the same case."""
    forget(session, key)
    newest = list(session.get(_SENT, {}).items())[-(_MOST_SENT - 1) :]
    session[_SENT] = dict(newest) | {str(key): code}


def sent(session: Session, key: UUID) -> str:
    """The public code of the report sent under this key; empty when none was."""
    code: str = session.get(_SENT, {}).get(str(key), "")
    return code


def _sealed(text: str) -> str:
    return base64.b64encode(vault.seal(text, field=_FIELD)).decode()


def _unsealed(sealed: str) -> str:
    """The text; empty when it was sealed under another key."""
    try:
        return vault.unseal(base64.b64decode(sealed), field=_FIELD)
    except (InvalidTag, binascii.Error):
        return ""
