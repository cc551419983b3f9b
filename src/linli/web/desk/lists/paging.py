"""Pages by key: what comes after or before a case in the order of its list, at the same cost on every page."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from linli.cases.models import Case
from linli.cases.queries import Join, Place

PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Readable(Protocol):
    """What can be read a page at a time: a list, or what a search finds."""

    def read(self, place: Place | None, size: int, join: Join, *, back: bool = False) -> list[Case]:
        """The next cases after a place, or with ``back`` those before it, the nearest first."""


@dataclass(frozen=True)
class Page:
    """Cases of one page, in the order of the list; the keys are empty where there is nothing more.

    ``older_than`` leads on and ``newer_than`` leads back, whatever the list is sorted by.
    """

    cases: list[Case]
    newer_than: str = ""
    older_than: str = ""


def page_of(cases: Readable, join: Join, *, older_than: str = "", newer_than: str = "", size: int = PAGE) -> Page:
    """The page next to a key; a key that is none is taken for no key.

    ``join`` adds what a row shows of its case.
    """
    if newer := _place(newer_than):
        return _backwards(cases, join, newer, size)
    older = _place(older_than)
    rows = cases.read(older, size + 1, join)
    more, rows = len(rows) > size, rows[:size]
    return Page(
        rows,
        newer_than=_key(rows[0]) if older and rows else "",
        older_than=_key(rows[-1]) if more else "",
    )


def _backwards(cases: Readable, join: Join, newer: Place, size: int) -> Page:
    """The page before a key: read the other way, then turned round."""
    rows = cases.read(newer, size + 1, join, back=True)
    more, rows = len(rows) > size, rows[:size][::-1]
    if not rows:  # the first page has grown thin: show it from the top
        return page_of(cases, join, size=size)
    return Page(rows, newer_than=_key(rows[0]) if more else "", older_than=_key(rows[-1]))


def _key(case: Any) -> str:
    """The place of a case that was read in an order: microseconds since 1970 and the number."""
    return f"{(case.moment - _EPOCH) // _MICROSECOND}-{case.number}"


def _place(key: str) -> Place | None:
    moment, _, number = key.partition("-")
    if not (key.isascii() and moment.isdecimal() and number.isdecimal() and len(moment) <= 16 and len(number) <= 18):  # noqa: PLR2004 - microseconds until the year 2286, ids of eight bytes
        return None
    return Place(_EPOCH + int(moment) * _MICROSECOND, int(number))
