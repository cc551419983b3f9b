"""Photos that come with a form: stored before the form is judged, under ids that a repeat of the form makes again."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from linli.areas.rules import Actor
from linli.documents import queries as documents
from linli.documents.actions import store_photo
from linli.documents.models import File
from linli.documents.refusals import Conflict, Refused

MOST = 6


@dataclass(frozen=True)
class Sent:
    """The photos of one field: those kept from before and the new ones, or a message."""

    ids: tuple[UUID, ...] = ()
    error: str = ""


def photos_sent(  # noqa: PLR0913 - a field's photos have these parts, each named at the call
    name: str, *, kept: Iterable[str], files: Iterable[UploadedFile], key: UUID, by: Actor, at: datetime
) -> Sent:
    """Store what was sent under a field; the id is made of the form's key and the bytes."""
    ids = [found for one in kept if (found := _uuid(one))]
    files = list(files)
    if len(ids) + len(files) > MOST:
        return Sent(tuple(ids), _("最多 %(n)d 张照片") % {"n": MOST})
    for file in files:
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            return Sent(tuple(ids), _("有一张照片太大"))
        content = file.read()
        file_id = uuid5(key, f"{name}:{hashlib.sha256(content).hexdigest()}")
        try:
            stored = store_photo(upload=content, name=file.name or "", by=by, at=at, id=file_id)
        except Refused as refused:
            return Sent(tuple(ids), refused.messages[0])
        except Conflict:
            return Sent(tuple(ids), _("照片没有传好，请重新选择"))
        ids.append(stored.pk)
    return Sent(tuple(dict.fromkeys(ids)))


def stored(ids: Iterable[UUID]) -> list[File]:
    """The files of these ids that exist and nothing uses yet, in their order."""
    wanted = list(ids)
    found = documents.files(wanted)
    return [found[one] for one in wanted if one in found and found[one].attached_at is None]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
