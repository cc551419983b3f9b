"""Headers every answer carries."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from linli.lib.turns import Turns

#: The one other host there may be, where its key is set (``LINLI_TIANDITU_KEY``): the pictures of its map.
TIANDITU = "https://*.tianditu.gov.cn"


def policy(*others: str) -> str:
    """What a page may load and from where; pictures also from these other hosts."""
    pictures = " ".join(["'self'", *others])
    return "; ".join(  # maps decode their tiles in a worker made from a blob, and fetch pictures as data
        [
            "default-src 'self'",
            *([f"connect-src {pictures}"] if others else []),
            f"img-src {pictures} data: blob:",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "child-src blob:",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


class ContentSecurityPolicy:
    """No inline script, no inline style, nothing from another host but the map that was set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @property
    def others(self) -> list[str]:
        """Other hosts that pages may get pictures from."""
        return [TIANDITU] if settings.TIANDITU_KEY else []

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(*self.others))
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)")
        return response


#: Whatever is longer is read while it is answered: a photo from a bad line takes no turn while it comes.
_SHORT_BYTES = 64 * 1024
#: Nobody waits longer for a turn, whatever those before do; what takes that long is waiting itself.
_PATIENCE_SECONDS = 0.25


class InTurn:
    """Lets few requests of a server be answered at the same time, the others after them.

    Many at once only make each other late: every one of them is done when nearly all are. The turns are those of all
    processes together: connections are spread over them by chance, and who shares a process with five others would
    else wait three times as long as who shares it with one. It stands before all others but the short way, whose
    reports are opened by one thread of a process at a time as it is; it reads what is sent before it asks for a turn.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.turns = Turns(_served(), settings.TURNS) if settings.TURNS else None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.turns is None or not _is_read(request):
            return self.get_response(request)
        has_turn = self.turns.take(_PATIENCE_SECONDS)
        try:
            return self.get_response(request)
        finally:
            if has_turn:
                self.turns.give_back()


def _served() -> str:
    """What all processes of a server have in common: their database."""
    database = settings.DATABASES["default"]
    return " ".join(str(database[part]) for part in ("HOST", "PORT", "NAME"))


def _is_read(request: HttpRequest) -> bool:
    """Whether all that was sent is here; what is short is read for it."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > _SHORT_BYTES:
        return False
    with suppress(UnreadablePostError):  # whoever wants it finds that out
        _ = request.body
    return True
