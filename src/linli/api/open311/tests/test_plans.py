"""How the database answers programs: one statement by an index for what is listed, as many for few as for many."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries as Asserted
from tests.cast import AT, Cast
from tests.stories import load_catalogue, reported

from linli.accounts.programs import queries as programs
from linli.api.open311 import queries
from linli.api.open311.asked import CLOSED, MOST, OPEN, Filters, window
from linli.api.open311.tests.conftest import NOW, Program, a_key
from linli.cases.models import Case
from linli.cases.tests.crowd import crowd

MANY = 5000
COUNTY = "990101"
SINCE, UNTIL = window(None, None, NOW)
RECENT = Filters(since=SINCE, until=UNTIL)


def read(filters: Filters) -> Callable[[], list[Case]]:
    return lambda: queries.requests(COUNTY, filters, Q())


def statements(ask: Callable[[], object]) -> list[dict[str, Any]]:
    """The plans of what is asked, as they were run."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    return [_plan(query["sql"]) for query in asked.captured_queries]


def _plan(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        answer = cursor.fetchone()[0]
    plan: dict[str, Any] = (answer if isinstance(answer, list) else json.loads(answer))[0]["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for one in plan.get("Plans", []):
        yield from nodes(one)


def read_of_cases(plan: dict[str, Any]) -> int:
    """How many rows of cases were looked at."""
    scans = [one for one in nodes(plan) if one.get("Relation Name") == "cases_case"]
    return sum(int((one["Actual Rows"] + one.get("Rows Removed by Filter", 0)) * one["Actual Loops"]) for one in scans)


#: Queries of one answer: the requests, what came in here, the names to take out.
COST = 3
QUESTIONS = [
    RECENT,
    replace(RECENT, page_size=50),
    replace(RECENT, page=3, page_size=50),
    replace(RECENT, codes=("0301",)),
    replace(RECENT, statuses=frozenset({OPEN})),
    replace(RECENT, statuses=frozenset({CLOSED})),
    replace(RECENT, updated_after=NOW - timedelta(days=2)),
    replace(RECENT, box=(120.0, 30.0, 120.001, 30.001)),
    Filters(since=SINCE - timedelta(days=400), until=UNTIL - timedelta(days=400)),
]


def test_no_question_reads_more_than_the_time_it_asks_about(cast: Cast, django_assert_max_num_queries: Asserted):
    load_catalogue(cast)
    crowd(cast, MANY, AT)
    with django_assert_max_num_queries(COST):
        assert len(Client().get("/open311/v2/requests.xml").content) > 100_000
    assert len(read(RECENT)()) == MOST
    with connection.cursor() as cursor:  # a table of a few pages would rightly be read or joined whole; these grow
        for way in ("seqscan", "mergejoin", "hashjoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    for filters in QUESTIONS:
        (plan,) = statements(read(filters))
        within = Case.objects.filter(county=COUNTY, opened_at__range=(filters.since, filters.until)).count()
        assert within < MANY / 2
        assert read_of_cases(plan) <= within, json.dumps(plan, default=str)
        assert not reads_whole(plan), json.dumps(plan, default=str)

    some = tuple(Case.objects.order_by("pk").values_list("no", flat=True)[:20])
    (plan,) = statements(read(Filters(ids=some)))
    assert read_of_cases(plan) <= len(some)

    with connection.cursor() as cursor:  # a few thousand the server may rather sort; it need not
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    (plan,) = statements(read(RECENT))
    assert {"Sort", "Incremental Sort"}.isdisjoint(one["Node Type"] for one in nodes(plan))
    assert "cases_case_county_opened" in {one.get("Index Name") for one in nodes(plan)}


def reads_whole(plan: dict[str, Any]) -> bool:
    """Whether some table of cases is gone through from end to end."""
    whole = [one["Relation Name"] for one in nodes(plan) if one["Node Type"] == "Seq Scan"]
    return bool({"cases_case", "cases_step", "cases_clock"} & {*whole})


def test_a_key_is_found_by_its_hash(city: Cast):  # noqa: ARG001 - it has roles
    secret = a_key()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # of a table with one row
    (plan,) = statements(lambda: programs.caller(secret, NOW))
    assert plan["Node Type"] == "Limit"
    assert any("secret_hash" in one.get("Index Cond", "") for one in nodes(plan))


def test_one_request_costs_as_many_queries(city: Cast, django_assert_num_queries: Asserted):  # noqa: ARG001 - somebody to report to
    reported()
    with django_assert_num_queries(COST):
        assert len(Client().get("/open311/v2/requests.json").json()) == 1


def test_services_cost_as_many_queries_as_one(program: Program, django_assert_max_num_queries: Asserted):
    with django_assert_max_num_queries(4) as few:
        assert len(program.get("services.json").json()) == 3
    with django_assert_max_num_queries(len(few)):
        assert program.get("services.xml").status_code == 200
