"""Reading keys: whose secret this is, and what there is to show of them."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from linli.accounts.programs.models import ApiKey, KeyUse


@dataclass(frozen=True)
class Caller:
    """The program that a secret belongs to, and what it may do; no areas and no matters named means all."""

    id: int
    name: str
    may_read: bool
    may_report: bool
    may_update: bool
    after_review: bool
    areas: frozenset[str]
    matters: frozenset[str]
    per_minute: int
    per_day: int


def hash_of(secret: str) -> str:
    """What is kept of a secret. It is long and random, so that a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def caller(secret: str, at: datetime) -> Caller | None:
    """Whose secret this is; ``None`` for nobody's and for one that has ended; one query by an index."""
    found = ApiKey.objects.filter(secret_hash=hash_of(secret)).first() if secret else None  # unique: no order is needed
    if found is None or has_ended(found, at):
        return None
    return Caller(
        id=found.pk,
        name=found.name,
        may_read=found.may_read,
        may_report=found.may_report,
        may_update=found.may_update,
        after_review=found.after_review,
        areas=frozenset(found.areas),
        matters=frozenset(found.matters),
        per_minute=found.per_minute,
        per_day=found.per_day,
    )


def has_ended(key: ApiKey, at: datetime) -> bool:
    """Whether the key opens nothing any more."""
    return key.ends_at is not None and key.ends_at <= at


def keys(on: date) -> QuerySet[ApiKey]:
    """Every key, the newest first, with ``last_used_on`` and how often it was used on a day (``used``); one query."""
    uses = KeyUse.objects.filter(key=OuterRef("pk"))
    return (
        ApiKey.objects.select_related("created_by")
        .annotate(
            last_used_on=Subquery(uses.order_by("-on").values("on")[:1]),
            used=Subquery(uses.filter(on=on).values("count")[:1]),
        )
        .order_by("-created_at", "-pk")
    )


def key(key_id: int) -> ApiKey | None:
    """One key; ``None`` for none."""
    return ApiKey.objects.filter(pk=key_id).first()  # unique: no order is needed


def made_with(request: UUID) -> ApiKey | None:
    """The key that was made with this request, so that a repeat makes no second one."""
    return ApiKey.objects.filter(made_with=request).first()  # unique: no order is needed
