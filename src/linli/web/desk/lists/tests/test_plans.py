"""How the database goes about every list, count, search and scan: never through all cases, never sorting many.

The plans are those that the server really chose and ran on a few thousand rows, the same on the same pages each time.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast
from tests.stories import load_catalogue

from linli.accounts.permissions import Permission
from linli.areas.rules import Actor
from linli.cases.models import HELP_WANTED, Assignment, Case
from linli.cases.queries import LISTS, MOST_COUNTED, Listing, Place, at_hand, listed, listed_by_due, search
from linli.cases.queries.lists import counting
from linli.cases.tasks import due_now
from linli.cases.tests.crowd import crowd
from linli.matters.models import Matter
from linli.web.desk.lists.filters import Filters, apply
from linli.web.desk.lists.rows import joined
from linli.work.disputes.queries import meetings_seen

pytestmark = pytest.mark.django_db

MANY, PAGE = 4000, 51
#: More than a quarter of all is no short list any more.
LONG = MANY // 4
FILTERS = [Filters(matter="0301"), Filters(urgency="urgent"), Filters(source="phone"), Filters(since="2026-02-01")]
#: In many cases, in few, in none; two words; one character; the end of a number, its beginning, and the whole of it.
TEXTS = [
    *("路灯", "没有人清", "青石街 井盖", "学府巷17号", "没有的词", "水"),
    *("00042", "990101-261122-0004", "990101-261122-000042"),
]
#: Tables that grow with every case.
GROWING = {
    "cases_case",
    "cases_words",
    "cases_step",
    "cases_done",
    "cases_assignment",
    "cases_clock",
    "cases_follow",
    "cases_contact",
}


@pytest.fixture
def many(cast: Cast) -> Cast:
    """The cast with thousands of cases on its ground."""
    load_catalogue(cast)
    crowd(cast, MANY, AT)
    return cast


def offences(ask: Callable[..., object], *with_: object, most_sorted: int) -> list[str]:
    """What the plans of everything asked do that would take longer the more cases there are."""
    with CaptureQueriesContext(connection) as asked:
        ask(*with_)
    assert asked.captured_queries
    return [text for query in asked.captured_queries for text in _offences(_plan(query["sql"]), most_sorted)]


def _plan(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        answer = cursor.fetchone()[0]
    plan: dict[str, Any] = (answer if isinstance(answer, list) else json.loads(answer))[0]["Plan"]
    return plan


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for one in node.get("Plans", []):
        yield from _nodes(one)


def _rows_read(node: dict[str, Any]) -> int:
    """How many rows of its table a scan went through; a table of a few pages is rightly read whole."""
    return int((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])


def _offences(node: dict[str, Any], most_sorted: int) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING and _rows_read(node) > LONG:
        yield f"reads all of {node['Relation Name']}"
    below = node.get("Plans", [])
    if node["Node Type"] in ("Sort", "Incremental Sort"):
        rows = sum(one["Actual Rows"] * one["Actual Loops"] for one in below)
        if rows > most_sorted:
            yield f"sorts {rows} rows by {node['Sort Key']}"
    for one in below:
        yield from _offences(one, most_sorted)


def readers(cast: Cast) -> dict[str, Actor]:
    """Who reads lists: every level of ground, a unit's handler, and somebody who may do everything."""
    areas, chief = cast.areas, cast.supervisor.actor
    grounds = (areas.city, areas.county, areas.town, areas.community, areas.grid)
    everything = frozenset(str(one) for one in Permission)
    return {
        **{f"supervisor of a {a.level}": replace(chief, ground_level=a.level, ground_code=a.code) for a in grounds},
        "desk": cast.community_desk.actor,
        "county desk": cast.county_desk.actor,
        "grid worker": cast.grid_worker.actor,
        "handler": cast.handler.actor,
        "everything": replace(cast.county_desk.actor, permissions=everything),
    }


