"""Where cases come thick and fast, a word that is in many is found by walking the newest; the hits are the same."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast
from tests.stories import load_catalogue

from linli.areas.rules import Actor
from linli.cases.models import Case
from linli.cases.queries import search
from linli.cases.tests.crowd import crowd
from linli.web.desk.lists.paging import page_of

pytestmark = pytest.mark.django_db

PAGES, SIZE = 3, 51
#: In every fourth case, in every second, in few, in none.
COMMON, COMMONER, RARE, ABSENT = "井盖", "街", "噪音", "没有的词"


@pytest.fixture
def city(cast: Cast) -> Actor:
    """Who looks over a city of thousands of cases in a month."""
    load_catalogue(cast)
    crowd(cast, 4000, AT)
    with connection.cursor() as cursor:
        for table in ("cases_case", "cases_words"):
            cursor.execute(f"UPDATE {table} SET opened_at = %(at)s - (%(at)s - opened_at) / 40", {"at": AT})  # noqa: S608 - two tables
    return replace(cast.supervisor.actor, ground_level="city", ground_code=cast.areas.city.code)


def found(actor: Actor, text: str) -> tuple[list[int], int, int]:
    """The hits of a few pages, and how often was walked and the index asked for a short time for the first."""
    with CaptureQueriesContext(connection) as asked:
        page = page_of(search(actor, text, AT), lambda cases: cases, size=SIZE)
    sent = [query["sql"] for query in asked.captured_queries]
    walks = sum("walked AS MATERIALIZED" in sql for sql in sent)
    stretches = sum("AND NOT (opened_at" in sql and "walked" not in sql for sql in sent)
    read = [case.pk for case in page.cases]
    for _ in range(PAGES - 1):
        if page.older_than:
            page = page_of(search(actor, text, AT), lambda cases: cases, size=SIZE, older_than=page.older_than)
            read += [case.pk for case in page.cases]
    return read, walks, stretches


@pytest.mark.parametrize(
    ("text", "walks", "stretches"), [(COMMONER, 1, 0), (COMMON, 1, 0), (RARE, 1, 1), (ABSENT, 1, 0)]
)
def test_hits_are_the_newest_and_no_way_is_longer_than_it_is_worth(
    city: Actor, text: str, walks: int, stretches: int
) -> None:
    hits = Case.objects.filter(words__body__contains=text).order_by("-opened_at", "-pk")
    read, *took = found(city, text)
    assert read == [case.pk for case in hits[: SIZE * PAGES]]
    assert took == [walks, stretches]


def test_the_way_back_finds_the_same(city: Actor) -> None:
    first = page_of(search(city, COMMON, AT), lambda cases: cases, size=SIZE)
    second = page_of(search(city, COMMON, AT), lambda cases: cases, size=SIZE, older_than=first.older_than)
    back = page_of(search(city, COMMON, AT), lambda cases: cases, size=SIZE, newer_than=second.newer_than)
    assert [case.pk for case in back.cases] == [case.pk for case in first.cases]
