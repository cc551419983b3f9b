"""Today's work: all of this posting's, nothing of others', and no more than a phone can carry."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import AT, INSIDE_OTHER_GRID, Cast, new_posting
from tests.stories import bring, do, reported

from linli.announcements import rules as announcements
from linli.announcements.actions import announce
from linli.api.rest.field.tests.phone import FIELD, Phone, a_file, a_photo
from linli.api.rest.field.today import MOST_OF_A_LIST
from linli.api.rest.field.told import TodayTold
from linli.cases.queries import get_visible, offered
from linli.matters import queries as matters
from linli.matters.models import Matter
from linli.work.patrols import rules as patrols
from linli.work.patrols.actions import write_checklist
from linli.work.patrols.models import Answer


def test_it_is_what_its_description_says(phone: Phone) -> None:
    reported(by=phone.player.actor)
    told = phone.today().json()
    TodayTold.model_validate(told)
    assert told["person"] == {"name": "grid_worker"}
    assert told["posting"]["ground"] == {"code": "990101001001001", "name": "鼓楼社区第1网格", "level": "grid"}


def test_only_cases_of_ones_own_ground_go_along(phone: Phone, cast: Cast) -> None:
    mine = reported()
    reported(lon=INSIDE_OTHER_GRID[0], lat=INSIDE_OTHER_GRID[1])
    assert [case["id"] for case in phone.today().json()["cases"]] == [mine.pk]
    assert [case["list"] for case in phone.today().json()["cases"]] == ["to_accept"]
    assert mine.pk not in [case["id"] for case in Phone(cast.other_grid_worker).today().json()["cases"]]


def test_a_handler_carries_what_the_own_unit_leads(cast: Cast) -> None:
    case = bring(reported(), cast, "dispatched")
    told = Phone(cast.handler).today().json()
    assert [(one["id"], one["list"]) for one in told["cases"]] == [(case.pk, "to_handle")]
    assert Phone(cast.other_handler).today().json()["cases"] == []


def test_actions_are_those_of_the_workbench_with_their_reasons(phone: Phone, cast: Cast) -> None:
    case = reported(by=phone.player.actor)
    do(case, "ask_check", cast.community_desk.actor)
    (told,) = phone.today().json()["cases"]
    wanted = offered(get_visible(phone.player.actor, case.pk), phone.player.actor, timezone.now())
    assert [(one["name"], one["reason"]) for one in told["actions"]] == [
        (one.name, one.reason or None) for one in wanted
    ]
    form = next(one["form"] for one in told["actions"] if one["name"] == "report_check")
    assert [(field["name"], field["kind"], field["required"]) for field in form] == [
        ("genuine", "bool", True),
        ("result", "text", True),
        ("photos", "photos", False),
    ]


def test_what_needs_the_lists_of_a_desk_is_refused_with_that_reason(cast: Cast) -> None:
    reported(by=cast.community_desk.actor)
    (case,) = Phone(cast.community_desk).today().json()["cases"]
    merge = next(one for one in case["actions"] if one["name"] == "merge")
    assert (merge["reason"], merge["form"]) == ("要从单位或办件的名单里选，手机上没有名单", [])
    assert merge["desk"] == f"/desk/cases/{case['id']}/do/merge/"
    assert {one["desk"] for one in case["actions"] if one["form"]} <= {""}


def test_nothing_about_a_reporter_and_no_name_of_staff_goes_along(phone: Phone, cast: Cast) -> None:
    case = reported(contact_name="王翠花", contact_phone="13900001234")
    do(case, "ask_check", cast.community_desk.actor)
    body = phone.today().content.decode()
    assert "王翠花" not in body
    assert "13900001234" not in body
    assert "139****" not in body
    assert "community_desk" not in body


def test_photos_go_along_by_address_and_those_to_come_by_number(phone: Phone) -> None:
    here, coming = a_photo(), a_file(a_photo((900, 600)))
    file = a_file(here)
    phone.send(phone.report(files=[file, coming]))
    phone.put_all(file["id"], here)
    (case,) = phone.today().json()["cases"]
    assert [one["id"] for one in case["photos"]] == [file["id"]]
    assert phone.client.get(case["photos"][0]["thumb"]).headers["Content-Type"] == "image/jpeg"
    assert case["awaited"] == 1


def test_the_outlines_are_those_of_the_community_around(phone: Phone, cast: Cast) -> None:
    grids = phone.today().json()["grids"]
    assert [one["id"] for one in grids] == [
        cast.areas.community.code,
        cast.areas.grid.code,
        cast.areas.other_grid.code,
    ]
    assert grids[1]["geometry"]["type"] in {"Polygon", "MultiPolygon"}


def test_every_matter_says_who_answers_for_it_here(phone: Phone, cast: Cast) -> None:
    told = {one["code"]: one for one in phone.today().json()["matters"]}
    assert len(told) == Matter.objects.filter(is_active=True).count()
    for code in ("0301", "0304", "1305"):
        route = matters.route(matters.matter(code), cast.areas.grid.ground)
        lead = told[code]["responsible"]["lead"]
        assert (lead or {}).get("name") == (route.lead_unit.name if route.lead_unit else None)
        assert told[code]["responsible"]["rule"] == route.rule_text
    assert told["0301"]["criteria"][0]["limit"]


def test_patrols_and_announcements_go_along_and_answers_come_back(phone: Phone, cast: Cast) -> None:
    day = timezone.localdate()
    desk = cast.town_desk.actor
    checklist = patrols.Wording("消防通道", ("有没有堵", "灯亮不亮"), "weekly", day)
    write_checklist(checklist, by=desk, at=timezone.now(), key=uuid4())
    announce(announcements.Wording("汛期值守", "每天看一次排水口", day), by=desk, at=AT, key=uuid4())
    told = phone.today().json()
    assert [one["title"] for one in told["announcements"]] == ["汛期值守"]
    (patrol,) = told["patrols"]
    assert [one["text"] for one in patrol["items"]] == ["有没有堵", "灯亮不亮"]
    report = phone.report()
    answers = [
        {"item": patrol["items"][0]["id"], "verdict": "fine"},
        {"item": patrol["items"][1]["id"], "verdict": "found", "note": "不亮", "report": report["id"]},
    ]
    item = phone.item("patrol", patrol=patrol["id"], answers=answers)
    assert [phone.send(item).status_code, phone.send(item).status_code] == [201, 200]
    assert phone.send(item | {"answers": answers[:1]}).status_code == 409
    assert Answer.objects.count() == 2
    assert phone.today().json()["patrols"][0]["done"]
    others = Phone(cast.other_grid_worker)
    again = others.item("patrol", patrol=patrol["id"], answers=answers)
    assert others.send(again).status_code == 422


def test_on_a_slow_line_the_day_comes_compressed_and_is_known_again(phone: Phone) -> None:
    wanted = phone.headers(**{"Accept-Encoding": "gzip"})
    first = phone.client.get(f"{FIELD}today", headers=wanted)
    assert first.headers["Content-Encoding"] == "gzip"
    again = phone.client.get(f"{FIELD}today", headers=wanted | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_same_again_costs_nothing_and_a_change_is_seen(phone: Phone, cast: Cast) -> None:
    case = reported()
    first = phone.today()
    same = phone.today(**{"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    do(case, "ask_check", cast.community_desk.actor)
    assert phone.today(**{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_each_posting_has_its_own_day(phone: Phone, cast: Cast) -> None:
    posting = new_posting(user=phone.player.user, unit=cast.units.department, role="handler")
    case = bring(reported(), cast, "dispatched")
    own = phone.today()
    other = phone.today(**{"X-Linli-Posting": str(posting.pk)})
    assert [one["id"] for one in own.json()["postings"]] == [phone.player.posting.pk, posting.pk]
    assert own.headers["ETag"] != other.headers["ETag"]
    assert [one["id"] for one in other.json()["cases"]] == [case.pk]


def test_an_hour_later_what_ended_is_still_followed_and_a_month_later_not(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = a_file(a_photo())
    phone.send(phone.report(settled={"result": "好了", "evidence": [photo["id"]]}, files=[photo]))
    assert [one["state"] for one in phone.today().json()["cases"]] == ["closed"]
    later = timezone.now() + timedelta(days=8)
    monkeypatch.setattr("linli.api.rest.field.views.timezone.now", lambda: later)
    assert phone.today().json()["cases"] == []


def test_it_costs_the_same_however_much_there_is_and_stays_small(phone: Phone, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert phone.today().status_code == 200
        return len(context)

    reported(by=phone.player.actor)
    do(reported(), "ask_check", cast.community_desk.actor)
    bring(reported(by=phone.player.actor), cast, "handling", assists=[cast.units.other_department.pk])
    phone.today()
    few = queries()
    for number in range(MOST_OF_A_LIST + 5):
        at = AT + timedelta(minutes=number)
        reported(at=at, description="长" * 300)
    for _ in range(3):
        case = bring(reported(by=phone.player.actor), cast, "handling", assists=[cast.units.other_department.pk])
        do(case, "remark", phone.player.actor, note="看过")
    assert queries() == few
    answer = phone.today()
    assert len([one for one in answer.json()["cases"] if one["list"] == "to_accept"]) == MOST_OF_A_LIST
    assert len(answer.content) < 1_000_000


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2030, 1, 1)])
def test_a_clock_that_is_wrong_changes_no_deadline(phone: Phone, day: date) -> None:
    begun = timezone.now()
    phone.send(phone.report() | {"made_at": f"{day}T08:00:00+08:00"})
    (case,) = phone.today().json()["cases"]
    assert case["opened_at"][:4] == str(begun.year)
    assert case["due_at"] > case["opened_at"]
