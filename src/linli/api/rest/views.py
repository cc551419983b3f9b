"""``POST /api/v1/reports``, a report from another program, told once however often it is sent; and the description."""

from functools import cache
from http import HTTPStatus
from time import monotonic

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from linli.api.rest.asked import Misread, Sent, read
from linli.api.rest.described import document
from linli.api.tiles.throttle import Brake, address_of
from linli.areas.rules import RESIDENT
from linli.cases.actions import BadForm, KeyConflict, Report, open_case

#: A report without files is small.
MOST_BYTES = 64 * 1024
_MINUTE = 60
_CODE = "ANYCODE"

brake = Brake(most=settings.API_REPORTS_PER_MINUTE)
_encoder = msgspec.json.Encoder()


@csrf_exempt  # it reads no cookie: there is nobody whose session could be borrowed
def report(request: HttpRequest) -> HttpResponse:
    """201 with the public code; 200 for a repeat; 409 for the key of another report; 422 with a message a field."""
    refusal = _refused(request)
    if refusal is not None:
        return refusal
    try:
        sent = read(request.body)
        return _opened(sent)
    except (Misread, BadForm) as wrong:
        return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"errors": wrong.errors})
    except KeyConflict:
        said = "这个 key 已经用过，内容不一样；新的反映请用新的 key"
        return _answer(HTTPStatus.CONFLICT, {"errors": {"key": said}})


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """The whole JSON door as an OpenAPI document."""
    return HttpResponse(document(), content_type="application/json")


def _opened(sent: Sent) -> HttpResponse:
    at = timezone.now()
    case = open_case(report=_report(sent), by=RESIDENT, at=at, key=sent.key)
    is_new = case.opened_at == at
    told: dict[str, object] = {"public_code": case.public_code, "follow": _follow().replace(_CODE, case.public_code)}
    return _answer(HTTPStatus.CREATED if is_new else HTTPStatus.OK, told)


@cache
def _follow() -> str:
    """The address under which a resident follows the case of ``_CODE``."""
    return settings.PUBLIC_URL + reverse("portal:follow", args=[_CODE])


def _report(sent: Sent) -> Report:
    return Report(
        source="portal",
        matter_code=sent.matter,
        description=sent.description,
        address=sent.address,
        lon=sent.lon,
        lat=sent.lat,
        ground_code=sent.area,
        contact_name=sent.contact_name,
        contact_phone=sent.contact_phone,
    )


def _refused(request: HttpRequest) -> HttpResponse | None:
    """The answer to what is not even looked at; ``None`` for a request that is."""
    if request.method != "POST":
        answer = _answer(HTTPStatus.METHOD_NOT_ALLOWED, {"errors": {"": "请用 POST"}})
        answer.headers["Allow"] = "POST"
        return answer
    if not brake.allows(address_of(request), monotonic()):
        answer = _answer(HTTPStatus.TOO_MANY_REQUESTS, {"errors": {"": "提交太频繁，请过一分钟再试"}})
        answer.headers["Retry-After"] = str(_MINUTE)
        return answer
    if request.content_type != "application/json":
        return _answer(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, {"errors": {"": "内容类型应当是 application/json"}})
    if not 0 <= _length(request) <= MOST_BYTES:
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"errors": {"": "内容太长，最多 64 KB"}})
    return None


def _length(request: HttpRequest) -> int:
    """How long the body is; -1 for a length that is none."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return -1


def _answer(status: int, told: dict[str, object]) -> HttpResponse:
    return HttpResponse(_encoder.encode(told), content_type="application/json", status=status)
