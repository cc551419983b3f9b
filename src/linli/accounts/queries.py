"""Reading people, roles and lock-outs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet

from linli.accounts.models import Role


@dataclass(frozen=True)
class LockOut:
    """Somebody who cannot sign in from one address for a while."""

    username: str
    ip_address: str
    until: datetime


def roles() -> QuerySet[Role]:
    """All roles in the order they were made: the default ones first."""
    return Role.objects.order_by("pk")


def role(code: str) -> Role | None:
    """The role with this code."""
    return Role.objects.filter(code=code).first()  # unique: no order is needed


def lock_outs(usernames: Iterable[str], at: datetime) -> list[LockOut]:
    """Lock-outs in force, by name and address; the browsers of one address count together."""
    recent = AccessAttempt.objects.filter(
        username__in=list(usernames), attempt_time__gt=at - settings.AXES_COOLOFF_TIME
    ).order_by("username", "ip_address", "-attempt_time")
    counted: dict[tuple[str, str], int] = {}
    found = []
    for attempt in recent:
        who = (attempt.username or "", attempt.ip_address or "")
        before = counted.get(who, 0)
        counted[who] = before + attempt.failures_since_start
        if before < settings.AXES_FAILURE_LIMIT <= counted[who]:
            found.append(LockOut(*who, until=attempt.attempt_time + settings.AXES_COOLOFF_TIME))
    return found


def locked_until(username: str, ip_address: str, at: datetime) -> datetime | None:
    """When this name may try again from this address; ``None`` when it may try now."""
    return next((lock.until for lock in lock_outs([username], at) if lock.ip_address == ip_address), None)


def has_second_factor(user_id: int) -> bool:
    """Whether this person also needs a code to sign in."""
    return bool(Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists())
