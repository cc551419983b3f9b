"""Every write of keys and of how often they are used.

Whether somebody may make or end a key is asked one floor up, in ``linli.areas.actions.programs``.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from linli.accounts.audit import actions as audit
from linli.accounts.programs import queries
from linli.accounts.programs.models import ApiKey, KeyUse
from linli.accounts.programs.queries import Caller
from linli.lib.sql import statement

#: Every secret begins like this, so that one that lies around somewhere can be found.
PREFIX = "linli-"
_BYTES, _MARK = 24, 10
_MINUTE = 60


@dataclass(frozen=True)
class KeyForm:
    """What an administrator says of a key; see ``ApiKey``."""

    name: str
    may_read: bool = True
    may_report: bool = False
    may_update: bool = False
    after_review: bool = False
    areas: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    per_minute: int = 60
    per_day: int = 5000
    ends_at: datetime | None = None


@dataclass(frozen=True)
class TooOften(Exception):
    """The key is used up for now; there is room again in so many ``seconds``."""

    seconds: int


@transaction.atomic
def create_key(*, form: KeyForm, request: UUID, by: audit.Author, at: datetime) -> tuple[ApiKey, str]:
    """Make a key; returns it with its secret, for this one showing. A repeat returns the key and no secret."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"key:{request}"])
    earlier = queries.made_with(request)
    if earlier:
        return earlier, ""
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    key = ApiKey(**vars(form), created_at=at, created_by_id=by.user_id, made_with=request)
    key.areas, key.matters = list(form.areas), list(form.matters)
    key.mark, key.secret_hash = secret[:_MARK], queries.hash_of(secret)
    key.save(force_insert=True)
    rights = [name for name in ("may_read", "may_report", "may_update", "after_review") if getattr(form, name)]
    audit.record("key.create", "key", key.pk, by=by, at=at, detail={"name": form.name, "rights": rights})
    return key, secret


@transaction.atomic
def end_key(key_id: int, *, by: audit.Author, at: datetime) -> ApiKey:
    """Let a key open nothing from now on; one that has ended already stays as it is."""
    key = ApiKey.objects.select_for_update().get(pk=key_id)
    if not queries.has_ended(key, at):
        key.ends_at = at
        key.save(update_fields=["ends_at"])
        audit.record("key.end", "key", key.pk, by=by, at=at, detail={"name": key.name})
    return key


def spend(caller: Caller, at: datetime, day: datetime) -> None:
    """Count one use of a key; raises ``TooOften``, and counts nothing, when it would be more than it may have.

    ``day`` is the same moment in the zone whose midnight ends the day.
    """
    minute = at.replace(second=0, microsecond=0)
    values: dict[str, Any] = {
        "key": caller.id,
        "on": day.date(),
        "minute": minute,
        "per_minute": caller.per_minute,
        "per_day": caller.per_day,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement(__package__, "spend"), values)
        counted = cursor.fetchone()
    if counted is None:
        raise TooOften(_seconds_left(caller, at, day))


def _seconds_left(caller: Caller, at: datetime, day: datetime) -> int:
    used = KeyUse.objects.filter(key_id=caller.id, on=day.date()).values_list("count", flat=True).first()  # unique
    if used is None or used < caller.per_day:
        return _MINUTE - at.second
    midnight = (day + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(int((midnight - day).total_seconds()), 1)
