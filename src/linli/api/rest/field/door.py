"""Who stands at the phone's door: signed in, under a posting in force; every refusal is JSON."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from time import monotonic

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from linli.accounts.models import User
from linli.api.rest.answers import Turned
from linli.api.tiles.throttle import Brake
from linli.areas import queries as areas
from linli.areas.access import actor_of
from linli.areas.models import Posting
from linli.areas.rules import Actor
from linli.deadlines.rules import SHANGHAI

HEADER = "X-Linli-Posting"
_MINUTE = 60
_LONGEST_NUMBER = 18

brake = Brake(most=settings.FIELD_REQUESTS_PER_MINUTE)


@dataclass(frozen=True)
class Worker:
    """A person under one of their postings in force, and all of these, oldest first."""

    user: User
    posting: Posting
    postings: tuple[Posting, ...]

    @property
    def actor(self) -> Actor:
        """The posting as rules see it."""
        return actor_of(self.posting)


class SignedIn(APIKeyCookie):
    """The session of somebody who signed in on the ordinary page; writes need the CSRF token beside it."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> User:
        """Whoever has signed in; raises ``Turned``."""
        user = request.user
        if not isinstance(user, User):
            raise Turned(HTTPStatus.UNAUTHORIZED, "请先登录")
        if check_csrf(request) is not None:
            raise Turned(HTTPStatus.FORBIDDEN, "页面已经过期，请刷新后再试")
        if user.must_change_password:
            raise Turned(HTTPStatus.FORBIDDEN, "请先修改密码")
        if not brake.allows(str(user.pk), monotonic()):
            raise Turned(HTTPStatus.TOO_MANY_REQUESTS, "太频繁了，请过一分钟再试", wait=_MINUTE)
        return user

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:  # noqa: ARG002 - the library's signature
        """Not asked: who is signed in was found by Django."""
        return None


def worker(request: HttpRequest, at: datetime, *, named: str = "") -> Worker:
    """The person under the posting that the header (or ``named``) says; the oldest where none is named.

    Raises ``Turned`` (403) for a posting that is not theirs, or not any more, and for whoever has none.
    """
    user: User = request.auth  # type: ignore[attr-defined]  # set by the library from ``SignedIn``
    postings = tuple(areas.postings_of(user.pk, at.astimezone(SHANGHAI).date()))
    if not postings:
        raise Turned(HTTPStatus.FORBIDDEN, "您现在没有岗位，请联系管理员")
    wanted = request.headers.get(HEADER, "") or named
    found = next((one for one in postings if str(one.pk) == wanted), None) if wanted else postings[0]
    if found is None:
        raise Turned(HTTPStatus.FORBIDDEN, {"posting": "这个岗位现在不是您的，请重新选择岗位"})
    return Worker(user, found, postings)
