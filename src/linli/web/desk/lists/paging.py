"""Pages by key: what comes after or before a case, newest first, at the same cost on every page."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from linli.cases.models import Case

PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Page:
    """Cases of one page, newest first; the keys are empty where there is nothing more."""

    cases: list[Case]
    newer_than: str = ""
    older_than: str = ""


def key_of(case: Case) -> str:
    """A case's place in the order: microseconds since 1970 and the id."""
    return f"{(case.opened_at - _EPOCH) // _MICROSECOND}-{case.pk}"


def page_of(cases: QuerySet[Case], *, older_than: str = "", newer_than: str = "", size: int = PAGE) -> Page:
    """The page next to a key; a key that is none is taken for no key. One query."""
    if newer := _place(newer_than):
        return _backwards(cases, newer, size)
    older = _place(older_than)
    rows = list(_in_order(cases.filter(_older(older)) if older else cases)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    return Page(
        rows,
        newer_than=key_of(rows[0]) if older and rows else "",
        older_than=key_of(rows[-1]) if more else "",
    )


def _backwards(cases: QuerySet[Case], newer: tuple[datetime, int], size: int) -> Page:
    """The page before a key: read upwards, then turned round."""
    rows = list(cases.filter(_newer(newer)).order_by("opened_at", "pk")[: size + 1])
    more, rows = len(rows) > size, rows[:size][::-1]
    if not rows:  # the first page has grown thin: show it from the top
        return page_of(cases, size=size)
    return Page(rows, newer_than=key_of(rows[0]) if more else "", older_than=key_of(rows[-1]))


def _in_order(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.order_by("-opened_at", "-pk")


def _place(key: str) -> tuple[datetime, int] | None:
    moment, _, number = key.partition("-")
    if not (key.isascii() and moment.isdecimal() and number.isdecimal() and len(moment) <= 16 and len(number) <= 18):  # noqa: PLR2004 - microseconds until the year 2286, ids of eight bytes
        return None
    return _EPOCH + int(moment) * _MICROSECOND, int(number)


def _older(place: tuple[datetime, int]) -> Q:
    moment, number = place
    return Q(opened_at__lt=moment) | Q(opened_at=moment, pk__lt=number)


def _newer(place: tuple[datetime, int]) -> Q:
    moment, number = place
    return Q(opened_at__gt=moment) | Q(opened_at=moment, pk__gt=number)
