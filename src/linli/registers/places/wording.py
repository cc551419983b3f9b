"""What a place is found by."""

import re
from functools import lru_cache

from linli.lib.text import initials, to_halfwidth
from linli.registers.places.models import SEARCH_LENGTH

_DIGITS = re.compile(r"(\d+)")
#: A street's name comes back with every house number: its letters are looked up once.
_letters = lru_cache(maxsize=65_536)(initials)


def search_text(name: str) -> str:
    """The name and its pinyin initials, in lower case; "人民路2号" is found by 人民路, rml2h and 2号."""
    letters = "".join(part if part.isdigit() else _letters(part) for part in _DIGITS.split(to_halfwidth(name)) if part)
    return f"{to_halfwidth(name).lower()} {letters}"[:SEARCH_LENGTH]
