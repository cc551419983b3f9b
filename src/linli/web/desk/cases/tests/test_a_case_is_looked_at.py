"""What the page of a case says, and what it keeps to itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast
from tests.stories import a_photo, bring, do, load_catalogue, reported

from linli.accounts.audit.models import Entry
from linli.areas.rules import SYSTEM
from linli.cases.models import Case
from linli.web.desk.tests.signed_in import HTMX, signed_in


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def page_of(cast: Cast, case: Case, who: str = "community_desk", **more) -> str:
    answer = signed_in(cast.players[who]).get(f"/desk/cases/{case.pk}/", **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_timeline_says_who_did_what_with_names_for_numbers(cast: Cast) -> None:
    case = bring(reported(), cast, "handling", assists=[cast.units.other_department.pk])
    do(case, "remind", SYSTEM, clock=f"handle:{cast.units.department.pk}")
    answer = signed_in(cast.community_desk).get(f"/desk/cases/{case.pk}/")
    told = [(event.title, event.who, event.body, event.kind) for event in answer.context["events"]]
    assert told == [
        ("即将超期提醒", "系统", "计时 办理", "system"),
        ("签收", "县城管局 handler", "", ""),
        ("派遣", "鼓楼社区综治工作站 community_desk", "主办单位 县城管局；协办单位 县住建局", ""),
        ("受理", "鼓楼社区综治工作站 community_desk", "", ""),
        ("上报", "居民", "居民自助 · 井盖缺失、移位、破裂 · 青石街 18 号门口", ""),
    ]


def test_the_eight_steps_show_how_far_it_is(cast: Cast) -> None:
    answer = signed_in(cast.community_desk).get(f"/desk/cases/{bring(reported(), cast, 'handling').pk}/")
    assert [stage["state"] for stage in answer.context["stages"]] == ["done"] * 4 + ["now"] + ["todo"] * 3
    settled = reported()
    do(settled, "settle", cast.grid_worker.actor, result="自己盖好了", evidence=[str(a_photo())])
    answer = signed_in(cast.community_desk).get(f"/desk/cases/{settled.pk}/")
    states = [stage["state"] for stage in answer.context["stages"]]
    assert states == ["done", "done", "skipped", "skipped", "skipped", "skipped", "now", "todo"]


def test_every_clock_is_shown_with_what_it_has_used(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    answer = signed_in(cast.community_desk).get(f"/desk/cases/{case.pk}/")
    clocks = [(clock.name, clock.shown.light) for clock in answer.context["clocks"]]
    assert clocks == [("办理", "red"), ("签收", "done"), ("派遣", "done"), ("受理", "done")]  # looked at long after


def test_the_contact_is_masked_and_shown_once_for_a_purpose_with_a_line_in_the_journal(cast: Cast) -> None:
    case = reported(contact_name="张三丰", contact_phone="13812345678")
    page = page_of(cast, case)
    assert "138******78" in page
    assert "13812345678" not in page
    client, url = signed_in(cast.community_desk), f"/desk/cases/{case.pk}/contact/"
    without = client.post(url, {"purpose": " "})
    assert without.status_code == 422
    assert 'id="f_purpose_error"' in without.content.decode()
    assert not Entry.objects.filter(verb="contact.reveal").exists()
    shown = client.post(url, {"purpose": "电话核实情况"}, headers=HTMX).content.decode()
    assert "13812345678" in shown
    assert Entry.objects.get(verb="contact.reveal").purpose == "电话核实情况"
    assert "13812345678" not in client.get(url).content.decode()


def test_who_may_not_reveal_a_contact_is_refused(cast: Cast) -> None:
    case = reported(contact_phone="13812345678")
    assert "查看电话" not in page_of(cast, case, "grid_worker")
    answer = signed_in(cast.grid_worker).post(f"/desk/cases/{case.pk}/contact/", {"purpose": "看看"})
    assert answer.status_code == 403
    assert "13812345678" not in answer.content.decode()


def test_following_puts_a_case_into_the_list_and_back(cast: Cast) -> None:
    case, client = reported(), signed_in(cast.community_desk)
    for sent, there in (({}, True), ({}, True), ({"stop": "1"}, False)):
        client.post(f"/desk/cases/{case.pk}/follow/", sent)
        listed = client.get("/desk/lists/followed/").context["queue"]
        assert bool(listed) is there


def test_what_waits_for_approval_is_shown_with_who_has_agreed(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    do(case, "ask_extension", cast.handler.actor, amount="0.5", reason="等配件", at=AT.replace(minute=10))
    do(case, "approve_extension", cast.community_desk.actor)
    answer = signed_in(cast.supervisor).get(f"/desk/cases/{case.pk}/")
    (request,) = answer.context["requests"]
    assert (request["title"], request["verdict"], len(request["approvals"])) == ("延期", "等审批", 1)
    assert "等配件" in answer.content.decode()


def test_merged_cases_name_each_other(cast: Cast) -> None:
    survivor, merged = reported(), reported()
    do(merged, "merge", cast.community_desk.actor, into=survivor.no)
    assert merged.no in page_of(cast, survivor)
    assert f"/desk/cases/{survivor.pk}/" in page_of(cast, merged)


def test_a_piece_of_the_page_comes_without_its_frame(cast: Cast) -> None:
    case = reported()
    assert "<html" not in page_of(cast, case, headers=HTMX)
    assert "<html" in page_of(cast, case, headers=HTMX | {"HX-History-Restore-Request": "true"})


def test_paper_shows_exact_times_and_no_clear_contact(cast: Cast) -> None:
    case = reported(contact_phone="13812345678")
    page = signed_in(cast.community_desk).get(f"/desk/cases/{case.pk}/print/").content.decode()
    assert "2026-03-04 10:00:00" in page
    assert "13812345678" not in page


def test_a_long_history_costs_no_more_queries_than_a_short_one(cast: Cast) -> None:
    case, client, costs = bring(reported(), cast, "handling"), signed_in(cast.community_desk), []
    for _ in range(2):
        for n in range(6):
            do(case, "remark", cast.community_desk.actor, note=f"补充{n}", photos=[str(a_photo())])
        with CaptureQueriesContext(connection) as counted:
            client.get(f"/desk/cases/{case.pk}/")
        costs.append(len(counted))
    assert costs[0] == costs[1]
    assert costs[0] <= 30
