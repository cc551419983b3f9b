"""Writing the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import connection

from linli.accounts.audit.models import Entry


class Author(Protocol):
    """Who is answerable for an entry: a person under a posting, or nobody (the system, a resident)."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def posting_id(self) -> int | None: ...


@dataclass(frozen=True)
class Oneself:
    """A person acting on the own account, under no posting."""

    user_id: int | None
    posting_id: int | None = None


def record(  # noqa: PLR0913 - an entry has these parts, each named at the call
    verb: str,
    subject: str,
    subject_id: object,
    *,
    by: Author | None,
    at: datetime,
    purpose: str = "",
    detail: dict[str, object] | None = None,
) -> None:
    """Append one entry in the caller's transaction.

    Raises ``RuntimeError`` outside a transaction: an entry must not outlive the write it speaks of.
    """
    append(entry(verb, subject, subject_id, by=by, at=at, purpose=purpose, detail=detail))


def append(line: Entry) -> None:
    """Append an entry in the caller's transaction; raises ``RuntimeError`` outside one."""
    if not connection.in_atomic_block:
        message = "the journal is written in the transaction of the write it records"
        raise RuntimeError(message)
    line.save(force_insert=True)


def entry(  # noqa: PLR0913 - an entry has these parts, each named at the call
    verb: str,
    subject: str,
    subject_id: object,
    *,
    by: Author | None,
    at: datetime,
    purpose: str = "",
    detail: dict[str, object] | None = None,
) -> Entry:
    """An entry for a caller who writes it in the same statement as what it speaks of."""
    return Entry(
        at=at,
        user_id=by.user_id if by else None,
        posting_id=by.posting_id if by else None,
        verb=verb,
        subject=subject,
        subject_id=str(subject_id),
        purpose=purpose,
        detail=detail or {},
    )
