"""A case goes from report to closed through the pages, and what stands in the way says so."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import Cast
from tests.stories import bring, do, load_catalogue, reported

from linli.cases.models import Attachment, Case
from linli.documents.tests.pictures import as_bytes, scene
from linli.web.desk.tests.signed_in import HTMX, signed_in, words

PHOTO = as_bytes(scene())


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def url(case: Case, action: str = "") -> str:
    return f"/desk/cases/{case.pk}/do/{action}/" if action else f"/desk/cases/{case.pk}/"


def test_a_case_goes_from_report_to_closed_in_the_browser(cast: Cast) -> None:
    case = reported()
    desk, handler = signed_in(cast.community_desk), signed_in(cast.handler)
    photo = SimpleUploadedFile("done.jpg", PHOTO, "image/jpeg")
    steps: list[tuple[Any, str, dict[str, object]]] = [
        (desk, "accept", {}),
        (desk, "dispatch", {"lead": cast.units.department.pk}),
        (handler, "receive", {}),
        (handler, "feed_back", {"result": "装好了", "evidence": photo}),
        (desk, "pass", {"method": "phone"}),
        (desk, "call_back", {"score": "5"}),
    ]
    for who, action, form in steps:
        assert who.get(url(case, action)).status_code == 200
        answer = who.post(url(case, action), form | {"key": str(uuid4())})
        assert answer.status_code == 302, answer.content.decode()
        assert answer["Location"] == url(case)
    case.refresh_from_db()
    assert case.state == "finished"
    assert Attachment.objects.filter(case=case, purpose="evidence").count() == 1


def test_inside_the_page_the_case_comes_back_into_its_pane_with_the_counts_asked_anew(cast: Cast) -> None:
    case = reported()
    answer = signed_in(cast.community_desk).post(url(case, "accept"), {"key": str(uuid4())}, headers=HTMX)
    page = answer.content.decode()
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "#case-pane")
    assert "linli:counts" in answer["HX-Trigger"]
    assert f'id="row-{case.pk}-body" hx-swap-oob="true"' in page
    assert "<html" not in page


@pytest.mark.parametrize("who", ["other_town_desk", "stranger", "handler", "admin"])
def test_who_has_no_business_with_a_case_does_not_find_it(cast: Cast, who: str) -> None:
    case, client = reported(), signed_in(cast.players[who])
    absent = client.get("/desk/cases/999999999/")
    for path in (url(case), url(case, "accept"), f"{url(case)}contact/", f"{url(case)}print/"):
        answer = client.get(path)
        assert (answer.status_code, words(answer)) == (404, words(absent))
    assert client.post(url(case, "accept"), {"key": str(uuid4())}).status_code == 404
    assert client.post(f"{url(case)}follow/").status_code == 404
    case.refresh_from_db()
    assert case.row_version == 1


def test_who_was_slower_is_told_what_happened_and_sees_the_case_as_it_is_now(cast: Cast) -> None:
    case, client = reported(), signed_in(cast.community_desk)
    do(case, "accept", cast.community_desk.actor)
    answer = client.post(url(case, "accept"), {"key": str(uuid4()), "seen_version": "1"}, headers=HTMX)
    page = answer.content.decode()
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#case-pane")
    assert "刚刚做了「受理」" in page
    assert "待派遣" in page
    assert client.get(url(case, "accept")).status_code == 409


def test_who_may_look_but_not_act_is_told_so(cast: Cast) -> None:
    case = reported()
    answer = signed_in(cast.grid_worker).post(url(case, "accept"), {"key": str(uuid4())})
    assert answer.status_code == 409
    assert "没有「受理」的权限" in answer.content.decode()


def test_what_is_missing_is_said_beside_the_field_and_what_was_filled_in_stays(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    client, key = signed_in(cast.handler), str(uuid4())
    photo = SimpleUploadedFile("done.jpg", PHOTO, "image/jpeg")
    answer = client.post(url(case, "feed_back"), {"key": key, "result": "", "evidence": photo})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<div class="field-error" id="f_result_error">' in page
    assert "请填写办理结果" in page
    assert key in page
    kept = page.split('name="evidence_kept" value="')[1].split('"')[0]
    answer = client.post(url(case, "feed_back"), {"key": key, "result": "好了", "evidence_kept": kept})
    assert answer.status_code == 302
    assert Attachment.objects.filter(case=case, file_id=kept).exists()


def test_a_form_sent_twice_acts_once(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    client, key = signed_in(cast.handler), str(uuid4())
    for _ in range(2):
        photo = SimpleUploadedFile("done.jpg", PHOTO, "image/jpeg")
        answer = client.post(url(case, "feed_back"), {"key": key, "result": "好了", "evidence": photo})
        assert answer.status_code == 302
    assert case.steps.filter(action="feed_back").count() == 1


def test_a_form_sent_again_with_other_words_is_a_conflict(cast: Cast) -> None:
    case, client, key = reported(), signed_in(cast.community_desk), str(uuid4())
    client.post(url(case, "urge"), {"key": key, "note": "快"})
    answer = client.post(url(case, "urge"), {"key": key, "note": "快点"})
    assert answer.status_code == 409
    assert case.steps.filter(action="urge").count() == 1


def test_an_action_there_is_not_is_not_found(cast: Cast) -> None:
    client = signed_in(cast.community_desk)
    assert client.get(url(reported(), "explode")).status_code == 404


def test_a_file_that_is_no_photo_is_refused_beside_its_field(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    text = SimpleUploadedFile("a.jpg", b"not a picture", "image/jpeg")
    answer = signed_in(cast.handler).post(
        url(case, "feed_back"), {"key": str(uuid4()), "result": "好", "evidence": text}
    )
    assert answer.status_code == 422
    assert 'id="f_evidence_error"' in answer.content.decode()


def test_the_lead_that_the_responsibility_list_names_is_chosen_already(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    page = signed_in(cast.community_desk).get(url(case, "dispatch")).content.decode()
    assert f'<option value="{cast.units.department.pk}" data-note="权责清单" selected>' in page
    assert cast.units.neighbour_department.name not in page


def test_refused_actions_stand_there_with_their_reason(cast: Cast) -> None:
    case = bring(reported(), cast, "handling", assists=[cast.units.other_department.pk])
    page = signed_in(cast.handler).get(url(case)).content.decode()
    assert "还有 1 个协办单位没有反馈" in page
