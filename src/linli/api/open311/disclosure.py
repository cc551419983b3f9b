"""What may be shown to everybody of words that were written for those who handle a case: values in, words out."""

import re

from linli.lib.disclosure import HIDDEN, place, plain

__all__ = ["HIDDEN", "notes", "place", "plain"]

_CLAUSE = re.compile("[，,。]")
_TO_THE_REPORTER = ("您", "见下")


def notes(sentence: str, title: str) -> str:
    """A sentence that was written for the reporter, without what only the reporter is told; else the state's title."""
    clauses = [one for one in _CLAUSE.split(sentence) if one]
    kept = [one for one in clauses if not any(word in one for word in _TO_THE_REPORTER)]
    return "，".join(kept) or title
