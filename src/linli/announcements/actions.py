"""Announcing, correcting and ending: each in one transaction with its journal line."""

from dataclasses import astuple
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.announcements.models import Announcement
from linli.announcements.rules import Wording, faults, may_begin, may_write
from linli.areas import queries as areas
from linli.areas.rules import Actor, BadForm, KeyConflict, NotAllowed, Refused
from linli.lib import rows
from linli.lib.repeats import digest_of


@transaction.atomic
def announce(wording: Wording, *, by: Actor, at: datetime, key: UUID) -> Announcement:
    """Tell the staff on the ground of the posting; a repeat of the key returns the first announcement.

    Raises ``NotAllowed`` for whoever is no desk, ``BadForm``, ``KeyConflict``.
    """
    digest = digest_of(astuple(wording), by.posting_id)
    ground = areas.ground_of(by.ground_code)
    if ground is None or not may_begin(by):
        raise NotAllowed
    _check(wording)
    values = {**ground._asdict(), **_columns(wording), "area_code": by.ground_code, "unit_id": by.unit_id}
    made, is_new = Announcement.objects.get_or_create(key=key, defaults={**values, "written_at": at, "digest": digest})
    if not is_new and made.digest != digest:
        raise KeyConflict
    if is_new:
        audit.record("announcement.write", "announcement", made.pk, by=by, at=at)
    return made


@transaction.atomic
def correct(announcement_id: int, wording: Wording, *, by: Actor, at: datetime) -> Announcement:
    """Change what an announcement says; said again, nothing changes.

    Raises ``NotAllowed``, ``BadForm``, and ``Refused`` where it was ended already.
    """
    row = _locked(announcement_id, by)
    if row.ended_at is not None:
        raise Refused("ended", _("这条公告已经撤下，请另写一条"))
    _check(wording)
    if changed := rows.rewrite(row, _columns(wording)):
        audit.record("announcement.correct", "announcement", row.pk, by=by, at=at, detail={"fields": changed})
    return row


@transaction.atomic
def end(announcement_id: int, *, by: Actor, at: datetime) -> Announcement:
    """Take an announcement down; done again, nothing changes. Raises ``NotAllowed``."""
    row = _locked(announcement_id, by)
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        audit.record("announcement.end", "announcement", row.pk, by=by, at=at)
    return row


def _check(wording: Wording) -> None:
    if wrong := faults(wording):
        raise BadForm({name: _(text) for name, text in wrong.items()})


def _columns(wording: Wording) -> dict[str, object]:
    return {
        "title": wording.title.strip(),
        "text": wording.text.strip(),
        "from_on": wording.from_on,
        "until_on": wording.until_on,
    }


def _locked(announcement_id: int, by: Actor) -> Announcement:
    row = rows.locked(Announcement.objects.all(), announcement_id)
    if row is None or not may_write(by, row.ground):
        raise NotAllowed
    return row
