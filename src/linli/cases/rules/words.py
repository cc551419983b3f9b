"""How texts are cut up so that any two characters, a word or a sentence is found again.

A text is cut into overlapping pairs of characters, each marked with the month of the case: pairs, because Chinese has
no spaces and three characters in a row are too many to ask for; months, because then the newest hits are found
without gathering all of them. The database cuts (``cases_words_terms``), here is asked: both in the same way.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from linli.areas.rules import Actor

#: Before what somebody may look by (an area, a unit, a posting …) stands this, which is no pair of any text.
KEY = "\x01"
_FIRST_YEAR, _MONTHS, _FIRST_SIGN = 2000, 12, 256


def plain(text: str) -> str:
    """The text as it is cut and compared: full-width and small differences of writing do not matter."""
    return unicodedata.normalize("NFKC", text.replace("\x00", "")).lower()


def words_of(text: str) -> list[str]:
    """What was asked for, word by word."""
    return plain(text).split()


def month_of(at: datetime) -> int:
    """The number of a moment's month (UTC) since the year 2000."""
    at = at.astimezone(UTC)
    return max(0, (at.year - _FIRST_YEAR) * _MONTHS + at.month - 1)


def asked(words: Iterable[str], keys: Iterable[Sequence[str]], months: Iterable[int]) -> list[str]:
    """The tsqueries that find, month by month, texts with the pairs of all words that have a key of every group.

    A word of one character is asked for as the beginning of a pair. One query for all months would be weighed as a
    whole for every text that has a pair of any of them.
    """
    every = [[pair] for word in words for pair in _pairs(word)]
    groups = [*every, *([_quoted_key(key) for key in group] for group in keys)]
    return [_in_month(chr(_FIRST_SIGN + month), groups) for month in months]


def _in_month(sign: str, groups: list[list[str]]) -> str:
    parts = ["|".join(_term(sign, one) for one in group) for group in groups]
    return "&".join(f"({part})" for part in dict.fromkeys(parts))


def _pairs(word: str) -> list[str]:
    """Every second pair and the last one: together they hold the whole word."""
    last = len(word) - 2
    return [word[place : place + 2] for place in {*range(0, last, 2), last}] if last >= 0 else [word]


def _quoted_key(key: str) -> str:
    return f"{KEY}{key}"


def _term(sign: str, part: str) -> str:
    quoted = (sign + part).replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*" if len(part) == 1 else f"'{quoted}'"


def keys_of(actor: Actor, *, sees_ground: bool, at_unit: bool) -> list[str]:
    """Under which keys a posting finds cases; a case may be found under them that it may not see any more."""
    ground = [actor.ground_code] if sees_ground and actor.ground_code else []
    unit = [f"u{actor.unit_id}"] if at_unit and actor.unit_id else []
    return [*ground, *unit, f"p{actor.posting_id}"]
