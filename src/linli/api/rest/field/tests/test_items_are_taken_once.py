"""Items of the outbox: taken once, whole or not at all, with a receipt that repeats what arrived."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.cast import OUTSIDE, Cast, new_posting
from tests.stories import bring, do, reported

from linli.accounts.audit.models import Entry
from linli.api.rest.field.door import brake
from linli.api.rest.field.tests.phone import FIELD, Phone, a_file, a_photo, at_once, sha256
from linli.cases.models import Awaited, Case, Step
from linli.documents.models import Upload


def test_a_report_is_taken_once_however_often_it_comes(phone: Phone) -> None:
    item = phone.report()
    first, again = phone.send(item), phone.send(item)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    case = Case.objects.get()
    assert first.json()["case"] == {"id": case.pk, "no": case.no, "public_code": case.public_code}
    assert (case.source, case.reporter_posting_id) == ("grid", phone.player.posting.pk)
    assert Entry.objects.filter(verb="case.report").count() == 1


def test_the_receipt_repeats_id_and_hash_of_what_arrived(phone: Phone) -> None:
    body = json.dumps(phone.report(), ensure_ascii=False).encode()
    receipt = phone.send_bytes(body).json()
    assert (receipt["id"], receipt["sha256"]) == (json.loads(body)["id"], sha256(body))


def test_an_id_that_comes_with_other_bytes_is_a_conflict(phone: Phone, cast: Cast) -> None:
    item = phone.report()
    phone.send(item)
    assert phone.send(item | {"description": "别的事"}).status_code == 409
    assert phone.send(item | {"made_at": "2026-03-05T00:00:00Z"}).status_code == 409
    other = Phone(cast.other_grid_worker)
    assert other.send(item | {"posting": other.player.posting.pk}).status_code == 409
    assert Case.objects.count() == 1


def test_what_is_not_what_its_hash_says_is_not_read(phone: Phone) -> None:
    body = json.dumps(phone.report()).encode()
    cut_off = phone.send_bytes(body[:-7], **{"X-Content-SHA256": sha256(body)})
    assert cut_off.status_code == 400
    assert phone.send_bytes(body, **{"X-Content-SHA256": ""}).status_code == 400
    assert phone.send_bytes(b"{").status_code == 400
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"matter": "9999"}, "matter", "请选择"),
        ({"lon": OUTSIDE[0], "lat": OUTSIDE[1]}, "place", "不在"),
        ({"lat": None}, "place", "一起"),
        ({"lon": 200}, "lon", "格式"),
        ({"description": "长" * 2001}, "description", "2000"),
        ({"description": "a\x00b"}, "", "无法保存"),
        ({"person": "张三"}, "person", "没有这个字段"),
        ({"made_at": "昨天"}, "made_at", "格式"),
        ({"kind": "track"}, "", "没有这一类"),
        ({"criterion": 999_999}, "criterion", "没有这样"),
        ({"settled": {"result": "", "evidence": []}}, "settled.result", "请填写"),
        ({"settled": {"result": "好了", "evidence": [str(uuid4())]}}, "settled.evidence", "没有传好"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(phone: Phone, changes: dict[str, Any], field: str, words: str) -> None:
    answer = phone.send(phone.report() | changes)
    assert answer.status_code == 422
    assert words in answer.json()["errors"][field]
    assert (Case.objects.count(), Upload.objects.count()) == (0, 0)


def test_what_was_settled_on_the_spot_is_closed_in_the_same_moment(phone: Phone) -> None:
    before, after = a_file(a_photo((640, 480))), a_file(a_photo((480, 640)))
    item = phone.report(files=[before, after], settled={"result": "盖好了", "evidence": [after["id"]]})
    first, again = phone.send(item), phone.send(item)
    assert (first.status_code, again.status_code) == (201, 200)
    case = Case.objects.get()
    assert (case.state, case.steps.count()) == ("closed", 2)
    waiting = dict(Awaited.objects.values_list("upload_id", "purpose"))
    assert waiting == {UUID(before["id"]): "report", UUID(after["id"]): "evidence"}


def test_a_report_that_may_not_be_settled_is_not_kept_either(cast: Cast) -> None:
    handler = Phone(cast.handler)
    answer = handler.send(handler.report(settled={"result": "好了", "evidence": []}))
    assert answer.status_code == 422
    assert Case.objects.count() == 0


def test_an_action_is_done_once(phone: Phone, cast: Cast) -> None:
    case = reported()
    do(case, "ask_check", cast.community_desk.actor)
    form = {"genuine": True, "result": "看过了，确实没盖"}
    item = phone.item("act", case=case.pk, action="report_check", form=form, seen_version=case.row_version)
    first, again = phone.send(item), phone.send(item)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["step"] == 3
    step = Step.objects.get(action="report_check")
    assert step.form == form | {"made_at": item["made_at"]}
    assert phone.send(item | {"form": form | {"result": "别的"}}).status_code == 409


def test_a_form_that_wants_photos_takes_promised_ones(cast: Cast) -> None:
    case = bring(reported(), cast, "handling")
    photo, handler = a_file(a_photo()), Phone(cast.handler)
    item = handler.item("act", case=case.pk, action="feed_back", seen_version=case.row_version)
    without = handler.send(item | {"form": {"result": "好了"}})
    assert without.json()["errors"].keys() == {"evidence"}
    form = {"result": "好了", "evidence": [photo["id"]]}
    assert handler.send(item | {"form": form}).status_code == 422, "a photo that nobody promised"
    assert handler.send(item | {"form": form, "files": [photo]}).status_code == 201
    case.refresh_from_db()
    assert case.state == "fed_back"


def test_the_id_of_an_action_is_not_taken_for_a_report_nor_the_other_way_round(phone: Phone) -> None:
    report = phone.report()
    case = phone.send(report).json()["case"]["id"]
    act = phone.item("act", case=case, action="remark", form={"note": "看过"}, seen_version=1)
    assert phone.send(act).status_code == 201
    assert phone.send(phone.report() | {"id": act["id"]}).status_code == 409
    assert phone.send(act | {"id": report["id"]}).status_code == 409
    assert (Case.objects.count(), Step.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    "note", ["9" * 5000, "1e999", "[" * 3000 + "]" * 3000, '"\\ud800"', '{"\\u0000": 1}', "NaN", "true", "-0.0"]
)
def test_no_json_however_odd_breaks_anything(phone: Phone, note: str) -> None:
    item = phone.item("act", case=reported().pk, action="remark", form={"note": "@"}, seen_version=1)
    body = json.dumps(item).replace('"@"', note).encode()
    assert phone.send_bytes(body).status_code in {201, 400, 422}


def test_a_file_that_no_field_names_is_refused(phone: Phone) -> None:
    case = reported()
    item = phone.item("act", case=case.pk, action="remark", form={"note": "看过"}, seen_version=1)
    answer = phone.send(item | {"files": [a_file(a_photo())]})
    assert answer.status_code == 422
    assert "files" in answer.json()["errors"]


def test_an_id_promised_for_one_item_is_not_taken_for_another(phone: Phone) -> None:
    photo = a_file(a_photo())
    assert phone.send(phone.report(files=[photo])).status_code == 201
    assert phone.send(phone.report(files=[photo])).status_code == 422
    assert phone.send(phone.report(files=[photo | {"size": 5}])).status_code == 422
    assert (Case.objects.count(), Awaited.objects.count()) == (1, 1)


def test_what_somebody_else_did_first_is_shown_with_the_case_as_it_is_now(phone: Phone, cast: Cast) -> None:
    case = reported()
    do(case, "ask_check", cast.community_desk.actor)
    seen = case.row_version
    do(case, "report_check", cast.grid_chief.actor, genuine=True, result="看过")
    form = {"genuine": False, "result": "没有看到"}
    answer = phone.send(phone.item("act", case=case.pk, action="report_check", form=form, seen_version=seen))
    assert answer.status_code == 422
    assert "刚刚做了" in answer.json()["errors"][""]
    now = answer.json()["now"]
    assert (now["state"], now["row_version"]) == ("reported", case.row_version)


def test_an_action_that_is_still_allowed_goes_through_though_the_case_moved_on(phone: Phone, cast: Cast) -> None:
    case = reported()
    do(case, "accept", cast.community_desk.actor)
    answer = phone.send(phone.item("act", case=case.pk, action="remark", form={"note": "还在"}, seen_version=1))
    assert answer.status_code == 201


def test_a_field_that_somebody_else_has_set_meanwhile_is_left_for_a_person_to_decide(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    seen, was, desk = case.row_version, case.urgency, Phone(cast.community_desk)
    do(case, "reclassify", cast.community_desk.actor, urgency="normal", reason="有人看着")
    form = {"urgency": "pressing", "reason": "人多"}
    item = desk.item("act", case=case.pk, action="reclassify", form=form, seen_version=seen)
    for base in ({}, {"urgency": was}):
        answer = desk.send(item | {"base": base})
        assert answer.status_code == 422
        assert answer.json()["errors"].keys() == {"urgency"}
        assert answer.json()["now"]["values"]["urgency"] == "normal"
    decided = item | {"seen_version": case.row_version, "base": {"urgency": "normal"}}
    assert desk.send(decided).status_code == 201
    case.refresh_from_db()
    assert case.urgency == "pressing"


def test_fields_that_nobody_else_touched_are_set_though_others_were(cast: Cast) -> None:
    case = bring(reported(), cast, "filed")
    seen, desk = case.row_version, Phone(cast.community_desk)
    do(case, "reclassify", cast.community_desk.actor, urgency="normal", reason="有人看着")
    form = {"matter": "0304", "reason": "是路灯"}
    assert (
        desk.send(desk.item("act", case=case.pk, action="reclassify", form=form, seen_version=seen)).status_code == 201
    )
    case.refresh_from_db()
    assert (case.matter.code, case.urgency) == ("0304", "normal")


@pytest.mark.parametrize("who", ["stranger", "other_handler"])
def test_a_case_of_others_is_not_there(cast: Cast, who: str) -> None:
    case, other = reported(), Phone(cast.players[who])
    item = other.item("act", case=case.pk, action="remark", form={"note": "看过"}, seen_version=1)
    hers, nobodys = other.send(item), other.send(item | {"case": 999_999})
    assert (hers.status_code, nobodys.status_code) == (422, 422)
    assert hers.json() == nobodys.json()
    assert "now" not in hers.json()


def test_whoever_has_not_signed_in_is_told_so(phone: Phone) -> None:
    write = Client(enforce_csrf_checks=True).post(f"{FIELD}items", b"{}", content_type="application/json")
    for answer in (Client().get(f"{FIELD}today"), write):
        assert answer.status_code == 401
        assert answer.json()["errors"] == {"": "请先登录"}
    phone.today()
    phone.client.logout()
    assert phone.send(phone.report()).status_code == 401
    assert Case.objects.count() == 0


def test_a_posting_that_is_not_ones_own_is_refused(phone: Phone, cast: Cast) -> None:
    other = str(cast.other_grid_worker.posting.pk)
    assert phone.send(phone.report(), **{"X-Linli-Posting": other}).status_code == 403
    assert phone.send(phone.report() | {"posting": cast.other_grid_worker.posting.pk}).status_code == 403
    posting = new_posting(user=phone.player.user, unit=cast.units.department, role="handler")
    assert (
        phone.send(phone.report() | {"posting": posting.pk}, **{"X-Linli-Posting": str(posting.pk)}).status_code == 201
    )
    posting.to_on = posting.from_on
    posting.save()
    assert (
        phone.send(phone.report() | {"posting": posting.pk}, **{"X-Linli-Posting": str(posting.pk)}).status_code == 403
    )


def test_a_write_without_its_token_is_refused(phone: Phone) -> None:
    answer = phone.send(phone.report(), **{"X-CSRFToken": ""})
    assert answer.status_code == 403
    assert Case.objects.count() == 0


def test_whoever_must_change_the_password_does_that_first(phone: Phone) -> None:
    phone.player.user.must_change_password = True
    phone.player.user.save()
    answer = phone.today()
    assert answer.status_code == 403
    assert "密码" in answer.json()["errors"][""]


def test_what_is_too_long_or_too_much_is_turned_away(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    assert phone.send(phone.item("act", case=1, action="remark", form={"note": "长" * 30_000})).status_code == 413
    monkeypatch.setattr(brake, "most", 0)
    answer = phone.send(phone.report())
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


@pytest.mark.django_db(transaction=True)
def test_one_item_delivered_by_several_lines_at_once_is_one_case(cast: Cast) -> None:
    phone = Phone(cast.grid_worker)
    photo = a_file(a_photo())
    item = phone.report(files=[photo], settled={"result": "好了", "evidence": [photo["id"]]})
    phone.today()
    answers = at_once(lambda: phone.twin().send(item), 4)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.content for answer in answers}) == 1
    assert (Case.objects.count(), Step.objects.count(), Awaited.objects.count()) == (1, 2, 1)
