"""Reading files. Who may see a file is decided by the room that attached it; nothing here is for a door to trust."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from linli.documents.models import Blob, File, Upload


@dataclass(frozen=True)
class Content:
    """Bytes ready to be sent; ``sha256`` serves as the ETag, for the bytes of an id never change."""

    body: bytes
    mime: str
    sha256: str
    name: str


def file(file_id: UUID) -> File:
    """One file without its bytes; raises ``File.DoesNotExist``."""
    return File.objects.get(pk=file_id)


def files(file_ids: Iterable[UUID]) -> dict[UUID, File]:
    """The files that exist among the ids, without their bytes, in one query."""
    return File.objects.in_bulk(list(file_ids))


def upload(upload_id: UUID, user_id: int | None) -> Upload:
    """How far a file that somebody promised has come; raises ``Upload.DoesNotExist``, also for another person's."""
    return Upload.objects.defer("content").get(pk=upload_id, created_by_id=user_id)


def promised(upload_ids: Iterable[UUID], user_id: int | None) -> dict[UUID, Upload]:
    """Those of the ids under which this person promised a file that nothing waits for yet, in one query."""
    mine = Upload.objects.filter(created_by_id=user_id, claimed_at=None) if user_id else Upload.objects.none()
    return mine.defer("content").in_bulk(list(upload_ids))


def content(file_id: UUID) -> Content:
    """The bytes of a file as it is kept; raises ``File.DoesNotExist``."""
    blob = _blob(file_id, "content")
    return Content(bytes(blob.content), blob.file.mime, blob.file.sha256, blob.file.original_name)


def thumbnail(file_id: UUID) -> Content:
    """The small picture of a photo, JPEG; raises ``File.DoesNotExist``, also for files that have none."""
    blob = _blob(file_id, "thumbnail")
    if blob.thumbnail is None:
        raise File.DoesNotExist
    return Content(bytes(blob.thumbnail), "image/jpeg", f"{blob.file.sha256}-s", blob.file.original_name)


def _blob(file_id: UUID, column: str) -> Blob:
    """One row with one of its byte columns and what the file says about itself."""
    rows = Blob.objects.select_related("file").only(column, "file__mime", "file__sha256", "file__original_name")
    try:
        return rows.get(pk=file_id)
    except Blob.DoesNotExist:
        raise File.DoesNotExist from None
