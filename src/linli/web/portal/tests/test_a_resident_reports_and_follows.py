"""From the first page to the rating, without an account and without script."""

from datetime import timedelta

import time_machine
from django.test import Client
from tests.cast import AT, Cast
from tests.stories import bring, do, reported

from linli.cases.models import Case, Contact
from linli.web.portal.tests import walking


def test_a_report_leads_to_a_code_and_the_code_to_its_progress(client: Client, cast: Cast):
    code = walking.report(client)

    thanks = client.get(f"/s/{code}/thanks/").content.decode()
    assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in thanks
    assert "<svg" in thanks
    case = Case.objects.get(public_code=code)
    assert (case.source, case.grid, case.matter.code) == ("portal", cast.areas.grid.code, "0301")

    bring(case, cast, "handling")
    page = client.get(f"/s/{code}/").content.decode()
    assert "县城管局正在处理" in page
    assert "预计今天(3 月 4 日)" in page


def test_a_code_is_found_however_it_is_typed(client: Client):
    code = walking.report(client)
    typed = f" {code[:4].lower()} {code[4:8]}—{code[8:]}"
    answer = client.get("/s/", {"code": typed})
    assert answer["Location"] == f"/s/{code}/"


def test_the_qr_code_is_a_picture_to_keep(client: Client):
    code = walking.report(client)
    answer = client.get(f"/s/{code}/qr.png")
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


def test_a_finished_case_is_rated_once_however_often_the_button_is_pressed(client: Client, cast: Cast):
    code = walking.report(client)
    case = bring(Case.objects.get(public_code=code), cast, "closed")
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        filled = {"key": walking.form_key(client, code, "rate"), "score": "4", "comment": "挺快"}
        first, second = (client.post(f"/s/{code}/rate/", filled) for _ in range(2))
        assert (first.status_code, second.status_code) == (302, 302)
        assert "谢谢您的评价" in client.get(first["Location"]).content.decode()
    case.refresh_from_db()
    assert case.rating == 4
    assert case.steps.filter(action="rate").count() == 1


def test_a_rating_without_a_score_says_so_beside_the_field(client: Client, cast: Cast):
    code = walking.report(client)
    case = bring(Case.objects.get(public_code=code), cast, "closed")
    answer = walking.do(client, code, "rate", comment="一般")
    assert answer.status_code == 422
    assert "这里还没有填" in answer.content.decode()
    case.refresh_from_db()
    assert case.rating is None


def test_not_fixed_reopens_within_the_window(client: Client, cast: Cast):
    code = walking.report(client)
    case = bring(Case.objects.get(public_code=code), cast, "closed")
    with time_machine.travel(AT + timedelta(days=10), tick=False):
        answer = walking.do(client, code, "reopen", reason="又坏了", photos=walking.picture())
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.reopens) == ("filed", 1)


def test_after_the_window_it_is_not_offered_and_says_why(client: Client, cast: Cast):
    code = walking.report(client)
    case = bring(Case.objects.get(public_code=code), cast, "closed")
    with time_machine.travel(AT + timedelta(days=16), tick=False):
        page = client.get(f"/s/{code}/").content.decode()
        assert f"/s/{code}/reopen/" not in page
        assert "请重新反映一次" in page
        assert client.get(f"/s/{code}/reopen/").status_code == 409
        assert client.post(f"/s/{code}/reopen/", {"reason": "又坏了"}).status_code == 409
    case.refresh_from_db()
    assert case.state == "closed"


def test_a_report_is_withdrawn_while_nobody_has_taken_it(client: Client):
    code = walking.report(client)
    assert walking.do(client, code, "withdraw").status_code == 302
    assert "您已撤回" in client.get(f"/s/{code}/").content.decode()


def test_what_is_being_handled_is_not_withdrawn(client: Client, cast: Cast):
    code = walking.report(client)
    key = walking.form_key(client, code, "withdraw")
    case = bring(Case.objects.get(public_code=code), cast, "filed")
    answer = client.post(f"/s/{code}/withdraw/", {"key": key})
    assert answer.status_code == 409
    assert "有了新进展" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "filed"


def test_a_remark_with_a_photo_is_added_and_shown(client: Client, cast: Cast):
    code = walking.report(client)
    bring(Case.objects.get(public_code=code), cast, "handling")
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        answer = walking.do(client, code, "remark", note="旁边又塌了一块", photos=walking.picture())
        assert answer.status_code == 302
        page = client.get(f"/s/{code}/").content.decode()
    assert "旁边又塌了一块" in page
    assert f"/s/{code}/files/" in page


def test_a_refusal_says_why_and_whom_to_turn_to(client: Client, cast: Cast):
    code = walking.report(client)
    case = Case.objects.get(public_code=code)
    do(case, "refuse", cast.community_desk.actor, reason="这段路归铁路部门管", remedy="请拨打 12306")
    page = client.get(f"/s/{code}/").content.decode()
    assert "这段路归铁路部门管" in page
    assert "请拨打 12306" in page


def test_a_merged_report_follows_the_one_that_is_handled(client: Client, cast: Cast):
    first, second = walking.report(client, description="甲写的"), walking.report(client, description="乙写的")
    surviving = Case.objects.get(public_code=first)
    do(Case.objects.get(public_code=second), "merge", cast.community_desk.actor, into=surviving.no)
    bring(surviving, cast, "handling")

    page = client.get(f"/s/{second}/").content.decode()
    assert "县城管局正在处理" in page
    assert "乙写的" in page
    assert "甲写的" not in page
    assert f"/s/{second}/withdraw/" not in page
    assert client.post(f"/s/{second}/withdraw/", {}).status_code == 409


def test_nothing_personal_and_nothing_internal_is_on_the_page(client: Client, cast: Cast):
    code = walking.report(client, name="王小明", phone="13812345678")
    case = bring(Case.objects.get(public_code=code), cast, "handling")
    do(case, "remark", cast.handler.actor, note="内部说明:找老李")
    assert Contact.objects.filter(case=case).exists()
    page = client.get(f"/s/{code}/").content.decode()
    for hidden in ("王小明", "王**", "138", "内部说明", "handler", case.no):
        assert hidden not in page


def test_what_staff_noted_down_of_a_call_is_not_shown(client: Client, cast: Cast):
    case = reported(by=cast.community_desk.actor, source="phone", description="王小明来电")
    assert "王小明来电" not in client.get(f"/s/{case.public_code}/").content.decode()


def test_of_a_confidential_matter_only_the_progress_is_shown(client: Client):
    code = walking.report(client, matter="1502", description="隔壁天天吵", photos=walking.picture(), address="3 栋")
    case = Case.objects.get(public_code=code)
    file_id = case.attachments.get().file_id
    page = client.get(f"/s/{code}/").content.decode()
    for hidden in ("隔壁天天吵", "邻里纠纷", "3 栋", str(file_id)):
        assert hidden not in page
    assert "只显示进度" in page
    assert client.get(f"/s/{code}/files/{file_id}/").status_code == 404
