"""Photos and voice notes as they are kept."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_GET

from linli.areas.rules import Actor
from linli.cases.queries import NotFound, may_see_file
from linli.documents import queries as documents
from linli.documents.models import File
from linli.web.desk.doors import StaffRequest, staff
from linli.work.patrols.queries import may_see_picture

#: The bytes of an id never change; only the one browser that was let in may keep them.
KEEP = "private, max-age=86400, immutable"


@require_GET
@staff
def file(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """One file, or with ``thumb`` its small picture, for who may see the case or the patrol that it hangs on."""
    try:
        found = documents.file(file_id)
        if not _may_see(request.actor, found):
            raise NotFound
        small = bool(request.GET.get("thumb"))
        tag = quote_etag(f"{found.sha256}-s" if small else found.sha256)
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            return _kept(HttpResponseNotModified(), tag)
        content = documents.thumbnail(file_id) if small else documents.content(file_id)
    except File.DoesNotExist:
        raise NotFound from None
    return _kept(HttpResponse(content.body, content_type=content.mime), tag)


def _may_see(actor: Actor, found: File) -> bool:
    """What is not used yet is seen by who sent it."""
    if found.attached_at is None:
        return found.created_by_id is not None and found.created_by_id == actor.user_id
    return may_see_file(actor, found.pk) or may_see_picture(actor, found.pk)


def _kept(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = KEEP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
