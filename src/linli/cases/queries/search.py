"""Cases by what is written in them, the newest first, at the same cost whether a word is in every case or in one.

A word that is in many cases is found by walking the newest ones of the ground; one that is in few by the index of
pairs (``rules.words``), month by month backwards, until the page is full.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.cases.models import LEVELS, Case
from linli.cases.queries.lists import BY_OPENED, Join, Listing, Place, seen_by
from linli.cases.rules import words
from linli.lib.codes import normalise_code

#: How many of the newest cases of a ground are looked through before the index is asked.
WALKED = 2000
#: A ground where so many come more slowly is not worth walking: the index gives no more of it.
_DENSE = timedelta(days=31)
#: A longer word is in few cases.
_LONGEST_COMMON = 4
#: Grounds with so few cases that a single character is not asked of the index, where it begins thousands of pairs.
_SMALL = ("community", "grid")
#: How many hits are taken up at a time. Nearly all of them are visible: the first lot mostly fills a page.
_LOTS = (60, 1000, 5000)
#: How many digits a number ends with.
_DIGITS = 6
#: A number from its beginning, at least to the day; and the end of one.
_NUMBER, _NUMBER_END = re.compile(r"\d{6}-\d{6}(-\d*)?"), re.compile(r"(\d*-)?\d{5,}")


@dataclass(frozen=True)
class Search:
    """Those cases of a list that hold every word; read like a list, by the time of reporting.

    ``keys``: of each group every hit has at least one, see ``models.Words``; ``at``: now.
    """

    within: Listing
    actor: Actor
    text: str
    at: datetime
    keys: tuple[tuple[str, ...], ...] = ()

    def read(self, place: Place | None, size: int, join: Join, *, back: bool = False) -> list[Case]:
        """The next hits in one direction, see ``Listing.read``; a handful of queries."""
        asked = words.words_of(self.text)
        listing = self.within.by(BY_OPENED)
        if not asked:
            return listing.read(place, size, join, back=back)
        if meant := _numbered(self.text):
            return listing.only(Q(pk__in=meant)).read(place, size, join, back=back)
        found: list[Case] = []
        for hits in _enough(_Reading(self, asked, down=not back).lots(place), size):
            found += listing.only(Q(pk__in=hits)).read(place, size - len(found), join, back=back)
            if len(found) >= size:
                break
        return found


def _enough(lots: Iterator[list[int]], size: int) -> Iterator[list[int]]:
    """The lots put together to those that may fill a page: rows are read once, not month by month."""
    hits: list[int] = []
    for lot in lots:
        hits += lot
        if len(hits) >= size:
            yield hits
            hits = []
    if hits:
        yield hits


def search(actor: Actor, text: str, at: datetime) -> Search:
    """What a posting may see that holds every word of the text."""
    return Search(seen_by(actor), actor, text, at)


def open_by_number(actor: Actor, text: str) -> Listing:
    """Open cases a posting may see whose number, its beginning or its end this is; a few digits are its last."""
    typed = text.strip()
    short = typed.isascii() and typed.isdecimal() and len(typed) < _DIGITS
    found = _numbered(f"-{typed.zfill(_DIGITS)}" if short else typed, only=" AND NOT is_final")
    return seen_by(actor).only(Q(pk__in=found, is_final=False))


def _numbered(text: str, *, only: str = "") -> list[int]:
    """The cases whose public code, number, or beginning or end of a number this is: then nothing else is meant."""
    typed = words.plain(text).strip()
    looks = [
        ("public_code = %s", normalise_code(text)),
        ("no LIKE %s", f"{typed}%" if _NUMBER.fullmatch(typed) else None),
        ("reverse(no) LIKE %s", f"{typed[::-1]}%" if _NUMBER_END.fullmatch(typed) else None),
    ]
    tried = [(sql, value) for sql, value in looks if value]
    if not tried:
        return []
    parts = " UNION ".join(f"(SELECT id FROM cases_case WHERE {sql}{only} LIMIT {_LOTS[-1]})" for sql, _ in tried)  # noqa: S608 - the texts above
    return [number for (number,) in _rows(parts, [value for _, value in tried])]


@dataclass(frozen=True)
class _Reading:
    """One way through the hits of a search: from a place on, downwards in time or upwards."""

    search: Search
    asked: list[str]
    down: bool

    def lots(self, place: Place | None) -> Iterator[list[int]]:
        """Ids of cases that may be meant, lot by lot, each lot further away than the one before."""
        walked_to = None if self.search.keys else self._walk_end(place)
        if walked_to:
            near = self._walked(place, walked_to)
            yield from (near[: _LOTS[0]], near[_LOTS[0] :])
            place = walked_to
        sizes = iter(_LOTS)
        size = next(sizes)
        while hits := self._hits(place, size):
            yield [case for case, _ in hits]
            case, opened_at = hits[-1]
            place = Place(opened_at, case)
            if len(hits) < size:
                break
            size = next(sizes, size)

    def _walk_end(self, place: Place | None) -> Place | None:
        """Where a walk over the newest cases of the ground would end; ``None`` where it is not worth it."""
        actor = self.search.actor
        sees = actor.holds(Permission.VIEW_GROUND) and actor.ground_level in LEVELS
        if not sees or max(map(len, self.asked)) > _LONGEST_COMMON:
            return None
        sql = f"SELECT opened_at, id FROM ({self._ground()}) AS walked OFFSET {WALKED - 1}"  # noqa: S608 - the level is one of LEVELS
        ends = _rows(sql, [actor.ground_code, *self._past(place)])
        start = place.moment if place else self.search.at
        return Place(*ends[0]) if ends and abs(start - ends[0][0]) <= _DENSE else None

    def _ground(self) -> str:
        """The next cases of the ground. Parameters: its code, and ``_past``."""
        level, order = self.search.actor.ground_level, "DESC" if self.down else "ASC"
        return (
            f"SELECT id, opened_at FROM cases_case WHERE {level} = %s AND (opened_at, id) {self._beyond} (%s, %s)"  # noqa: S608 - as above
            f" ORDER BY opened_at {order}, id {order} LIMIT {WALKED}"
        )

    def _walked(self, place: Place | None, end: Place) -> list[int]:
        """Every hit up to the end of the walk: those on the ground, and those that are seen for another reason."""
        actor, order = self.search.actor, "DESC" if self.down else "ASC"
        ends = sorted(words.month_of(moment) for moment in (place.moment if place else self.search.at, end.moment))
        own = words.asked(
            self.asked, [words.keys_of(actor, sees_ground=False, at_unit=self._at_unit)], range(ends[0], ends[1] + 1)
        )
        sql = f"""
            WITH walked AS MATERIALIZED ({self._ground()}), own AS MATERIALIZED (
                SELECT found.* FROM unnest(%s::tsquery[]) AS asked (month)
                CROSS JOIN LATERAL ({self._indexed("asked.month")}) AS found
            )
            SELECT case_id, opened_at FROM (
                SELECT case_id, walked.opened_at FROM walked JOIN cases_words ON case_id = id WHERE {self._holds()}
                UNION
                SELECT case_id, opened_at FROM own
                WHERE (opened_at, case_id) {self._beyond} (%s, %s) AND NOT (opened_at, case_id) {self._beyond} (%s, %s)
            ) AS hits ORDER BY opened_at {order}, case_id {order}
            """  # noqa: S608 - as above
        past = self._past(place)
        params = [actor.ground_code, *past, own, *self.asked, *self.asked, *past, end.moment, end.number]
        return [case for case, _ in _rows(sql, params)]

    def _hits(self, place: Place | None, size: int) -> list[tuple[int, datetime]]:
        """The next hits with their times. Months are looked through one after the other, until there are enough."""
        actor, order = self.search.actor, "DESC" if self.down else "ASC"
        keys = words.keys_of(actor, sees_ground=self._sees_ground, at_unit=self._at_unit)
        sql = f"""
            SELECT case_id, opened_at FROM unnest(%s::tsquery[]) AS asked (month) CROSS JOIN LATERAL (
                WITH hits AS MATERIALIZED ({self._indexed("asked.month")})
                SELECT case_id, opened_at FROM hits WHERE (opened_at, case_id) {self._beyond} (%s, %s)
                ORDER BY opened_at {order}, case_id {order} LIMIT %s
            ) AS found LIMIT %s
            """  # noqa: S608 - as above
        # What a city looks for lies nearly always on its ground: to ask that of the index costs more than to test it.
        everywhere = actor.kind == "system" or (self._sees_ground and actor.ground_level == LEVELS[0])
        few = self._sees_ground and actor.ground_level in _SMALL  # to look through them all costs less
        wanted = [word for word in self.asked if len(word) > 1 or not few]
        asked = words.asked(wanted, [*([] if everywhere else [keys]), *self.search.keys], self._months(place))
        return _rows(sql, [asked, *self.asked, *self._past(place), size, size])

    def _indexed(self, asked: str) -> str:
        """Hits by the index, in no order, for what is ``asked`` in one month. Parameters: the words."""
        matches = f"cases_words_terms(body, keys, opened_at) @@ {asked} AND {self._holds()}"
        return f"SELECT case_id, cases_words.opened_at FROM cases_words WHERE {matches}"  # noqa: S608 - as above

    def _holds(self) -> str:
        """All words as they were written; pairs of characters alone may stand anywhere. Parameters: the words."""
        return " AND ".join("strpos(body, %s) > 0" for _ in self.asked)

    @property
    def _beyond(self) -> str:
        return "<" if self.down else ">"

    def _past(self, place: Place | None) -> list[Any]:
        """The place as parameters; without one, what everything lies beyond."""
        if place:
            return [place.moment, place.number]
        return ["infinity" if self.down else "-infinity", 0]

    @property
    def _sees_ground(self) -> bool:
        return self.search.actor.holds(Permission.VIEW_GROUND)

    @property
    def _at_unit(self) -> bool:
        return self.search.actor.holds(Permission.DESK) or self.search.actor.holds(Permission.HANDLE)

    def _months(self, place: Place | None) -> range:
        """Months from the place on, as far as there are cases."""
        newest = words.month_of(self.search.at + timedelta(days=1))
        month = words.month_of(place.moment) if place else newest
        if not self.down:
            return range(month, newest + 1)
        oldest = _rows("SELECT min(opened_at) FROM cases_words", [])[0][0]
        return range(month, (words.month_of(oldest) if oldest else month) - 1, -1)


def _rows(sql: str, params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
