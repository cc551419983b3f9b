"""The doors of the phone's wire; here the clock is read."""

import hashlib
from http import HTTPStatus
from typing import Annotated, Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.request import UnreadablePostError
from django.middleware.csrf import get_token
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.http import parse_etags, quote_etag
from ninja import Query, Router

from linli.api.rest.answers import Turned, answer
from linli.api.rest.field.door import HEADER, SignedIn, worker
from linli.api.rest.field.items import take, take_piece
from linli.api.rest.field.shapes import Errors, FileErrors, FileReceipt, Misfit, Receipt, Unreadable, read
from linli.api.rest.field.today import today as work_of
from linli.api.rest.field.told import Refusal, TodayTold
from linli.cases.queries import may_see_file
from linli.documents import queries as documents
from linli.documents.actions import WrongPlace
from linli.documents.models import File, Upload
from linli.documents.refusals import Refused
from linli.work.patrols.queries import may_see_picture

HASH = "X-Content-SHA256"
#: An item is words; its files follow in pieces of at most this many bytes.
MOST_OF_AN_ITEM, MOST_OF_A_PIECE = 64 * 1024, 256 * 1024
_KEEP = "private, max-age=86400, immutable"

_TURNED: dict[int, Any] = {401: Errors, 403: Errors, 429: Errors}
_POSTING = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string"},
    "description": "以哪个岗位办事；必须是本人现在在岗的岗位，不带就是最早的那个",
}
_HASHED = {
    "in": "header",
    "name": HASH,
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "description": "请求体原样字节的 SHA-256，十六进制小写",
}
_TOKEN = {
    "in": "header",
    "name": "X-CSRFToken",
    "required": True,
    "schema": {"type": "string"},
    "description": "today 里的 csrf",
}
_ITEM = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}}
_PIECE = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}

_BYTES = {
    "description": "照片(JPEG)或录音",
    "content": {"image/jpeg": {}, "audio/*": {}},
}

_gzip = GZipMiddleware(lambda _request: HttpResponse())

router = Router(auth=SignedIn(), tags=["field"])


@router.get(
    "/today",
    response={200: TodayTold, 304: None, **_TURNED},
    by_alias=True,
    openapi_extra={"parameters": [_POSTING]},
)
def today(request: HttpRequest) -> HttpResponse:
    """Today's work of the posting; with ``If-None-Match`` 304 when nothing of it has changed."""
    at = timezone.now()
    who = worker(request, at)
    token = get_token(request)
    found = work_of(who, at, secret=str(request.META["CSRF_COOKIE"]))
    tag = quote_etag(found.tag)
    if {tag, f"W/{tag}"} & set(parse_etags(request.headers.get("If-None-Match", ""))):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = answer(HTTPStatus.OK, {"at": at, "csrf": token, **found.content})
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return cast("HttpResponse", _gzip.process_response(request, response))  # a seventh, on a slow line


@router.post(
    "/items",
    response={200: Receipt, 201: Receipt, 400: Errors, 409: Errors, 413: Errors, 422: Refusal, **_TURNED},
    by_alias=True,
    openapi_extra={"parameters": [_POSTING, _HASHED, _TOKEN], "requestBody": _ITEM},
)
def items(request: HttpRequest) -> HttpResponse:
    """Take one item: 201 the first time, 200 with the same receipt for a repeat, 409 for its id with other bytes."""
    at = timezone.now()
    who = worker(request, at)
    body, seal = _body(request, MOST_OF_AN_ITEM)
    try:
        item = read(body)
    except Unreadable as error:
        raise Turned(HTTPStatus.BAD_REQUEST, "内容不是正确的 JSON") from error
    except Misfit as misfit:
        raise Turned(HTTPStatus.UNPROCESSABLE_ENTITY, misfit.errors) from misfit
    if item.posting != who.posting.pk:
        raise Turned(HTTPStatus.FORBIDDEN, {"posting": "填写时的岗位和现在的岗位不是同一个"})
    taken = take(item, seal=seal, by=who.actor, at=at)
    status = HTTPStatus.CREATED if taken.is_new else HTTPStatus.OK
    return answer(status, {"id": item.id, "sha256": seal, **taken.told})


