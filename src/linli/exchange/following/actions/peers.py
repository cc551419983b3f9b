"""Which servers are followed: making, changing, pausing and ending, each with its line in the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.accounts.permissions import Permission
from linli.accounts.privacy import vault
from linli.areas import queries as areas
from linli.areas.models import Area
from linli.areas.rules import Actor, BadForm, NotAllowed
from linli.exchange.following.models import Peer
from linli.exchange.following.queries import FIELD, visible_to
from linli.exchange.following.rules import FORMS
from linli.exchange.reach import NotAllowed as NotReachable
from linli.exchange.reach import target_of
from linli.lib import rows
from linli.matters.models import Matter

LONGEST_NAME, LONGEST_KEY = 60, 200


@dataclass(frozen=True)
class Wording:
    """What an administrator fills in; an empty ``api_key`` leaves the one there is."""

    name: str
    url: str
    area_code: str
    form: str = "json"
    jurisdiction: str = ""
    matter_code: str = ""
    tells: bool = False
    api_key: str = ""
    since: datetime | None = None


@transaction.atomic
def create(wording: Wording, *, by: Actor, at: datetime, key: UUID) -> Peer:
    """Follow another server; a repeat of the key returns the first. Raises ``NotAllowed``, ``BadForm``."""
    area = _area(wording, by)
    _check(wording, has_key=False)
    if first := Peer.objects.filter(key=key).first():  # unique: no order is needed
        return first
    made = Peer.objects.create(
        **area.ground._asdict(), **_columns(wording), area=area, since=wording.since or at, created_at=at, key=key
    )
    audit.record("peer.create", "peer", made.pk, by=by, at=at, detail=_told(made))
    return made


@transaction.atomic
def change(pk: int, wording: Wording, *, by: Actor, at: datetime) -> Peer:
    """Change how a server is followed. Raises ``NotAllowed``, ``BadForm``."""
    row = locked(pk, by)
    area = _area(wording, by)
    _check(wording, has_key=bool(row.api_key))
    before = _told(row)
    for name, value in (area.ground._asdict() | _columns(wording) | {"area": area}).items():
        setattr(row, name, value)
    row.since = wording.since or row.since
    row.save()
    changed = {name: value for name, value in _told(row).items() if before[name] != value}
    if wording.api_key.strip():
        changed["api_key"] = _("换了新的")
    if changed:
        audit.record("peer.change", "peer", row.pk, by=by, at=at, detail=changed)
    return row


@transaction.atomic
def map_services(pk: int, chosen: Mapping[str, str], *, by: Actor, at: datetime) -> Peer:
    """Say what matters of the other server are called here; unknown ones are refused by ``BadForm``."""
    row = locked(pk, by)
    known = set(
        Matter.objects.filter(code__in=[code for code in chosen.values() if code]).values_list("code", flat=True)
    )
    if wrong := [code for code in chosen.values() if code and code not in known]:
        raise BadForm({"services": _("没有这个事项：%(code)s") % {"code": "、".join(wrong)}})
    changed: dict[str, object] = {}
    for service in row.services.filter(code__in=chosen.keys()).order_by("pk"):
        if service.matter_code != chosen[service.code]:
            service.matter_code = chosen[service.code]
            service.save(update_fields=["matter_code"])
            changed[service.code] = service.matter_code
    if changed:
        audit.record("peer.map", "peer", row.pk, by=by, at=at, detail=changed)
    return row


@transaction.atomic
def pause(pk: int, *, by: Actor, at: datetime) -> Peer:
    """Take and tell nothing for a while; paused again, nothing changes."""
    return _turn(pk, "active", "paused", "peer.pause", by, at)


@transaction.atomic
def resume(pk: int, *, by: Actor, at: datetime) -> Peer:
    """Go on where it was left."""
    return _turn(pk, "paused", "active", "peer.resume", by, at)


@transaction.atomic
def end(pk: int, *, by: Actor, at: datetime) -> None:
    """Follow no longer, and forget the key; cases that were taken stay."""
    row = locked(pk, by)
    row.state, row.api_key = "ended", b""
    row.save(update_fields=["state", "api_key"])
    audit.record("peer.end", "peer", row.pk, by=by, at=at)


def locked(pk: int, by: Actor) -> Peer:
    """The row for a change; raises ``NotAllowed`` for absent and forbidden alike."""
    row = rows.locked(Peer.objects.filter(pk__in=visible_to(by).values("pk")), pk)
    if row is None:
        raise NotAllowed
    return row


def _turn(pk: int, before: str, after: str, verb: str, by: Actor, at: datetime) -> Peer:  # noqa: PLR0913, PLR0917 - two of a kind
    row = locked(pk, by)
    if row.state == before:
        row.state, row.problem = after, ""
        row.save(update_fields=["state", "problem"])
        audit.record(verb, "peer", row.pk, by=by, at=at)
    return row


def _area(wording: Wording, by: Actor) -> Area:
    ground = areas.ground_of(wording.area_code)
    if ground is None:
        raise BadForm({"area": _("请选择区划")})
    if not by.may(Permission.EXCHANGE, ground):
        raise NotAllowed
    return areas.area(wording.area_code)


def _check(wording: Wording, *, has_key: bool) -> None:
    errors = {}
    if not 0 < len(wording.name.strip()) <= LONGEST_NAME:
        errors["name"] = _("请填写名称，最多 60 个字")
    if wording.form not in FORMS:
        errors["form"] = _("请选择格式")
    if wording.matter_code and not Matter.objects.filter(code=wording.matter_code, is_active=True).exists():
        errors["matter_code"] = _("没有这个事项")
    if wording.tells and not (wording.api_key.strip() or has_key):
        errors["api_key"] = _("要回报进展，请填对方给的密钥")
    try:
        target_of(_base(wording.url), settings.WEBHOOK_HOSTS)
    except NotReachable as no:
        errors["url"] = _(str(no))
    if errors:
        raise BadForm(errors)


def _base(url: str) -> str:
    """The address with a slash at its end, so that names of resources can be put behind it."""
    return url.strip().rstrip("/") + "/"


def _columns(wording: Wording) -> dict[str, object]:
    key = wording.api_key.strip()[:LONGEST_KEY]
    return {
        "name": wording.name.strip(),
        "url": _base(wording.url),
        "form": wording.form,
        "jurisdiction": wording.jurisdiction.strip()[:60],
        "matter_code": wording.matter_code,
        "tells": wording.tells,
        **({"api_key": vault.seal(key, field=FIELD)} if key else {}),
    }


def _told(row: Peer) -> dict[str, object]:
    return {
        "name": row.name,
        "host": urlsplit(row.url).hostname or "",
        "area": row.area.code,
        "matter": row.matter_code,
        "tells": row.tells,
    }
