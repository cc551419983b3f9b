"""Photos and voice notes that come with a form: kept one by one, so that a bad one does not cost the good ones."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.cases.rules.forms import MOST_PHOTOS
from linli.documents import actions as documents
from linli.documents.refusals import Conflict, Refused
from linli.web.portal import limits


@dataclass(frozen=True)
class Taken:
    """What was kept, and what is wrong with the rest; empty when nothing is."""

    ids: tuple[str, ...] = ()
    problem: str = ""


def take_photos(request: HttpRequest, name: str, *, key: UUID, room: int, at: datetime) -> Taken:
    """Keep up to ``room`` photos of a file field; the same photo sent again under the same key is kept once."""
    sent = [file for file in request.FILES.getlist(name) if file.size]
    if not sent:
        return Taken()
    limits.spend("upload_address", limits.address(request), at, count=len(sent))
    ids: dict[str, None] = {}
    problems: dict[str, None] = {}
    for file in sent[:room]:
        taken = _photo(file, key, at)
        ids.update(dict.fromkeys(taken.ids))
        problems.update(dict.fromkeys([taken.problem] if taken.problem else []))
    if len(sent) > room:
        problems[_("照片最多 %(most)d 张，多出的没有放进来。") % {"most": MOST_PHOTOS}] = None
    return Taken(tuple(ids), " ".join(problems))


def take_voice(request: HttpRequest, name: str, *, key: UUID, at: datetime) -> Taken:
    """Keep the voice note of a file field, if there is one."""
    file = request.FILES.get(name)
    if not isinstance(file, UploadedFile) or not file.size:
        return Taken()
    limits.spend("upload_address", limits.address(request), at)
    content = file.read()
    try:
        kept = documents.store_voice(upload=content, name=file.name or "", by=None, at=at, id=_id(key, content))
    except (Refused, Conflict) as refused:
        return Taken(problem=_said(refused))
    return Taken((str(kept.pk),))


def _photo(file: UploadedFile, key: UUID, at: datetime) -> Taken:
    content = file.read()
    try:
        kept = documents.store_photo(upload=content, name=file.name or "", by=None, at=at, id=_id(key, content))
    except (Refused, Conflict) as refused:
        return Taken(problem=_said(refused))
    return Taken((str(kept.pk),))


def _id(key: UUID, content: bytes) -> UUID:
    """The same bytes under the same key are the same file, however often they are sent."""
    return uuid5(key, hashlib.sha256(content).hexdigest())


def _said(refused: Refused | Conflict) -> str:
    return " ".join(refused.messages) if isinstance(refused, Refused) else str(refused)
