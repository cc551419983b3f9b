"""What the rows of a case's own record (``Case.more``) are called, for whoever was told only a number."""

import re
from collections.abc import Mapping
from typing import Any

_NAMED = re.compile(r"[a-z_]+\.[a-z_]+")


def called(named: str, more: Mapping[str, Any], number: object) -> str:
    """The words of the row with a number; ``named`` says where it stands and which of it: ``groups.name``.

    Empty where the process names nothing, or there is no such row.
    """
    rows, _, words = named.partition(".")
    return next((str(row.get(words, "")) for row in more.get(rows, ()) if str(row["n"]) == str(number)), "")


def is_readable(named: str) -> bool:
    """Whether ``named`` says where rows stand and which of their words they are called by."""
    return bool(_NAMED.fullmatch(named))


def to_clock(kind: str, holder: int | None, subject: str) -> str:
    """What a step of the platform says of the clock that it is about: ``carry:12:2``, or ``accept:12``."""
    return ":".join([kind, str(holder or ""), *([subject] if subject else [])])


def of_clock(told: str) -> tuple[str, str, str]:
    """Kind, holder and subject of that clock again; what is not said is empty."""
    kind, _, rest = told.partition(":")
    holder, _, subject = rest.partition(":")
    return kind, holder, subject
