"""Every write to people and roles.

Whether somebody may do this to that person depends on the ground and is asked one floor up, in
``linli.areas.actions.people``; here it is done and journalled.
"""

import secrets
from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.accounts.models import Role, User
from linli.accounts.permissions import DEFAULT_ROLES, Permission

#: No 0, O, 1, l or I: a one-time password is read from a screen and typed, or read out on the telephone.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_ONE_TIME_GROUPS, _GROUP_LENGTH = 3, 4


@transaction.atomic
def ensure_default_roles(*, at: datetime) -> None:
    """Create the roles a new installation starts with; roles already there stay as they are."""
    for code, title, permissions in DEFAULT_ROLES:
        _, created = Role.objects.get_or_create(
            code=code, defaults={"title": title, "permissions": [str(p) for p in permissions]}
        )
        if created:
            audit.record("role.create", "role", code, by=None, at=at)


@transaction.atomic
def save_role(*, code: str, title: str, permissions: list[Permission], by: audit.Author | None, at: datetime) -> Role:
    """Create or change one role."""
    role, _ = Role.objects.update_or_create(
        code=code, defaults={"title": title, "permissions": [str(p) for p in permissions]}
    )
    audit.record("role.save", "role", code, by=by, at=at, detail={"permissions": role.permissions})
    return role


@transaction.atomic
def create_user(  # noqa: PLR0913 - a person has these fields, each named at the call
    *,
    username: str,
    full_name: str,
    password: str | None,
    work_phone: str = "",
    must_change_password: bool = True,
    by: audit.Author | None,
    at: datetime,
) -> User:
    """Create somebody who can sign in; without a password not before one is set."""
    user = User(
        username=username, full_name=full_name, work_phone=work_phone, must_change_password=must_change_password
    )
    user.set_password(password)
    user.save()
    audit.record("user.create", "user", user.pk, by=by, at=at, detail={"username": username})
    return user


@transaction.atomic
def update_user(user_id: int, *, full_name: str, work_phone: str, by: audit.Author | None, at: datetime) -> User:
    """Change a person's name or telephone; unchanged, nothing is written."""
    user = _locked(user_id)
    new = {"full_name": full_name, "work_phone": work_phone}
    changed = sorted(name for name, value in new.items() if getattr(user, name) != value)
    if changed:
        user.full_name, user.work_phone = full_name, work_phone
        user.save(update_fields=changed)
        audit.record("user.update", "user", user_id, by=by, at=at, detail={"fields": changed})
    return user


@transaction.atomic
def set_active(user_id: int, *, is_active: bool, by: audit.Author | None, at: datetime) -> User:
    """Let somebody sign in, or not any more; open sessions end with the next request."""
    user = _locked(user_id)
    if user.is_active != is_active:
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        audit.record("user.activate" if is_active else "user.deactivate", "user", user_id, by=by, at=at)
    return user


@transaction.atomic
def reset_password(user_id: int, *, by: audit.Author | None, at: datetime) -> str:
    """Give somebody a one-time password, which must be changed at sign-in; returns it, for this one showing."""
    user = _locked(user_id)
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _forget_failures(user.username)
    audit.record("user.reset_password", "user", user_id, by=by, at=at)
    return password


@transaction.atomic
def set_own_password(user: User, password: str, *, by: audit.Author, at: datetime) -> None:
    """Set the password somebody chose; the demand to change it is met."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record("user.change_password", "user", user.pk, by=by, at=at)


@transaction.atomic
def share_password(usernames: Collection[str], password: str, *, by: audit.Author | None, at: datetime) -> int:
    """Give many accounts one password, hashed once: for a demonstration or a training, never for real work."""
    hashed = make_password(password)
    changed = User.objects.filter(username__in=usernames).update(password=hashed, must_change_password=False)
    audit.record("user.share_password", "users", "shared", by=by, at=at, detail={"accounts": changed})
    return changed


@transaction.atomic
def unlock(user_id: int, *, by: audit.Author | None, at: datetime) -> None:
    """Forget a person's failed sign-ins from every address, so that the lock-out ends at once."""
    user = _locked(user_id)
    forgotten = _forget_failures(user.username)
    audit.record("user.unlock", "user", user_id, by=by, at=at, detail={"forgotten": forgotten})


@transaction.atomic
def remove_second_factor(user_id: int, *, by: audit.Author | None, at: datetime) -> None:
    """Take the authenticator away from somebody who lost it; the password alone signs in again."""
    removed, _ = Authenticator.objects.filter(user_id=_locked(user_id).pk).delete()
    if removed:
        audit.record("user.remove_second_factor", "user", user_id, by=by, at=at)


def one_time_password() -> str:
    """Twelve readable characters in three groups: about 59 bits, good for one sign-in."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(_GROUP_LENGTH)) for _ in range(_ONE_TIME_GROUPS))
    return "-".join(groups)


def _locked(user_id: int) -> User:
    return User.objects.select_for_update().get(pk=user_id)


def _forget_failures(username: str) -> int:
    return int(AccessAttempt.objects.filter(username=username).delete()[0])
