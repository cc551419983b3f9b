"""Headers every answer carries."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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
