"""Files that come in pieces: promised with what will be in them, put together, and then kept like any other."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from linli.accounts.audit.actions import Author
from linli.documents import sound
from linli.documents.actions.keeping import store_photo, store_voice
from linli.documents.models import File, Upload
from linli.documents.refusals import Conflict, Refused

#: What one person may have promised and not sent yet.
MOST_FILES, MOST_BYTES = 300, 256 * 1024 * 1024


@dataclass(frozen=True)
class Promised:
    """What somebody says about a file that is still to come; the hash (SHA-256, hex) is of its bytes as sent."""

    id: UUID
    kind: str  # photo | voice
    mime: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Progress:
    """How far a promised file has come; ``file`` once it is kept, ``error`` when all of it came and was no good."""

    upload: Upload
    file: File | None = None
    error: str = ""


class WrongPlace(Exception):
    """A piece that does not begin where the last one ended; ``upload`` says where that is."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(f"{upload.pk}: {upload.have}")
        self.upload = upload


@transaction.atomic
def promise(*, files: Collection[Promised], by: Author, at: datetime) -> None:
    """Note what will come; the same promise again changes nothing.

    Raises ``Refused`` for more than one person may leave open or a file that is too large, and ``Conflict`` for an id
    that was promised with other content or by somebody else.
    """
    if not files:
        return
    for file in files:
        _bounded(file)
    _leaves_room(files, by)
    rows = [
        Upload(
            id=one.id,
            kind=one.kind,
            mime=one.mime,
            sha256=one.sha256,
            size=one.size,
            created_at=at,
            changed_at=at,
            created_by_id=cast("int", by.user_id),  # whoever promises has signed in
        )
        for one in sorted(files, key=lambda one: one.id)  # two at once never wait for each other
    ]
    Upload.objects.bulk_create(rows, ignore_conflicts=True)
    known = Upload.objects.defer("content").in_bulk([one.id for one in files])
    if any(not _same(known[one.id], one, by) for one in files) or _taken(files, known):
        raise Conflict(_("这个编号已经用于另一个文件。"))


def _bounded(file: Promised) -> None:
    most = sound.MAX_BYTES if file.kind == File.VOICE else settings.UPLOAD_MAX_BYTES
    if file.size > most:
        raise Refused(_("文件太大，最多 %(mb)d MB。"), code="too_large", params={"mb": most // 1024**2})


def _leaves_room(files: Collection[Promised], by: Author) -> None:
    known = set(Upload.objects.filter(pk__in=[one.id for one in files]).values_list("pk", flat=True))
    new = [one.size for one in files if one.id not in known]
    waiting = Upload.objects.filter(created_by_id=by.user_id, arrived_at=None, given_up_at=None)
    open_ = waiting.aggregate(count=Count("pk"), size=Sum("size"))
    count, size = open_["count"] + len(new), (open_["size"] or 0) + sum(new)
    if new and (count > MOST_FILES or size > MOST_BYTES):
        raise Refused(_("还有太多照片没有传完，请先连上网络把它们传完。"), code="too_many")


def _same(known: Upload, told: Promised, by: Author) -> bool:
    said = (known.kind, known.mime, known.sha256, known.size, known.created_by_id)
    return said == (told.kind, told.mime, told.sha256, told.size, by.user_id)


def _taken(files: Iterable[Promised], known: dict[UUID, Upload]) -> bool:
    """Whether an id belongs to a file that came another way."""
    waiting = [one.id for one in files if known[one.id].arrived_at is None]
    return File.objects.filter(pk__in=waiting).exists()


@transaction.atomic
def claim(*, upload_ids: Collection[UUID], at: datetime) -> None:
    """Say that something waits for these; each is claimed once. Raises ``Refused`` with code ``gone`` or ``taken``."""
    found = list(Upload.objects.select_for_update().filter(pk__in=upload_ids).order_by("pk").defer("content"))
    if len(found) < len(set(upload_ids)):
        raise Refused(_("有附件已经失效，请重新上传。"), code="gone")
    if any(upload.claimed_at for upload in found):
        raise Refused(_("有附件已经用在别处，请重新上传。"), code="taken")
    Upload.objects.filter(pk__in=upload_ids).update(claimed_at=at)


@transaction.atomic
def put_piece(upload_id: UUID, *, offset: int, piece: bytes, by: Author, at: datetime) -> Progress:
    """Add a piece; with the last one the file is checked, cleaned and kept under the same id.

    One piece at a time: whoever comes second waits for the first. A piece that is here already changes nothing. What
    turns out to be another file than promised, or none that can be kept, is dropped whole (``error``, nothing here).
    Raises ``Upload.DoesNotExist``, also for somebody else's; ``WrongPlace``; ``Refused`` for more than was promised.
    """
    upload = Upload.objects.select_for_update().get(pk=upload_id, created_by_id=by.user_id)
    if upload.arrived_at:
        return Progress(upload)
    content = bytes(upload.content)
    if offset < len(content) and content[offset : offset + len(piece)] == piece:
        return Progress(upload)
    if offset != len(content):
        raise WrongPlace(upload)
    if len(content) + len(piece) > upload.size:
        raise Refused(_("比登记的大小还多。"), code="too_large")
    return _added(upload, content + piece, by, at)


def _added(upload: Upload, content: bytes, by: Author, at: datetime) -> Progress:
    upload.content, upload.have = content, len(content)
    upload.changed_at, upload.given_up_at = at, None
    progress = Progress(upload)
    if len(content) == upload.size:
        progress = _finished(upload, content, by, at)
    upload.save()
    return progress


def _finished(upload: Upload, content: bytes, by: Author, at: datetime) -> Progress:
    """The file put together: kept, or dropped with a reason."""
    upload.content = b""
    try:
        file = _kept(upload, content, by, at)
    except (Refused, Conflict) as refused:
        upload.have = 0
        return Progress(upload, error=refused.messages[0] if isinstance(refused, Refused) else str(refused))
    upload.arrived_at = at
    return Progress(upload, file)


def _kept(upload: Upload, content: bytes, by: Author, at: datetime) -> File:
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        raise Refused(_("传来的内容和登记的不一样，请重传。"), code="damaged")
    store = store_voice if upload.kind == File.VOICE else store_photo
    return store(upload=content, name="", by=by, at=at, id=upload.pk)


def release_given_up(before: datetime, *, at: datetime, limit: int = 500) -> int:
    """Drop what came of files whose last piece is older than that; returns how many, at most ``limit`` a call.

    The promise stays: a phone that comes back later begins the file anew.
    """
    waiting = Upload.objects.filter(arrived_at=None, given_up_at=None, changed_at__lt=before).order_by("changed_at")
    with transaction.atomic():
        ids = [upload.pk for upload in waiting.select_for_update(skip_locked=True).only("pk")[:limit]]
        return Upload.objects.filter(pk__in=ids).update(content=b"", have=0, given_up_at=at)
