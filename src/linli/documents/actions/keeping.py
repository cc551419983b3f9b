"""Files that come whole: storing them, saying that they are used, sweeping what never was."""

import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.accounts.audit.actions import Author
from linli.documents import photos, sound
from linli.documents.models import Blob, File
from linli.documents.refusals import Conflict, Refused

_NAME_LENGTH = 120


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """What becomes of an upload: the values of its rows."""

    kind: str
    mime: str
    content: bytes
    thumbnail: bytes | None = None
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None


def store_photo(
    *,
    upload: bytes,
    name: str,
    by: Author | None,
    at: datetime,
    id: UUID | None = None,  # noqa: A002 - the word every caller uses
) -> File:
    """Keep a photo, cleaned of all metadata; the same id with the same bytes again returns the file kept.

    Raises ``Refused`` when it is too large or not a photo, ``Conflict`` when the id belongs to other content.
    """
    _bounded(upload)
    digest = _digest(upload)
    earlier = _earlier(id, digest)
    if earlier:
        return earlier
    photo = photos.clean(upload)
    kept = _Kept(
        kind=File.PHOTO,
        mime=photo.mime,
        content=photo.content,
        thumbnail=photo.thumbnail,
        width=photo.width,
        height=photo.height,
    )
    return _keep(kept, digest=digest, name=name, by=by, at=at, file_id=id)


def store_voice(
    *,
    upload: bytes,
    name: str,
    by: Author | None,
    at: datetime,
    id: UUID | None = None,  # noqa: A002 - the word every caller uses
) -> File:
    """Keep a voice note of at most 2 MB and 60 seconds; repeats and refusals as with ``store_photo``."""
    digest = _digest(upload)
    earlier = _earlier(id, digest)
    if earlier:
        return earlier
    voice = sound.clean(upload)
    kept = _Kept(kind=File.VOICE, mime=voice.mime, content=voice.content, duration_s=voice.duration_s)
    return _keep(kept, digest=digest, name=name, by=by, at=at, file_id=id)


def store_paper(  # noqa: PLR0913 - a paper has these parts, each named at the call
    *,
    content: bytes,
    mime: str,
    name: str,
    by: Author | None,
    at: datetime,
    id: UUID | None = None,  # noqa: A002 - the word every caller uses
) -> File:
    """Keep a paper that this server made (PDF, Excel) exactly as it was issued; repeats as with ``store_photo``."""
    digest = _digest(content)
    kept = _Kept(kind=File.PAPER, mime=mime, content=content)
    return _earlier(id, digest) or _keep(kept, digest=digest, name=name, by=by, at=at, file_id=id)


@transaction.atomic
def attach(*, file_ids: Collection[UUID], at: datetime) -> list[File]:
    """Say that these files are used from now on, so that they are not swept; in the order asked for.

    A file is attached once: an id known to somebody else cannot be drawn into another matter.
    Raises ``Refused`` with code ``gone`` when one does not exist (any more) or ``taken`` when one is used already.
    """
    found = {file.pk: file for file in File.objects.select_for_update().filter(pk__in=file_ids).order_by("pk")}
    if len(found) < len(set(file_ids)):
        raise Refused(_("有附件已经失效，请重新上传。"), code="gone")
    if any(file.attached_at for file in found.values()):
        raise Refused(_("有附件已经用在别处，请重新上传。"), code="taken")
    File.objects.filter(pk__in=found).update(attached_at=at)
    for file in found.values():
        file.attached_at = at
    return [found[file_id] for file_id in dict.fromkeys(file_ids)]


@transaction.atomic
def sweep_orphans(before: datetime, *, limit: int = 500) -> int:
    """Delete files stored before that moment and never attached; returns how many, at most ``limit`` a call."""
    orphans = File.objects.filter(attached_at=None, created_at__lt=before).order_by("created_at")
    ids = [file.pk for file in orphans.select_for_update(skip_locked=True).only("pk")[:limit]]
    Blob.objects.filter(pk__in=ids).delete()
    File.objects.filter(pk__in=ids).delete()
    return len(ids)


def _bounded(upload: bytes) -> None:
    if len(upload) > settings.UPLOAD_MAX_BYTES:
        raise Refused(
            _("文件太大，最多 %(mb)d MB。"), code="too_large", params={"mb": settings.UPLOAD_MAX_BYTES // 1024**2}
        )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _earlier(file_id: UUID | None, digest: str) -> File | None:
    """The file kept under this id from the same bytes; raises ``Conflict`` when the bytes were others."""
    earlier = File.objects.filter(pk=file_id).first() if file_id else None  # at most one row: no order needed
    if earlier and earlier.upload_sha256 != digest:
        raise Conflict(_("这个编号已经用于另一个文件。"))
    return earlier


def _keep(  # noqa: PLR0913 - a stored file has these parts, each named at the call
    kept: _Kept, *, digest: str, name: str, by: Author | None, at: datetime, file_id: UUID | None
) -> File:
    """Write both rows; when the same id arrives twice at one instant, the second gets the first one's file."""
    try:
        with transaction.atomic():
            file = File.objects.create(
                id=file_id or uuid.uuid4(),
                kind=kept.kind,
                mime=kept.mime,
                sha256=_digest(kept.content),
                upload_sha256=digest,
                size=len(kept.content),
                width=kept.width,
                height=kept.height,
                duration_s=kept.duration_s,
                original_name=_plain_name(name),
                created_at=at,
                created_by_id=by.user_id if by else None,
            )
            Blob.objects.create(file=file, content=kept.content, thumbnail=kept.thumbnail)
            return file
    except IntegrityError:
        earlier = _earlier(file_id, digest)
        if not earlier:
            raise
        return earlier


def _plain_name(name: str) -> str:
    """The last part of the name without control characters; a browser may send a whole path."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[-_NAME_LENGTH:]
