"""Cases by what is written in them, the newest first, at the same cost whether a word is in every case or in one.

A word that is in many cases is found by walking the newest ones of the ground; one that is in few by the index of
pairs (``rules.words``), month by month backwards, until the page is full. Which of the two it is, a short walk tells.
Where a month holds many hits, the index is asked for as short a time as will fill the page.
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
from linli.cases.queries.lists import BY_OPENED, Join, Listing, Place, at_once, seen_by
from linli.cases.rules import words
from linli.lib.codes import normalise_code

#: How many of the newest cases of a ground are looked through first, to see how often the words come; all together,
#: which stand side by side, four times as many for the same effort.
WALKED, WALKED_OF_ALL = 250, 1000
#: How many cases may be walked past instead of taking up one hit of the index, which stands on a page of its own.
_A_HIT, _A_HIT_OF_ALL = 1, 3
#: About as long as one question to the index reaches.
_MONTH = timedelta(days=31)
#: So many hits, about, a stretch of time has that the index is asked for: seldom too few for a page.
_STRETCH = 90
#: Fewer hits in a walk do not tell how often a word comes.
_TELLING = 3
#: A ground with fewer cases in a month is not worth walking: the index gives no more of it.
_DENSE = 2000
_INSTANT = timedelta(microseconds=1)
#: After every case of the same instant.
_LAST = 2**63 - 1
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
            return listing.only(at_once(meant)).read(place, size, join, back=back)
        found: list[Case] = []
        for hits in _enough(_Reading(self, asked, down=not back).lots(place), size):
            found += listing.only(at_once(hits)).read(place, size - len(found), join, back=back)
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
        for near, end in () if self.search.keys else self._near(place):
            yield from (near[: _LOTS[0]], near[_LOTS[0] :])
            place = end
        sizes = iter(_LOTS)
        size = next(sizes)
        while hits := self._hits(place, size):
            yield [case for case, _ in hits]
            case, opened_at = hits[-1]
            place = Place(opened_at, case)
            if len(hits) < size:
                break
            size = next(sizes, size)

    def _near(self, place: Place | None) -> Iterator[tuple[list[int], Place]]:
        """Hits among the newest cases of the ground, and how far that was, as long as that finds them sooner."""
        if not self._can_walk or max(map(len, self.asked)) > _LONGEST_COMMON:
            return
        rows, a_hit = (WALKED_OF_ALL, _A_HIT_OF_ALL) if self._everywhere else (WALKED, _A_HIT)
        while ends := self._walk_ends(place, rows):
            begin, end = ends
            span = max(abs(begin - end.moment), _INSTANT)
            if span * _DENSE > rows * _MONTH:
                return
            hits = self._walked(place, end, rows)
            yield hits, end
            if len(hits) < _TELLING:
                return
            wanted = round(rows * _LOTS[0] / len(hits))
            if wanted > _STRETCH * a_hit:
                yield from self._stretched(end, span / len(hits))
                return
            rows, place = wanted, end

    def _stretched(self, place: Place, pace: timedelta) -> Iterator[tuple[list[int], Place]]:
        """Hits by the index in stretches of time that hold few of them; at first there is one in so much time."""
        while _STRETCH * pace < _MONTH:
            moment = place.moment - _STRETCH * pace if self.down else place.moment + _STRETCH * pace
            end = Place(moment, _LAST if self.down else 0)
            hits = self._within(place, end)
            yield hits, end
            if len(hits) < _TELLING:
                return
            place, pace = end, _STRETCH * pace / len(hits)

    def _within(self, place: Place, end: Place) -> list[int]:
        """Every hit up to the end, by the index. Written out, so that the database sees how short a time it is."""
        order = "DESC" if self.down else "ASC"
        months = sorted(words.month_of(moment) for moment in (place.moment, end.moment))
        asked = words.asked(self.asked, self._keys, range(months[0], months[1] + 1))
        sql = f"""
            {self._indexed("%s::tsquery")} AND (opened_at, case_id) {self._beyond} (%s, %s)
            AND NOT (opened_at, case_id) {self._beyond} (%s, %s) ORDER BY opened_at {order}, case_id {order}
            """
        params = ["|".join(f"({month})" for month in asked), *self.asked, *self._past(place), end.moment, end.number]
        return [case for case, _ in _rows(sql, params)]

    @property
    def _can_walk(self) -> bool:
        return self._sees_ground and self.search.actor.ground_level in LEVELS

    def _walk_ends(self, place: Place | None, rows: int) -> tuple[datetime, Place] | None:
        """When the first and where the last of so many cases of the ground is; ``None`` where there are fewer."""
        sql = f"""
            SELECT first_value(opened_at) OVER (), opened_at, id FROM ({self._walk()}) AS walked OFFSET %s
            """  # noqa: S608 - the text below
        ends = _rows(sql, [*self._code, *self._past(place), rows, rows - 1])
        return (ends[0][0], Place(*ends[0][1:])) if ends else None

    def _walk(self) -> str:
        """The next cases of the ground. Parameters: ``_code``, ``_past``, and how many."""
        order = "DESC" if self.down else "ASC"
        if self._everywhere:
            read, key = "case_id AS id, opened_at, body FROM cases_words WHERE", "case_id"
        else:
            read, key = f"id, opened_at FROM cases_case WHERE {self.search.actor.ground_level} = %s AND", "id"
        place = f"(opened_at, {key}) {self._beyond} (%s, %s)"
        return f"SELECT {read} {place} ORDER BY opened_at {order}, {key} {order} LIMIT %s"

    def _walked(self, place: Place | None, end: Place, rows: int) -> list[int]:
        """Every hit up to the end of the walk: those on the ground, and those that are seen for another reason."""
        actor, order = self.search.actor, "DESC" if self.down else "ASC"
        ends = sorted(words.month_of(moment) for moment in (place.moment if place else self.search.at, end.moment))
        own = words.asked(
            self.asked, [words.keys_of(actor, sees_ground=False, at_unit=self._at_unit)], range(ends[0], ends[1] + 1)
        )
        with_words = "" if self._everywhere else "JOIN cases_words ON case_id = id"
        sql = f"""
            WITH walked AS MATERIALIZED ({self._walk()}), own AS MATERIALIZED (
                SELECT found.* FROM unnest(%s::tsquery[]) AS asked (month)
                CROSS JOIN LATERAL ({self._indexed("asked.month")}) AS found
            )
            SELECT id, opened_at FROM (
                SELECT id, walked.opened_at FROM walked {with_words} WHERE {self._holds()}
                UNION
                SELECT case_id, opened_at FROM own
                WHERE (opened_at, case_id) {self._beyond} (%s, %s) AND NOT (opened_at, case_id) {self._beyond} (%s, %s)
            ) AS hits ORDER BY opened_at {order}, id {order}
            """  # noqa: S608 - as above
        past = self._past(place)
        params = [*self._code, *past, rows, own, *self.asked, *self.asked, *past, end.moment, end.number]
        return [case for case, _ in _rows(sql, params)]

    def _hits(self, place: Place | None, size: int) -> list[tuple[int, datetime]]:
        """The next hits with their times: the index is asked for one stretch of months after the other."""
        found: list[tuple[int, datetime]] = []
        months, first = self._months(place), self._first_months(place)
        done, many = 0, first
        while done < len(months) and len(found) < size:
            found += self._of_months(months[done : done + many], place, size - len(found))
            done += many
            # As many as will about fill the page, since a stretch is read at once: few hits stand far apart.
            many = max(1, (size - len(found)) * done // (len(found) + 1))
        return found

    def _first_months(self, place: Place | None) -> int:
        """The month that is asked for first, and the next one where little of it is left to look through."""
        begin = place.moment if place else self.search.at
        other = begin - _MONTH / 2 if self.down else begin + _MONTH / 2
        return 1 + abs(words.month_of(begin) - words.month_of(other))

    def _of_months(self, months: range, place: Place | None, size: int) -> list[tuple[int, datetime]]:
        """The next hits in some months. Each is a condition by itself, which the index is asked for by itself."""
        actor, order = self.search.actor, "DESC" if self.down else "ASC"
        few = self._sees_ground and actor.ground_level in _SMALL  # to look through them all costs less
        wanted = [word for word in self.asked if len(word) > 1 or not few]
        asked = words.asked(wanted, [*self._keys, *self.search.keys], months)
        sql = f"""
            WITH hits AS MATERIALIZED ({self._indexed(*["%s::tsquery"] * len(asked))})
            SELECT case_id, opened_at FROM hits WHERE (opened_at, case_id) {self._beyond} (%s, %s)
            ORDER BY opened_at {order}, case_id {order} LIMIT %s
            """  # noqa: S608 - as above
        return _rows(sql, [*asked, *self.asked, *self._past(place), size])

    def _indexed(self, *asked: str) -> str:
        """Hits by the index, in no order, for any of what is ``asked``, each in one month. Parameters: the words."""
        matches = " OR ".join(f"cases_words_terms(body, keys, opened_at) @@ {month}" for month in asked)
        return f"SELECT case_id, cases_words.opened_at FROM cases_words WHERE ({matches}) AND {self._holds()}"  # noqa: S608 - as above

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
    def _everywhere(self) -> bool:
        """What a city looks for lies nearly always on its ground: to ask for that costs more than to test it."""
        actor = self.search.actor
        return actor.kind == "system" or (self._sees_ground and actor.ground_level == LEVELS[0])

    @property
    def _code(self) -> list[str]:
        return [] if self._everywhere else [self.search.actor.ground_code]

    @property
    def _keys(self) -> list[list[str]]:
        """Of which every hit has one, unless that is tested: see ``_everywhere``."""
        keys = words.keys_of(self.search.actor, sees_ground=self._sees_ground, at_unit=self._at_unit)
        return [] if self._everywhere else [keys]

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