@router.put(
    "/files/{file_id}",
    response={
        200: FileReceipt,
        201: FileReceipt,
        400: Errors,
        404: Errors,
        409: FileErrors,
        413: Errors,
        422: FileErrors | Errors,
        **_TURNED,
    },
    openapi_extra={"parameters": [_POSTING, _HASHED, _TOKEN], "requestBody": _PIECE},
)
def put_file(request: HttpRequest, file_id: UUID, offset: Annotated[int, Query(ge=0, lt=2**31)]) -> HttpResponse:
    """Add a piece of a file that an item has promised: 200 with what is here, 201 once it is whole and kept.

    A piece that is here already changes nothing. 409 for a piece that does not begin where the last one ended; 422
    when the whole is not what was promised, or no photo: then all of it is dropped.
    """
    at = timezone.now()
    who = worker(request, at)
    piece, _seal = _body(request, MOST_OF_A_PIECE)
    if not piece:
        raise Turned(HTTPStatus.BAD_REQUEST, "这一块是空的")
    try:
        progress = take_piece(file_id, offset=offset, piece=piece, by=who.actor, at=at)
    except Upload.DoesNotExist:
        raise _no_file() from None
    except WrongPlace as wrong:
        raise _held_up(HTTPStatus.CONFLICT, wrong.upload, "请从已到的地方接着传") from wrong
    except Refused as refused:
        raise _held_up(
            HTTPStatus.UNPROCESSABLE_ENTITY, documents.upload(file_id, who.user.pk), refused.messages[0]
        ) from refused
    if progress.error:
        raise _held_up(HTTPStatus.UNPROCESSABLE_ENTITY, progress.upload, progress.error)
    return answer(HTTPStatus.CREATED if progress.file else HTTPStatus.OK, _told(progress.upload))


@router.get(
    "/files/{file_id}",
    response={200: FileReceipt, 404: Errors, 422: Errors, **_TURNED},
    openapi_extra={"parameters": [_POSTING]},
)
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """How much of a promised file is here, to go on from there."""
    who = worker(request, timezone.now())
    try:
        return answer(HTTPStatus.OK, _told(documents.upload(file_id, who.user.pk)))
    except Upload.DoesNotExist:
        raise _no_file() from None


@router.get(
    "/photos/{file_id}",
    response={304: None, 404: Errors, 422: Errors, **_TURNED},
    openapi_extra={"parameters": [_POSTING], "responses": {200: _BYTES}},
)
def photo(request: HttpRequest, file_id: UUID, small: bool = False, posting: str = "") -> HttpResponse:  # noqa: FBT001, FBT002 - a question of the address
    """A photo or recording of a case that the posting may see; ``posting`` for pictures, which send no header."""
    who = worker(request, timezone.now(), named=posting)
    try:
        if not (may_see_file(who.actor, file_id) or may_see_picture(who.actor, file_id)):
            raise _no_file()
        found = documents.file(file_id)
        tag = quote_etag(f"{found.sha256}-s" if small else found.sha256)
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            return _kept(HttpResponseNotModified(), tag)
        content = documents.thumbnail(file_id) if small else documents.content(file_id)
    except File.DoesNotExist:
        raise _no_file() from None
    return _kept(HttpResponse(content.body, content_type=content.mime), tag)


def _body(request: HttpRequest, most: int) -> tuple[bytes, str]:
    """The body and its hash; raises ``Turned`` for one that is too long, cut off, or not what its hash says."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise Turned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"内容太长，最多 {most // 1024} KB")
    try:
        body = request.body
    except UnreadablePostError as error:
        raise Turned(HTTPStatus.BAD_REQUEST, "内容没有传完整") from error
    seal = hashlib.sha256(body).hexdigest()
    if request.headers.get(HASH, "") != seal:
        raise Turned(HTTPStatus.BAD_REQUEST, f"内容和 {HASH} 对不上，请重发")
    return body, seal


def _told(upload: Upload) -> dict[str, object]:
    is_whole = upload.arrived_at is not None
    return {
        "id": upload.pk,
        "have": upload.size if is_whole else upload.have,
        "size": upload.size,
        "sha256": upload.sha256 if is_whole else None,
    }


def _held_up(status: HTTPStatus, upload: Upload, why: str) -> Turned:
    return Turned(status, why, more=_told(upload))


def _no_file() -> Turned:
    return Turned(HTTPStatus.NOT_FOUND, "没有这个文件")


def _kept(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = _KEEP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
