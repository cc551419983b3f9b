"""Sending the bytes of a file that the caller has allowed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header, parse_etags

from linli.documents import queries as documents
from linli.documents.models import File
from linli.web.portal.doors import not_found


def answer(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The file, or with ``?small`` its small picture; an id's bytes never change, so the browser keeps them."""
    try:
        found = documents.thumbnail(file_id) if "small" in request.GET else documents.content(file_id)
    except File.DoesNotExist:
        return not_found(request)
    etag = f'"{found.sha256}"'
    known = etag in parse_etags(request.headers.get("If-None-Match", ""))
    response = HttpResponseNotModified() if known else HttpResponse(found.body, content_type=found.mime)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if disposition := content_disposition_header(as_attachment=False, filename=found.name):
        response.headers["Content-Disposition"] = disposition
    return response
