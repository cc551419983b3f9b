"""Lists hold what they should, page by page, at the same cost for few and for many."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, INSIDE_GRID, INSIDE_OTHER_GRID, Cast
from tests.stories import a_photo, bring, do, load_catalogue, reported

from linli.areas.rules import SYSTEM
from linli.cases.models import Case
from linli.cases.queries import listed_by_due, seen_by
from linli.matters.models import Matter
from linli.web.desk.lists.paging import PAGE, page_of
from linli.web.desk.lists.rows import joined
from linli.web.desk.tests.signed_in import signed_in


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def numbers(client: Client, path: str) -> list[str]:
    """The numbers of the cases in the queue, from the top."""
    answer = client.get(path)
    assert answer.status_code == 200
    return [item["row"].case.no for item in answer.context["queue"]]


def test_each_list_holds_its_cases_for_those_concerned(cast: Cast) -> None:
    waiting = reported()
    handled = bring(reported(), cast, "handling")
    desk, handler = signed_in(cast.community_desk), signed_in(cast.handler)
    assert numbers(desk, "/desk/lists/to_accept/") == [waiting.no]
    assert numbers(handler, "/desk/lists/to_handle/") == [handled.no]
    assert numbers(signed_in(cast.stranger), "/desk/lists/to_accept/") == []


def test_a_list_there_is_not_is_not_found(cast: Cast) -> None:
    assert signed_in(cast.community_desk).get("/desk/lists/everything/").status_code == 404


def two_handled(cast: Cast) -> tuple[str, str]:
    """The numbers of two cases in handling: an urgent one that came first, and a later one that is due later."""
    first = bring(reported(), cast, "handling")
    later = bring(reported(at=AT + timedelta(days=3)), cast, "handling")
    assert first.due_at
    assert later.due_at
    assert first.due_at < later.due_at
    return first.no, later.no


def test_work_to_be_done_is_read_by_what_is_due_first_and_stays_so(cast: Cast) -> None:
    first, later = two_handled(cast)
    handler = signed_in(cast.handler)
    assert numbers(handler, "/desk/lists/to_handle/") == [later, first]
    assert numbers(handler, "/desk/lists/to_handle/?order=due") == [first, later]
    assert numbers(handler, "/desk/lists/to_handle/") == [first, later]  # as chosen last
    assert numbers(handler, "/desk/lists/to_handle/?order=newest") == [later, first]
    assert numbers(handler, "/desk/lists/to_handle/?order=upside-down") == [later, first]


def test_what_has_no_clock_running_stands_behind_what_is_due(cast: Cast) -> None:
    first, later = two_handled(cast)
    Case.objects.filter(no=first).update(due_at=None, warn_at=None)
    assert numbers(signed_in(cast.handler), "/desk/lists/to_handle/?order=due") == [later, first]


def test_the_order_is_chosen_by_link_and_key_and_only_where_there_is_a_choice(cast: Cast) -> None:
    handler = signed_in(cast.handler)
    page = handler.get("/desk/lists/to_handle/").content.decode()
    assert 'href="/desk/lists/to_handle/?order=due" data-key="o"' in page
    assert "order=due" not in handler.get("/desk/lists/overdue/").content.decode()


def test_pages_by_what_is_due_lead_forwards_and_back(cast: Cast) -> None:
    cases = [bring(reported(at=AT + timedelta(minutes=n // 2)), cast, "handling") for n in range(4)]
    Case.objects.filter(pk=cases[0].pk).update(due_at=None, warn_at=None)
    listing = listed_by_due(cast.handler.actor, "to_handle")
    first = page_of(listing, joined, size=3)
    second = page_of(listing, joined, size=3, older_than=first.older_than)
    assert [case.pk for case in [*first.cases, *second.cases]] == [case.pk for case in [*cases[1:], cases[0]]]
    back = page_of(listing, joined, size=3, newer_than=second.newer_than)
    assert [case.pk for case in back.cases] == [case.pk for case in first.cases]


def test_an_empty_list_says_what_would_fill_it(cast: Cast) -> None:
    page = signed_in(cast.community_desk).get("/desk/lists/to_verify/").content.decode()
    assert "主办单位反馈办好了、等核查的件会出现在这里。" in page


def test_counts_come_as_numbers_with_the_unread_notices(cast: Cast) -> None:
    reported()
    counts = signed_in(cast.community_desk).get("/desk/counts/").json()["counts"]
    assert counts["to_accept"]["count"] == 1
    assert counts["overdue"] == {"count": 1, "text": "1", "light": "red"}  # told in 2026-03, looked at today
    assert counts["unread"] == 1


def test_pages_lead_forwards_and_back_without_a_gap_or_a_repeat() -> None:
    cases = [reported(at=AT + timedelta(minutes=n // 2)) for n in range(5)]  # two each at the same moment
    newest_first = [case.pk for case in reversed(cases)]
    everything = seen_by(SYSTEM)
    first = page_of(everything, joined, size=2)
    second = page_of(everything, joined, older_than=first.older_than, size=2)
    third = page_of(everything, joined, older_than=second.older_than, size=2)
    assert [c.pk for page in (first, second, third) for c in page.cases] == newest_first
    assert (first.newer_than, third.older_than) == ("", "")
    assert page_of(everything, joined, newer_than=third.newer_than, size=2).cases == second.cases
    back = page_of(everything, joined, newer_than=second.newer_than, size=2)
    assert (back.cases, back.newer_than) == (first.cases, "")


@pytest.mark.parametrize("key", ["", "x", "1-", "-1", "9" * 40 + "-1", "1-x", "١-1"])
def test_a_key_that_is_none_shows_the_first_page(cast: Cast, key: str) -> None:
    case = reported()
    assert numbers(signed_in(cast.community_desk), f"/desk/lists/to_accept/?older_than={key}") == [case.no]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("group=03", 1),
        ("group=05", 0),
        ("matter=0301", 1),
        ("matter=0304", 0),
        ("urgency=urgent", 1),
        ("urgency=normal", 0),
        ("light=red", 1),
        ("light=green", 0),
        ("source=portal", 1),
        ("source=phone", 0),
        ("since=2026-03-04&until=2026-03-04", 1),
        ("until=2026-03-03", 0),
        ("since=2026-03-05", 0),
        ("since=nonsense&light=blue&unit=x", 1),
        ("area=990101001001001", 1),
        ("area=990101001001002", 0),
        ("unit=0", 0),
    ],
)
def test_filters_narrow_the_list(cast: Cast, query: str, hits: int) -> None:
    case = reported()
    assert numbers(signed_in(cast.community_desk), f"/desk/lists/to_accept/?{query}") == [case.no] * hits


def test_what_a_list_is_narrowed_to_is_said_and_kept_on_the_next_page(cast: Cast) -> None:
    for n in range(PAGE + 1):
        reported(at=AT + timedelta(seconds=n))
    answer = signed_in(cast.community_desk).get("/desk/lists/to_accept/?group=03&light=red")
    assert ("时限", "超期") in answer.context["filter_words"]
    assert answer.context["next_url"].startswith("/desk/lists/to_accept/?group=03&light=red&older_than=")


def test_search_finds_by_number_words_address_matter_and_public_code(cast: Cast) -> None:
    case, other = reported(), reported(description="路灯不亮", address="滨河路", matter_code="0304")
    client = signed_in(cast.community_desk)
    code = case.public_code
    for words in (case.no, "井盖没了", "青石街", "井盖 青石街", code, f"{code[:4]}-{code[4:8]}-{code[8:]}".lower()):
        assert numbers(client, f"/desk/search/?q={words}") == [case.no], words
    assert numbers(client, "/desk/search/?q=井盖 滨河路") == []
    assert numbers(client, "/desk/search/?q=滨河路") == [other.no]
    assert numbers(client, f"/desk/search/?q={code[:11]}") == []
    assert numbers(client, "/desk/search/?q=%00%25'") == []


def test_a_case_is_found_under_the_title_of_its_matter_also_when_that_has_changed(cast: Cast) -> None:
    case, desk = reported(title="门口的事"), cast.community_desk
    before, after = case.matter.title, Matter.objects.get(code="0304").title
    do(case, "accept", desk.actor)
    do(case, "reclassify", desk.actor, matter="0304", reason="是路灯")
    assert numbers(signed_in(desk), f"/desk/search/?q={after}") == [case.no]
    assert numbers(signed_in(desk), f"/desk/search/?q={before}") == []


def typed(client: Client, text: str) -> str:
    """Where the search box leads."""
    return client.post("/desk/search/", {"q": text})["Location"]


def test_a_telephone_is_found_exactly_and_only_by_those_who_may_reveal_it(cast: Cast) -> None:
    case = reported(contact_phone="13812345678")
    reveals, looks = signed_in(cast.community_desk), signed_in(cast.grid_worker)
    there = typed(reveals, "138 1234-5678")
    assert numbers(reveals, there) == [case.no]
    assert numbers(looks, there) == []
    assert numbers(reveals, typed(reveals, "13812345679")) == []
    assert numbers(looks, typed(looks, "13812345678")) == []
    assert numbers(reveals, "/desk/search/?phone=nonsense") == []


def test_a_telephone_never_stands_in_an_address_or_a_page(cast: Cast) -> None:
    reported(contact_phone="13812345678")
    client = signed_in(cast.community_desk)
    there = typed(client, "13812345678")
    assert "13812345678" not in there
    assert "13812345678" not in client.get(there).content.decode()


def test_what_is_typed_into_the_search_box_stands_in_the_address(cast: Cast) -> None:
    case = reported()
    client = signed_in(cast.community_desk)
    for text in ("青石街", case.no, case.public_code):
        assert numbers(client, typed(client, text)) == [case.no]


def test_who_seeks_nothing_is_shown_what_is_at_hand(cast: Cast) -> None:
    """All of the ground, and what was reported; of a unit that sees no ground what is open there."""
    handled, ended = (bring(reported(at=AT + timedelta(minutes=n)), cast, "handling") for n in (1, 2))
    accepted = reported(at=AT + timedelta(minutes=3))
    Case.objects.filter(pk=ended.pk).update(is_final=True, state="finished", due_at=None, warn_at=None)
    newest_first = [accepted.no, ended.no, handled.no]
    assert numbers(signed_in(cast.community_desk), "/desk/search/") == newest_first
    assert numbers(signed_in(cast.community_desk), "/desk/search/?q=+") == newest_first
    assert numbers(signed_in(cast.community_desk), "/desk/search/?source=phone") == []
    assert numbers(signed_in(cast.handler), "/desk/search/") == [handled.no]
    assert numbers(signed_in(cast.stranger), "/desk/search/") == []
    Case.objects.filter(pk=ended.pk).update(reporter_posting_id=cast.stranger.actor.posting_id)
    assert numbers(signed_in(cast.stranger), "/desk/search/") == [ended.no]


def test_nobody_finds_what_they_may_not_see(cast: Cast) -> None:
    case = reported()
    for who in (cast.stranger, cast.handler):
        assert numbers(signed_in(who), f"/desk/search/?q={case.no}") == []


def test_a_case_opens_beside_its_list_under_an_address_of_its_own(cast: Cast) -> None:
    case = reported()
    answer = signed_in(cast.community_desk).get(f"/desk/lists/to_accept/?group=03&case={case.pk}")
    page = answer.content.decode()
    assert f'data-case="{case.pk}"' in page
    assert answer.context["back_url"] == "/desk/lists/to_accept/?group=03"
    absent = signed_in(cast.community_desk).get("/desk/lists/to_accept/?case=999999")
    assert "没有找到这一件" in absent.content.decode()


def test_a_list_costs_as_many_queries_for_three_as_for_thirty(cast: Cast) -> None:
    client, costs = signed_in(cast.community_desk), []
    for size in (3, 27):
        for n in range(size):
            lon, lat = INSIDE_GRID if n % 2 else INSIDE_OTHER_GRID
            case = reported(lon=lon, lat=lat, photos=(a_photo(),), at=AT + timedelta(minutes=n))
            if n % 3 == 0:
                do(case, "supervise", cast.supervisor.actor, kind="ordinary", reason="看一下")
        client.get("/desk/lists/to_accept/")
        with CaptureQueriesContext(connection) as counted:
            client.get("/desk/lists/to_accept/")
        costs.append(len(counted))
    assert costs[0] == costs[1]
    assert costs[0] <= 16


def test_a_page_of_panes_has_every_row_reachable_by_keyboard(cast: Cast) -> None:
    case = reported()
    page = signed_in(cast.community_desk).get("/desk/lists/to_accept/").content.decode()
    assert f'href="/desk/lists/to_accept/?case={case.pk}"' in page
    assert "data-queue-row" in page


def test_many_are_dispatched_at_once_each_with_its_own_answer(cast: Cast) -> None:
    filed, other = bring(reported(), cast, "filed"), bring(reported(), cast, "filed")
    gone = bring(reported(), cast, "dispatched")
    client, key = signed_in(cast.community_desk), str(uuid4())
    chosen = {"action": "dispatch", "case": [filed.pk, other.pk, gone.pk], "list": "to_dispatch"}
    asked = client.post("/desk/bulk/", chosen)
    assert asked.status_code == 200
    assert asked.context["form"].fields[0].value == str(cast.units.department.pk)  # as the responsibility list says
    for _ in range(2):  # a second press of the button
        answer = client.post("/desk/bulk/do/", chosen | {"lead": cast.units.department.pk, "key": key})
        assert (answer.context["done"], answer.context["failed"]) == (2, 1)
    refusal = next(one for one in answer.context["outcomes"] if not one.done)
    assert refusal.case == gone
    assert "不能「派遣」" in refusal.text
    assert filed.steps.filter(action="dispatch").count() == 1


def test_bulk_dispatch_without_a_unit_changes_nothing_and_says_so_beside_the_field(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    sent = {"action": "dispatch", "case": [case.pk], "key": str(uuid4())}
    answer = signed_in(cast.community_desk).post("/desk/bulk/do/", sent)
    assert answer.status_code == 422
    assert 'id="f_lead_error"' in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "filed"


def test_many_are_urged_at_once_but_only_those_one_may_see(cast: Cast) -> None:
    case = reported()
    sent = {"action": "urge", "case": [case.pk, 999999], "key": str(uuid4()), "note": "快一点"}
    answer = signed_in(cast.community_desk).post("/desk/bulk/do/", sent)
    assert (answer.context["done"], answer.context["failed"]) == (1, 0)
    assert signed_in(cast.stranger).post("/desk/bulk/do/", sent).status_code == 302
    assert case.steps.filter(action="urge").count() == 1


def test_other_actions_cannot_be_done_to_many(cast: Cast) -> None:
    sent = {"action": "void", "case": [reported().pk]}
    assert signed_in(cast.supervisor).post("/desk/bulk/", sent).status_code == 404


def test_nothing_selected_leads_back_to_the_list(cast: Cast) -> None:
    answer = signed_in(cast.community_desk).post("/desk/bulk/", {"action": "urge", "list": "to_accept"})
    assert answer["Location"] == "/desk/lists/to_accept/"
