"""How texts are cut up so that any two characters, a word or a sentence is found again.

A text is cut into overlapping pairs of characters, each marked with the month of the case: pairs, because Chinese has
no spaces and three characters in a row are too many to ask for; months, because then the newest hits are found
without gathering all of them. A number is also a term as a whole, with the sign before it: its digits' pairs are in
very many texts, and only together in few. The database cuts (``cases_words_terms``), here is asked: both in the same
way.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from linli.areas.rules import Actor

#: Before what somebody may look by (an area, a unit, a posting …) stands this, which is no pair of any text.
KEY = "\x01"
#: And this before a number as a whole.
NUMBER = "\x03"
_FIRST_YEAR, _MONTHS, _FIRST_SIGN = 2000, 12, 256
#: A number with the sign before it, and how many of its digits are a term. One digit at the end may begin any number:
#: that is asked for as a pair.
_NUMBER, _DIGITS = re.compile(r"[^0-9](?:[0-9]{2,}|[0-9](?!\Z))"), 20


class _Term(NamedTuple):
    """What is asked for: a term, or how it begins."""

    text: str
    begins: bool = False

    def in_month(self, sign: str) -> str:
        """As it is written in a tsquery."""
        quoted = (sign + self.text).replace("\\", "\\\\").replace("'", "''")
        return f"'{quoted}':*" if self.begins else f"'{quoted}'"


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
    """The tsqueries that find, month by month, texts with the terms of all words that have a key of every group.

    A word of one character is asked for as the beginning of a pair, a number at the end of a word as that of a longer
    one. One query for all months would be weighed as a whole for every text that has a pair of any of them.
    """
    every = [[term] for word in words for term in _terms(word)]
    groups = [*every, *([_Term(f"{KEY}{key}") for key in group] for group in keys)]
    return [_in_month(chr(_FIRST_SIGN + month), groups) for month in months]


def _in_month(sign: str, groups: list[list[_Term]]) -> str:
    parts = ["|".join(term.in_month(sign) for term in group) for group in groups]
    return "&".join(f"({part})" for part in dict.fromkeys(parts))


def _terms(word: str) -> Iterator[_Term]:
    """What every text with the word in it has: its numbers, and pairs that hold what is left; see ``_pairs``."""
    end = 0
    for number in _NUMBER.finditer(word):
        begin = number.start()
        between = word[end:begin]
        yield from _pairs(between if len(between) != 1 else word[end : begin + 1])
        end = number.end()
        yield _Term(NUMBER + number[0][: 1 + _DIGITS], begins=end == len(word))
    if end == 0 and len(word) == 1:
        yield _Term(word, begins=True)
    yield from _pairs(word[end:])


def _pairs(text: str) -> Iterator[_Term]:
    """The first pair, every second from the second on, and the last: together they hold the whole text.

    From the second on, as most words are two characters: a pair across two words is in fewer texts. (A single character
    has no pair.)
    """
    last = len(text) - 2
    return (_Term(text[place : place + 2]) for place in sorted({0, *range(1, last, 2), last}) if last >= 0)


def keys_of(actor: Actor, *, sees_ground: bool, at_unit: bool) -> list[str]:
    """Under which keys a posting finds cases; a case may be found under them that it may not see any more."""
    ground = [actor.ground_code] if sees_ground and actor.ground_code else []
    unit = [f"u{actor.unit_id}"] if at_unit and actor.unit_id else []
    return [*ground, *unit, f"p{actor.posting_id}"]
