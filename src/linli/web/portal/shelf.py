"""What a visitor has begun and what was sent, kept in the session by key: the newest of each."""

import base64
import binascii
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from linli.accounts.privacy import vault

Session = MutableMapping[str, Any]


@dataclass(frozen=True)
class Shelf:
    """Drafts of one kind under ``drafts``, public codes of what was sent under ``sent``, and how many of each."""

    drafts: str
    sent: str
    most_drafts: int
    most_sent: int

    def all(self, session: Session) -> dict[str, Any]:
        """What was begun and not sent, the newest last."""
        found: dict[str, Any] = session.get(self.drafts, {})
        return found

    def keep(self, session: Session, key: str, value: object) -> None:
        """Remember this draft as the newest."""
        session[self.drafts] = _with(self.all(session), key, value, self.most_drafts)

    def forget(self, session: Session, key: UUID) -> None:
        """Throw a draft away."""
        session[self.drafts] = {other: value for other, value in self.all(session).items() if other != str(key)}

    def remember_sent(self, session: Session, key: UUID, code: str) -> None:
        """Put a code in the draft's place: sending again leads to the same case."""
        self.forget(session, key)
        session[self.sent] = _with(session.get(self.sent, {}), str(key), code, self.most_sent)

    def code_of(self, session: Session, key: UUID) -> str:
        """The code of what was sent under this key; empty when nothing was."""
        code: str = session.get(self.sent, {}).get(str(key), "")
        return code


def _with(known: dict[str, Any], key: str, value: object, most: int) -> dict[str, Any]:
    others = [(other, kept) for other, kept in known.items() if other != key]
    return dict(others[-(most - 1) :]) | {key: value}


def sealed(text: str, field: str) -> str:
    """Not readable in the session."""
    return base64.b64encode(vault.seal(text, field=field)).decode()


def unsealed(text: str, field: str) -> str:
    """The text; empty when it was sealed under another key."""
    try:
        return vault.unseal(base64.b64decode(text), field=field)
    except (InvalidTag, binascii.Error):
        return ""
