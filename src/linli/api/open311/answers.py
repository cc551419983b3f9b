"""What a view says, and what it refuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True)
class Answer:
    """The name of the root in XML, and the content as ``wire.written`` takes it."""

    root: str
    content: object
    status: int = HTTPStatus.OK


class Wrong(Exception):
    """A refusal: its status, and a sentence for each thing that is wrong."""

    def __init__(self, status: int, *sentences: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, *sentences)
        self.status = status
        self.sentences = sentences
        self.headers = dict(headers or {})


def bad(*sentences: str) -> Wrong:
    """400: what was said cannot be understood or done."""
    return Wrong(HTTPStatus.BAD_REQUEST, *sentences)


def absent(sentence: str) -> Wrong:
    """404."""
    return Wrong(HTTPStatus.NOT_FOUND, sentence)


def forbidden(sentence: str) -> Wrong:
    """403: the key is missing, holds no longer, or does not allow this."""
    return Wrong(HTTPStatus.FORBIDDEN, sentence)
