"""Keys of other programs: who may make and end them. A key holds for the whole county."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from linli.accounts.permissions import Permission
from linli.accounts.programs import actions, queries
from linli.accounts.programs.actions import KeyForm
from linli.accounts.programs.models import MOST_PER_DAY, MOST_PER_MINUTE, ApiKey
from linli.areas.models import Area
from linli.areas.rules import Actor, BadForm, Level, NotAllowed


def may_connect(by: Actor) -> bool:
    """Whether somebody may let other programs in."""
    if by.kind == "system":
        return True
    return by.holds(Permission.EXCHANGE) and by.ground_level in {Level.PROVINCE, Level.CITY, Level.COUNTY}


def create_key(*, form: KeyForm, request: UUID, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """Make a key; returns it with its secret, once. Raises ``NotAllowed``, and ``BadForm`` with a message a field."""
    _must(by)
    if errors := _errors(form, by, at):
        raise BadForm(errors)
    return actions.create_key(form=form, request=request, by=by, at=at)


def end_key(key_id: int, *, by: Actor, at: datetime) -> ApiKey:
    """Let a key open nothing from now on. Raises ``NotAllowed``, also for a key there is not."""
    _must(by)
    if queries.key(key_id) is None:
        raise NotAllowed
    return actions.end_key(key_id, by=by, at=at)


def _must(by: Actor) -> None:
    if not may_connect(by):
        raise NotAllowed


def _errors(form: KeyForm, by: Actor, at: datetime) -> dict[str, str]:
    errors = dict[str, str]()
    if not form.name.strip():
        errors["name"] = _("请填写用途")
    if not (form.may_read or form.may_report or form.may_update):
        errors["may_read"] = _("至少选一项")
    if not 1 <= form.per_minute <= MOST_PER_MINUTE:
        errors["per_minute"] = _("请填 1 到 %(most)d") % {"most": MOST_PER_MINUTE}
    if not 1 <= form.per_day <= MOST_PER_DAY:
        errors["per_day"] = _("请填 1 到 %(most)d") % {"most": MOST_PER_DAY}
    if form.ends_at is not None and form.ends_at <= at:
        errors["ends_at"] = _("失效时间应在以后")
    if form.areas and not _are_below(form.areas, by):
        errors["areas"] = _("只能选本辖区里的区划")
    return errors


def _are_below(codes: tuple[str, ...], by: Actor) -> bool:
    found = Area.objects.filter(code__in=codes, valid_to__isnull=True).only("code", "level", *_GROUND)
    return by.kind == "system" or {a.code for a in found if by.may(Permission.EXCHANGE, a.ground)} == set(codes)


_GROUND = ("city", "county", "town", "community", "grid")
