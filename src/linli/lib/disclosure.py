"""What may be shown to everybody of words that were written for a few: values in, words out."""

import re
from collections.abc import Iterable

from linli.lib.text import to_halfwidth

HIDDEN = "＊＊＊"
_SHORTEST_NAME = 2
#: What a person can be reached or found by, the longest first.
_FINDS = re.compile(
    "|".join(
        [
            r"[\w.+-]+@[\w-]+\.[\w.-]+",  # an e-mail address
            r"(?<!\d)\d{17}[\dXx]",  # an identity number
            r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)",  # a mobile number
            r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)",  # a telephone with its area code
            r"(?<!\d)\d{7,11}(?!\d)",  # one without, or an account of a messenger
        ]
    ),
    re.ASCII,
)
_COUNT = r"(?:\d+|[一二三四五六七八九十甲乙丙丁]+)"
#: Where an address begins to name a home: the staircase, the flat, or 5-2-301.
_HOME = re.compile(
    "|".join(
        [
            rf"{_COUNT}\s*(?:单元|室|户|楼梯|号房)",
            r"(?<=\d)\s*[-－—]\s*\d+\s*[-－—]\s*\d+",
            r"(?<=[栋幢楼])\s*\d{3,4}(?!\d)",
        ]
    )
)


def plain(text: str, names: Iterable[str] = ()) -> str:
    """The text without the reporter's names and without numbers and addresses that lead to a person."""
    shown = to_halfwidth(text)
    for name in sorted({to_halfwidth(name).strip() for name in names}, key=len, reverse=True):
        if len(name) >= _SHORTEST_NAME:
            shown = re.sub(re.escape(name), HIDDEN, shown, flags=re.IGNORECASE)
    return _FINDS.sub(HIDDEN, shown)


def place(address: str) -> str:
    """The address down to the building: 翠园小区 5 号楼 2 单元 301 室 is shown as 翠园小区 5 号楼."""
    shown = to_halfwidth(address)
    home = _HOME.search(shown)
    return plain(shown[: home.start()] if home else shown).rstrip(" ,，-")
