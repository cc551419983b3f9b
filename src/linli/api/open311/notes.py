"""A sentence that was written for the reporter, as everybody may read it: values in, words out."""

import re

_CLAUSE = re.compile("[，,。]")
_TO_THE_REPORTER = ("您", "见下")


def public_notes(sentence: str, title: str) -> str:
    """A sentence that was written for the reporter, without what only the reporter is told; else the state's title."""
    clauses = [one for one in _CLAUSE.split(sentence) if one]
    kept = [one for one in clauses if not any(word in one for word in _TO_THE_REPORTER)]
    return "，".join(kept) or title
