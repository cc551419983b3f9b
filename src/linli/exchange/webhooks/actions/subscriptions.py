"""Who hears of what: making, changing, pausing and ending a subscription, each with its line in the journal."""

import os
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.accounts.privacy import vault
from linli.areas import queries as areas
from linli.areas.models import Area
from linli.areas.rules import Actor, BadForm, NotAllowed, Refused
from linli.cases.queries.watching import where_steps_stand
from linli.cases.rules.watching import Told
from linli.exchange.reach import NotAllowed as NotReachable
from linli.exchange.reach import target_of
from linli.exchange.webhooks.models import WAITING, Subscription
from linli.exchange.webhooks.queries import may_edit, visible_to
from linli.exchange.webhooks.queries.log import FIELD
from linli.exchange.webhooks.rules import KINDS, OVERLAP, SECRET_BYTES, secret_text
from linli.lib import rows

LONGEST_NAME = 60


@dataclass(frozen=True)
class Wording:
    """What an administrator fills in."""

    name: str
    url: str
    area_code: str
    kinds: tuple[str, ...]
    with_words: bool = False


@transaction.atomic
def create(wording: Wording, *, by: Actor, at: datetime, key: UUID) -> tuple[Subscription, str]:
    """A subscription that hears of everything from now on, and its secret, which is never shown again.

    A repeat of the key returns the first one, and no secret. Raises ``NotAllowed``, ``BadForm``.
    """
    area = _area(wording, by)
    _check(wording)
    if first := Subscription.objects.filter(key=key).first():  # unique: no order is needed
        return first, ""
    secret = secret_text(os.urandom(SECRET_BYTES))
    made = Subscription.objects.create(
        **area.ground._asdict(),
        **_columns(wording),
        area=area,
        secret=vault.seal(secret, field=FIELD),
        place=place_of(where_steps_stand()),
        created_at=at,
        key=key,
    )
    audit.record("webhook.create", "webhook", made.pk, by=by, at=at, detail=_told(made))
    return made, secret


@transaction.atomic
def change(pk: int, wording: Wording, *, by: Actor, at: datetime) -> Subscription:
    """Change where and what is sent; it holds for everything that happens from now on.

    What already waits keeps its content and goes to the new address. Raises ``NotAllowed``, ``BadForm``.
    """
    row = locked(pk, by)
    area = _area(wording, by)
    _check(wording)
    before = _told(row)
    for name, value in (area.ground._asdict() | _columns(wording) | {"area": area}).items():
        setattr(row, name, value)
    row.save()
    if changed := {name: value for name, value in _told(row).items() if before[name] != value}:
        audit.record("webhook.change", "webhook", row.pk, by=by, at=at, detail=changed)
    return row


@transaction.atomic
def pause(pk: int, *, by: Actor, at: datetime) -> Subscription:
    """Send nothing for a while; what happens meanwhile is sent later. Paused again, nothing changes."""
    row = locked(pk, by)
    if row.state == "active":
        _save_state(row, "paused")
        audit.record("webhook.pause", "webhook", row.pk, by=by, at=at)
    return row


@transaction.atomic
def resume(pk: int, *, by: Actor, at: datetime) -> Subscription:
    """Send again, beginning with what was left lying; what waits is tried at once. Raises ``NotAllowed``."""
    row = locked(pk, by)
    if row.state == "active":
        return row
    _save_state(row, "active")
    row.deliveries.filter(WAITING).update(next_at=at, attempts=0)
    audit.record("webhook.resume", "webhook", row.pk, by=by, at=at)
    return row


@transaction.atomic
def rotate(pk: int, *, by: Actor, at: datetime) -> tuple[Subscription, str]:
    """A new secret, shown once; for a day the former one signs too. Raises ``NotAllowed``, ``Refused``.

    ``Refused`` while a former secret still signs: a second press must not push out the one in use.
    """
    row = locked(pk, by)
    if row.former_until is not None and at < row.former_until:
        raise Refused("too_soon", _("旧密钥还在同时使用，过了这段时间才能再换"))
    secret = secret_text(os.urandom(SECRET_BYTES))
    row.former_secret, row.former_until = row.secret, at + OVERLAP
    row.secret = vault.seal(secret, field=FIELD)
    row.save(update_fields=["secret", "former_secret", "former_until"])
    audit.record("webhook.rotate", "webhook", row.pk, by=by, at=at)
    return row, secret


@transaction.atomic
def end(pk: int, *, by: Actor, at: datetime) -> None:
    """Stop for good and forget the secrets; what was sent stays in the log until it is swept."""
    row = locked(pk, by)
    row.state, row.secret, row.former_secret = "ended", b"", b""
    row.save(update_fields=["state", "secret", "former_secret"])
    row.deliveries.filter(WAITING).update(state="given_up", next_at=None, done_at=at, problem="订阅已删除")
    audit.record("webhook.end", "webhook", row.pk, by=by, at=at)


def locked(pk: int, by: Actor) -> Subscription:
    """The row for a change; raises ``NotAllowed`` for absent and forbidden alike."""
    row = rows.locked(Subscription.objects.filter(pk__in=visible_to(by).values("pk")), pk)
    if row is None:
        raise NotAllowed
    return row


def place_of(told: Told) -> dict[str, object]:
    """Where a subscription is, as its column keeps it."""
    return {"top": told.top, "gaps": [[gap.first, gap.last, gap.until] for gap in told.gaps]}


def _save_state(row: Subscription, state: str) -> None:
    row.state = state
    row.failures, row.failing_since, row.failed_at, row.rest_until = 0, None, None, None
    row.save(update_fields=["state", "failures", "failing_since", "failed_at", "rest_until"])


def _area(wording: Wording, by: Actor) -> Area:
    ground = areas.ground_of(wording.area_code)
    if ground is None:
        raise BadForm({"area": _("请选择区划")})
    area = areas.area(wording.area_code)
    if not may_edit(by, area):
        raise NotAllowed
    return area


def _check(wording: Wording) -> None:
    errors = {}
    if not 0 < len(wording.name.strip()) <= LONGEST_NAME:
        errors["name"] = _("请填写名称，最多 60 个字")
    if not wording.kinds or not set(wording.kinds) <= KINDS.keys():
        errors["kinds"] = _("至少选一种变化")
    try:
        target_of(wording.url.strip(), settings.WEBHOOK_HOSTS)
    except NotReachable as no:
        errors["url"] = _(str(no))
    if errors:
        raise BadForm(errors)


def _columns(wording: Wording) -> dict[str, object]:
    return {
        "name": wording.name.strip(),
        "url": wording.url.strip(),
        "kinds": [kind for kind in KINDS if kind in wording.kinds],
        "with_words": wording.with_words,
    }


def _told(row: Subscription) -> dict[str, object]:
    """What the journal says of a subscription; of its address the host alone, for the rest may be a secret."""
    return {
        "name": row.name,
        "host": urlsplit(row.url).hostname or "",
        "area": row.area.code,
        "kinds": list(row.kinds),
        "with_words": row.with_words,
    }
