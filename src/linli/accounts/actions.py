"""Every write to people and roles."""

from datetime import datetime

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.accounts.models import Role, User
from linli.accounts.permissions import DEFAULT_ROLES, Permission


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
    password: str,
    work_phone: str = "",
    must_change_password: bool = True,
    by: audit.Author | None,
    at: datetime,
) -> User:
    """Create somebody who can sign in."""
    user = User(
        username=username, full_name=full_name, work_phone=work_phone, must_change_password=must_change_password
    )
    user.set_password(password)
    user.save()
    audit.record("user.create", "user", user.pk, by=by, at=at, detail={"username": username})
    return user
