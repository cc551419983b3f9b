"""Answers of the JSON door: one shape for everything that went wrong."""

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from django.http import HttpResponse

from linli.lib.words import told

_encoder = msgspec.json.Encoder()


def answer(status: int, content: object) -> HttpResponse:
    """JSON that nobody on the way keeps."""
    response = HttpResponse(_encoder.encode(content), content_type="application/json", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


class Turned(Exception):
    """A request that is not carried out: a status, and messages beside fields (``""``: beside none)."""

    def __init__(
        self,
        status: HTTPStatus,
        errors: Mapping[str, str] | str,
        *,
        wait: int = 0,
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(status, errors)
        self.status = status
        self.errors = {"": errors} if isinstance(errors, str) else dict(errors)
        self.wait = wait
        self.more = dict(more or {})

    def answer(self) -> HttpResponse:
        """The refusal in words."""
        errors = {name: told(text) for name, text in self.errors.items()}
        response = answer(self.status, {"errors": errors} | self.more)
        if self.wait:
            response.headers["Retry-After"] = str(self.wait)
        return response