def middle(listing: Listing) -> Place | None:
    """A place far down in a list; none where there is nothing."""
    read: list[Any] = listing.read(None, MANY, lambda rows: rows)
    return Place(read[len(read) // 2].moment, read[len(read) // 2].number) if read else None


def test_no_list_is_read_whole_or_sorted_whole(many: Cast) -> None:
    found = offences_of_lists(many, most_sorted=lambda listing, actor: LONG)  # noqa: ARG005 - the same for all
    assert found == {}


def test_every_list_stands_in_an_index_in_its_own_order(many: Cast) -> None:
    """A short list the server rather sorts; asked not to, it must sort no more than a page of each way.

    Only what a unit helps with is sorted by something else than when the help was asked for. Where a sort is priced
    out and yet needed, the rest of the plan is any; that nothing is read whole, the test before this one says.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    found = offences_of_lists(many, most_sorted=lambda listing, actor: PAGE * len(listing.ways) + helping(actor))
    assert [text for texts in found.values() for text in texts if text.startswith("sorts")] == []


@pytest.mark.parametrize("name", ["to_handle", "done", "closed"])
def test_the_rows_of_a_page_are_asked_for_together(many: Cast, name: str) -> None:
    """Out of the indexes comes which they are; then a map of their pages, by which the server fetches them ahead."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        assert listed(many.handler.actor, name, AT).read(None, PAGE, joined)
    (_, cases) = asked.captured_queries
    (scan,) = (node for node in _nodes(_plan(cases["sql"])) if node.get("Relation Name") == "cases_case")
    assert scan["Node Type"] == "Bitmap Heap Scan"


@pytest.mark.parametrize("name", ["done", "closed", "reported_by_me"])
def test_what_is_rare_is_told_by_the_index(many: Cast, name: str) -> None:
    """A posting that did, closed or reported thousands, none of them by telephone: none of them is read."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    actor = {"reported_by_me": many.grid_worker.actor}.get(name, many.handler.actor)
    listing = apply(Filters(source="none such"), listed(actor, name, AT), actor, AT)
    with CaptureQueriesContext(connection) as asked:
        assert listing.read(None, PAGE, joined) == []
    scans = [node for query in asked for node in _nodes(_plan(query["sql"])) if node.get("Relation Name") in GROWING]
    assert any("source" in node.get("Index Cond", "") for node in scans)
    assert [node for node in scans if node.get("Rows Removed by Filter")] == []


def test_what_is_due_first_stands_in_an_index(many: Cast) -> None:
    """Only what has no clock running is sorted, which in handling is next to nothing; the test's crowd has some."""
    waiting = Case.objects.filter(due_at=None, is_final=False).count()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    found = {}
    for (who, actor), filters in product(readers(many).items(), [Filters(), *FILTERS]):
        listing = listed_by_due(actor, "to_handle")
        for place in (None, middle(listing)) if listing.ways else ():
            most = PAGE * len(listing.ways) + waiting
            found[who, place] = offences(apply(filters, listing, actor, AT).read, place, PAGE, joined, most_sorted=most)
    assert found
    assert [text for texts in found.values() for text in texts if text.startswith("sorts")] == []


def helping(actor: Actor) -> int:
    """In how many cases the help of the unit is wanted."""
    return Assignment.objects.filter(HELP_WANTED, Q(unit_id=actor.unit_id)).count()


def offences_of_lists(many: Cast, most_sorted: Callable[[Listing, Actor], int]) -> dict[object, list[str]]:
    """What is wrong with the first page of each list and with one far down, by who reads it."""
    found: dict[object, list[str]] = {}
    for (who, actor), name in product(readers(many).items(), LISTS):
        listing = listed(actor, name, AT)
        for place in (None, middle(listing)) if listing.ways else ():
            most = most_sorted(listing, actor)
            found[who, name, place] = offences(listing.read, place, PAGE, joined, most_sorted=most)
    return {key: texts for key, texts in found.items() if texts}


def test_no_count_reads_all_cases(many: Cast) -> None:
    """Neither when it is planned for this posting nor by the plan that is kept for all.

    Somebody who did a tenth of so few cases has them rightly looked up in a table of all; so that is priced out.
    """
    most, found = max(MOST_COUNTED.values()), dict[str, list[str]]()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
    for who, actor in readers(many).items():
        sql, values = counting(actor, AT)
        for place, name in enumerate(values, 1):
            sql = sql.replace(f"%({name})s", f"${place}")
        with connection.cursor() as cursor:
            cursor.execute(f"PREPARE counted (text, text, text, timestamptz) AS {sql}")
            told = cursor.mogrify("EXECUTE counted (%s, %s, %s, %s)", [*values.values()])
        for mode in ("force_custom_plan", "force_generic_plan"):
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL plan_cache_mode = {mode}")
            found[f"{who} {mode}"] = [*_offences(_plan(told), most)]
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE counted")
    assert {who: texts for who, texts in found.items() if texts} == {}


def test_no_filter_makes_a_list_read_all_cases(many: Cast) -> None:
    found = {}
    for who, actor in readers(many).items():
        for name, filters in product(("closed", "overdue", "to_handle", "reported_by_me"), FILTERS):
            listing = listed(actor, name, AT)
            if listing.ways:
                read = apply(filters, listing, actor, AT).read
                found[who, name, filters] = offences(read, None, PAGE, joined, most_sorted=MANY)
    assert {key: texts for key, texts in found.items() if texts} == {}


def test_no_search_reads_all_cases(many: Cast) -> None:
    found = {}
    for (who, actor), text in product(readers(many).items(), TEXTS):
        found[who, text] = offences(search(actor, text, AT).read, None, PAGE, joined, most_sorted=MANY // 2)
    assert {key: texts for key, texts in found.items() if texts} == {}


def test_what_is_at_hand_stands_in_indexes(many: Cast) -> None:
    """The page of searching before anything is searched for; asked not to sort, as above."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    found = {}
    for who, actor in readers(many).items():
        listing = at_hand(actor)
        for place in (None, middle(listing)):
            most = PAGE * len(listing.ways) + helping(actor)
            found[who, place] = offences(listing.read, place, PAGE, joined, most_sorted=most)
    assert len(found) > len(readers(many))
    assert [text for texts in found.values() for text in texts if text.startswith("sorts")] == []


def test_what_a_town_has_of_one_matter_is_told_by_the_index(many: Cast) -> None:
    """No case is read only to see that it is in another town, or of another matter."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off")
    actor = replace(many.supervisor.actor, ground_level="town", ground_code=many.areas.town.code)
    (*_, ground) = at_hand(actor).only(Q(matter_id=Matter.objects.get(code="0301").pk)).ways
    with CaptureQueriesContext(connection) as sent:
        assert list(ground.order_by("-moment", "-number").values("pk")[:PAGE])
    (scan,) = (node for node in _nodes(_plan(sent.captured_queries[0]["sql"])) if "Index Name" in node)
    assert (scan["Node Type"], scan["Index Name"]) == ("Index Only Scan", "cases_case_matter_town")


def test_what_is_at_hand_is_never_read_whole(many: Cast) -> None:
    found = {}
    for (who, actor), filters in product(readers(many).items(), [Filters(), *FILTERS]):
        read = apply(filters, at_hand(actor), actor, AT).read
        found[who, filters] = offences(read, None, PAGE, joined, most_sorted=MANY)
    assert {key: texts for key, texts in found.items() if texts} == {}


def test_appointments_are_looked_for_in_what_is_open(many: Cast) -> None:
    found = {who: offences(meetings_seen, actor, most_sorted=PAGE) for who, actor in readers(many).items()}
    assert {who: texts for who, texts in found.items() if texts} == {}


def test_a_search_through_all_months_is_two_statements(many: Cast) -> None:
    """The newest tell how many to ask for then, at once."""
    for actor in readers(many).values():
        with CaptureQueriesContext(connection) as asked:
            assert search(actor, "没有的词", AT).read(None, PAGE, joined) == []
        by_index = [query["sql"] for query in asked.captured_queries if "hits AS MATERIALIZED" in query["sql"]]
        assert len(by_index) == 2


def test_what_is_not_due_soon_is_passed_over_in_the_index(many: Cast) -> None:
    """No case is read only to see that it is not yellow yet, for a page or to count."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off")
    chief, areas = many.supervisor.actor, many.areas
    for area in (areas.city, areas.county, areas.town):
        (way,) = listed(replace(chief, ground_level=area.level, ground_code=area.code), "due_soon", AT).ways
        for asked in (way.order_by("moment", "number")[:PAGE], way.order_by().values("pk")[:1000]):
            with CaptureQueriesContext(connection) as sent:
                assert list(asked)
            plan = _plan(sent.captured_queries[0]["sql"])
            assert "warn_at <=" in json.dumps(plan)
            assert [node["Filter"] for node in _nodes(plan) if "warn_at" in node.get("Filter", "")] == []


def test_what_is_still_owed_is_found_by_whoever_owes_it(many: Cast) -> None:
    """Among thousands that have ended; no case is read that owes nothing."""
    ended = Case.objects.filter(is_final=True)
    ended.filter(pk__in=ended.order_by("pk").values("pk")[:300]).update(process="dispute", state="ended", owed_at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case")
    for actor, name in ((many.community_desk.actor, "desk"), (many.handler.actor, "lead")):
        ways = [way for way in listed(actor, "to_handle", AT).ways if "owed_at" in str(way.query.where)]
        (way,) = ways
        for asked in (way.order_by("-moment", "-number")[:PAGE], way.order_by().values("pk")[:1000]):
            with CaptureQueriesContext(connection) as sent:
                assert list(asked)
            plan = _plan(sent.captured_queries[0]["sql"])
            assert f"cases_case_{name}_owed" in json.dumps(plan)
            assert [*_offences(plan, MANY)] == []


def test_no_index_only_begins_another() -> None:
    """What every case, step and clock is written into without anybody reading it."""
    sql = """
        SELECT a.indexrelid::regclass::text FROM pg_index a JOIN pg_index b USING (indrelid)
        WHERE a.indrelid::regclass::text = ANY(%s) AND a.indexrelid <> b.indexrelid AND NOT a.indisunique
          AND a.indpred IS NOT DISTINCT FROM b.indpred AND a.indexprs IS NULL AND b.indexprs IS NULL
          AND b.indkey::text || ' ' LIKE a.indkey::text || ' %%' AND a.indkey::text <> b.indkey::text
          AND (SELECT amname FROM pg_class c JOIN pg_am ON pg_am.oid = c.relam WHERE c.oid = a.indexrelid) = 'btree'
        """
    with connection.cursor() as cursor:
        cursor.execute(sql, [sorted(GROWING)])
        assert cursor.fetchall() == []


@pytest.mark.usefixtures("many")
def test_the_clock_reads_only_what_fell_due() -> None:
    assert due_now(AT)
    assert offences(due_now, AT, most_sorted=0) == []


def test_a_missing_index_is_noticed(many: Cast) -> None:
    chief = replace(many.supervisor.actor, ground_level="city", ground_code=many.areas.city.code)
    listing = listed(chief, "closed", AT)
    assert offences(listing.read, None, PAGE, joined, most_sorted=PAGE) == []
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX cases_case_city_closed")
    assert offences(listing.read, None, PAGE, joined, most_sorted=PAGE)
    assert Case.objects.count() == MANY
