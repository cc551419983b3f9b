"""What somebody has told so far: kept in the session under the report's own key, contact sealed, until it is sent."""

from dataclasses import asdict, dataclass, fields, replace
from uuid import UUID

from linli.web.portal.shelf import Session, Shelf, sealed, unsealed

_SHELF = Shelf("portal_drafts", "portal_sent", most_drafts=3, most_sent=20)
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
        return unsealed(self.name_sealed, _FIELD)

    @property
    def phone(self) -> str:
        """The telephone in clear."""
        return unsealed(self.phone_sealed, _FIELD)

    def with_contact(self, name: str, phone: str) -> "Draft":
        """The draft with the contact question answered; nothing of it stands readable in the session."""
        return replace(self, name_sealed=sealed(name, _FIELD), phone_sealed=sealed(phone, _FIELD), contact_asked=True)


def draft(session: Session, key: UUID) -> Draft:
    """The report under this key; an empty one when the session knows nothing of it (any more)."""
    known = _SHELF.all(session).get(str(key))
    if known is None:
        return Draft(str(key))
    names = {field.name for field in fields(Draft)}
    values = {name: value for name, value in known.items() if name in names}
    return Draft(**(values | {"photos": tuple(values.get("photos", ()))}))


def unfinished(session: Session, *, but: UUID) -> Draft | None:
    """The newest other report that was begun and not sent."""
    keys = [key for key in _SHELF.all(session) if key != str(but)]
    return draft(session, UUID(keys[-1])) if keys else None


def keep(session: Session, kept: Draft) -> None:
    """Remember the draft as the newest."""
    _SHELF.keep(session, kept.key, asdict(kept))


def forget(session: Session, key: UUID) -> None:
    """Throw an unfinished report away."""
    _SHELF.forget(session, key)


def remember_sent(session: Session, key: UUID, code: str) -> None:
    """Put the public code in the draft's place: sending again leads to the same case."""
    _SHELF.remember_sent(session, key, code)


def sent(session: Session, key: UUID) -> str:
    """The public code of the report sent under this key; empty when none was."""
    return _SHELF.code_of(session, key)
