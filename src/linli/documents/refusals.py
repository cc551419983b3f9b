"""How this room says no: a sentence a person can act on, and a code a program can."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """A file that cannot be taken; ``message`` is shown beside the field, ``code`` is stable."""

    def __init__(self, message: str, *, code: str, params: Mapping[str, object] | None = None) -> None:
        super().__init__(message, code=code, params=dict(params or {}))


class Conflict(Exception):
    """The id is taken by a file with other content: the caller repeats itself with another story (409)."""
