"""The answer to "may she?": allowed, or refused with a reason that people can read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Allowed:
    """Nothing stands in the way."""


@dataclass(frozen=True)
class Refused:
    """Something does; ``field`` names what was filled in wrongly, if that is the reason."""

    code: str
    text: str
    field: str = ""


ALLOWED = Allowed()
Verdict = Allowed | Refused
