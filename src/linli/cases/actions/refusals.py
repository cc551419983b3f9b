"""Why a write did not happen; after each of these nothing has changed."""

from linli.cases.queries.visible import NotFound
from linli.cases.rules.verdicts import Refused

__all__ = ["BadForm", "KeyConflict", "NotFound", "Overtaken", "RefusedAction"]


class RefusedAction(Exception):
    """The rule does not allow it now; ``code`` is stable, ``text`` is for people."""

    def __init__(self, verdict: Refused) -> None:
        super().__init__(verdict.text)
        self.code = verdict.code
        self.text = verdict.text


class BadForm(Exception):
    """What was filled in is wrong; ``errors`` has one message per field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in errors.items()))
        self.errors = errors


class Overtaken(BadForm):
    """Somebody else has set these fields since they were seen: a person must look before they are set again."""


class KeyConflict(Exception):
    """The same key came with other content: somebody reused it, so it is not a repeat."""
