"""What stands before every address of this door: the method, how often, whose key; every refusal an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from time import monotonic

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from linli.accounts.programs import queries as programs
from linli.accounts.programs.actions import TooOften, spend
from linli.accounts.programs.queries import Caller
from linli.api.open311.answers import Answer, Wrong, absent, bad
from linli.api.open311.wire import JSON, TYPES, XML, Items, written
from linli.api.tiles.throttle import Brake, address_of
from linli.deadlines.rules import SHANGHAI

#: A report with one photo and the words around it.
MOST_BYTES = settings.UPLOAD_MAX_BYTES + 1024 * 1024
_MINUTE = 60
_UNREADABLE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, SuspiciousOperation, MultiPartParserError)

#: For whoever shows no key that holds; counted by each process.
brake = Brake(most=settings.OPEN311_READS_PER_MINUTE)


@dataclass(frozen=True)
class Asked:
    """A request as views see it. ``said`` holds the parameters that say something: an empty one is an absent one."""

    request: HttpRequest
    at: datetime
    said: Mapping[str, str]
    caller: Caller | None

    @property
    def has_extensions(self) -> bool:
        """Whether what goes beyond the standard was asked for."""
        return self.said.get("extensions") == "true"

    def county(self) -> str:
        """The county that is spoken of. The only one there is needs no naming; of several one must be named."""
        served: tuple[str, ...] = settings.OPEN311_AREAS
        if len(served) == 1:
            return served[0]
        named = self.said.get("jurisdiction_id", "")
        if not named:
            raise bad("缺少 jurisdiction_id")
        if named not in served:
            raise absent(f"没有这个 jurisdiction_id：{named}")
        return named


View = Callable[..., Answer]


def door(**views: View) -> Callable[..., HttpResponse]:
    """The address at which these views stand, by method: ``door(GET=…, POST=…)``."""

    @csrf_exempt  # it reads no cookie: there is nobody whose session could be borrowed
    def opened(request: HttpRequest, form: str = "", **parts: str) -> HttpResponse:
        form = form or (JSON if request.path.endswith(".json") else XML)
        try:
            view = _view(views, "GET" if request.method == "HEAD" else str(request.method))
            answer = view(_asked(request), **_storable(parts))
        except Wrong as wrong:
            return _refusal(wrong, form)
        except _UNREADABLE:
            return _refusal(bad("内容太长，或者看不懂"), form)
        return _response(answer, form)

    return wraps(next(iter(views.values())))(opened)


def _view(views: Mapping[str, View], method: str) -> View:
    if method not in views:
        allowed = ", ".join(views)
        raise Wrong(HTTPStatus.METHOD_NOT_ALLOWED, f"这里只能用 {allowed}", headers={"Allow": allowed})
    return views[method]


def _storable(said: dict[str, str]) -> dict[str, str]:
    """The same, unless there is in it what no text column takes."""
    if any("\x00" in value for value in said.values()):
        raise bad("有无法保存的字符")
    return said


def _asked(request: HttpRequest) -> Asked:
    at = timezone.now()
    said = _said(request)
    caller = programs.caller(said.get("api_key", ""), at)
    _count(request, caller, at)
    return Asked(request, at, said, caller)


def _said(request: HttpRequest) -> dict[str, str]:
    """What the address and the body say; in the body what is said twice counts."""
    sources = [request.GET]
    if request.method == "POST":
        _bounded(request)
        sources.append(request.POST)
    every = ((name, str(value)) for source in sources for name, value in source.items())
    return _storable({name: value for name, value in every if value.strip()})


def _bounded(request: HttpRequest) -> None:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
        raise bad("内容太长")


def _count(request: HttpRequest, caller: Caller | None, at: datetime) -> None:
    """Count the request: for the key where one is shown that may do this, else for the network address."""
    writes = request.method == "POST"
    if caller is None or not (caller.may_report or caller.may_update if writes else caller.may_read):
        if not brake.allows(address_of(request), monotonic()):
            raise _too_often(_MINUTE)
        return
    try:
        spend(caller, at, at.astimezone(SHANGHAI))
    except TooOften as limit:
        raise _too_often(limit.seconds) from limit


def _too_often(seconds: int) -> Wrong:
    told = f"太频繁了，请过 {seconds} 秒再试"
    return Wrong(HTTPStatus.TOO_MANY_REQUESTS, told, headers={"Retry-After": str(seconds)})


def _refusal(wrong: Wrong, form: str) -> HttpResponse:
    errors = [{"code": int(wrong.status), "description": sentence} for sentence in wrong.sentences]
    response = _response(Answer("errors", Items("error", errors), wrong.status), form)
    for name, value in wrong.headers.items():
        response.headers[name] = value
    return response


def _response(answer: Answer, form: str) -> HttpResponse:
    body = written(answer.root, answer.content, form)
    return HttpResponse(body, content_type=TYPES[form], status=int(answer.status))
