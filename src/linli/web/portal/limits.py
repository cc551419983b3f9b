"""How often one address or one visitor may do something: counted in the cache, per window of time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from linli.lib.addresses import visitor_address

_HOUR = 3600
#: Seconds of the window in which each is counted; how many are allowed is a setting.
WINDOWS = {
    "report_address": _HOUR,
    "report_visitor": _HOUR,
    "upload_address": _HOUR,
    "act_address": _HOUR,
    "answer_address": _HOUR,
    "wrong_code": 600,
    "wrong_digits": _HOUR,
}


@dataclass(frozen=True)
class TooMany(Exception):
    """Enough for now; ``until`` says when there is room again."""

    until: datetime
    seconds: int


def spend(rule: str, who: str, at: datetime, *, count: int = 1) -> None:
    """Count something done; raises ``TooMany``, and counts nothing, when it would be more than is allowed."""
    key, end = _window(rule, who, at)
    with transaction.atomic():
        _wait_for(key)  # a cache in the database cannot add one by itself
        used = cache.get(key, 0) + count
        if used > settings.PORTAL_LIMITS[rule]:
            raise end
        cache.set(key, used, WINDOWS[rule])


def ask(rule: str, who: str, at: datetime) -> None:
    """Raise ``TooMany`` when nothing is left, without counting."""
    key, end = _window(rule, who, at)
    if cache.get(key, 0) >= settings.PORTAL_LIMITS[rule]:
        raise end


def spend_report(request: HttpRequest, at: datetime) -> None:
    """Count something opened by this visitor from this address; raises ``TooMany`` like ``spend``."""
    ask("report_visitor", visitor(request), at)
    spend("report_address", address(request), at)
    spend("report_visitor", visitor(request), at)


def address(request: HttpRequest) -> str:
    """The network address of the visitor; of IPv6 the part that stands for one connection.

    Addresses told by proxies count only as far as the proxies are ours (``LINLI_PROXIES``).
    """
    told = request.headers.get("X-Forwarded-For", "")
    found = visitor_address(request.META.get("REMOTE_ADDR", ""), told, settings.PROXIES)
    if found is None:
        return "unknown"
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))  # noqa: PLR2004 - IPv4


def visitor(request: HttpRequest) -> str:
    """The session of this browser; empty for one that has none yet."""
    return request.session.session_key or ""


def _window(rule: str, who: str, at: datetime) -> tuple[str, TooMany]:
    """The counter's key, which does not give away who is counted, and the refusal until the end of its window."""
    length = WINDOWS[rule]
    number = int(at.timestamp()) // length
    secret = salted_hmac("linli.portal.limits", f"{rule}:{who}").hexdigest()[:32]
    until = datetime.fromtimestamp((number + 1) * length, tz=UTC)
    return f"portal:{rule}:{number}:{secret}", TooMany(until, max(int((until - at).total_seconds()), 1))


def _wait_for(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
