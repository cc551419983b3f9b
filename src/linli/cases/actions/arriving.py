"""Files that were promised with a step: with their last piece they are hung on it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.accounts.audit import actions as audit
from linli.areas.rules import Actor
from linli.cases.models import Attachment, Awaited
from linli.documents import actions as documents


@transaction.atomic
def take_piece(upload_id: UUID, *, offset: int, piece: bytes, by: Actor, at: datetime) -> documents.Progress:
    """Add a piece to a file that this person promised; a whole one is attached in the same transaction.

    Raises what ``documents.put_piece`` raises.
    """
    progress = documents.put_piece(upload_id, offset=offset, piece=piece, by=by, at=at)
    if progress.file is None:
        return progress
    waiting = Awaited.objects.select_related("case", "step").filter(upload_id=upload_id).first()  # one to one
    if waiting is not None:
        documents.attach(file_ids=[progress.file.pk], at=at)
        Attachment.objects.create(
            case=waiting.case,
            step=waiting.step,
            file=progress.file,
            purpose=waiting.purpose,
            is_public=waiting.is_public,
        )
        detail: dict[str, object] = {"step": waiting.step.number}
        audit.record("file.arrive", "case", waiting.case.no, by=by, at=at, detail=detail)
        waiting.delete()
    return progress
