"""A questionnaire by its address: answered without a name, once per sheet, to its last day, not too often."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.cast import Cast
from tests.stories import do, load_catalogue

from linli.accounts.audit.models import Entry
from linli.cases.models import Case
from linli.work.risks.models import Answer
from linli.work.risks.queries import mark_of
from linli.work.risks.tests.stories import Team, brought, day, gather_team, intended, later


@pytest.fixture
def team(cast: Cast) -> Team:
    load_catalogue(cast)
    return gather_team(cast)


@pytest.fixture
def asked(cast: Cast, team: Team) -> Case:
    """An assessment whose questionnaire is open for ten days."""
    case = brought(intended(cast), cast, team, "planning")
    plan = ["announcement", "questionnaire", "departments"]
    do(case, "set_plan", team.handler.actor, later(0, 30), scope="全过程", methods=plan)
    do(case, "open_questionnaire", team.handler.actor, later(0, 31), question="市场要搬，您怎么看？", ask_until=day(10))
    return case


def address(case: Case) -> str:
    return reverse("portal:ask", args=[case.no, mark_of(case.pk, case.more["round"])])


def sheet(**changes: str) -> dict[str, str]:
    return {"key": str(uuid4()), "group": "2", "stance": "conditional", "text": "留一个菜点"} | changes


def test_an_answer_is_kept_without_a_name(asked: Case) -> None:
    client = Client()
    with time_machine.travel(later(2), tick=False):
        form = client.get(address(asked)).content.decode()
        assert "市场要搬，您怎么看？" in form
        assert "市场摊主" in form
        answer = client.post(address(asked), sheet())
        assert answer.status_code == 302
        assert "谢谢您" in client.get(answer.headers["Location"]).content.decode()
    kept = Answer.objects.get()
    assert (kept.group, kept.stance, kept.text, kept.answered_on) == (2, "conditional", "留一个菜点", date(2026, 3, 6))
    fields = {field.name for field in Answer._meta.get_fields()}
    assert fields == {"id", "case", "round", "group", "stance", "text", "answered_on", "key"}
    line = Entry.objects.get(verb="questionnaire.answer")
    assert (line.subject_id, line.user, line.detail) == (asked.no, None, {"round": 1})


@pytest.mark.parametrize(("days", "why"), [("30", ""), ("20", "汛期临近，须赶在汛前决定")])
def test_it_says_from_when_to_when_the_public_is_asked_and_why_not_longer(
    asked: Case, team: Team, days: str, why: str
) -> None:
    client = Client()
    with time_machine.travel(later(2), tick=False):
        assert "公开征求意见：" not in client.get(address(asked)).content.decode()
    told = {"announced_on": day(1), "announce_days": days, "where": "县政府网站", "why_shorter": why}
    do(asked, "announce", team.handler.actor, later(2), **told)
    with time_machine.travel(later(2), tick=False):
        page = client.get(address(asked)).content.decode()
    assert f"公开征求意见：{day(1)} 到 {day(1 + int(days))}" in page
    assert f"还有 {int(days)} 天" in page
    assert ("原因：汛期临近" in page) is bool(why)
    with time_machine.travel(later(40), tick=False):
        page = client.get(address(asked)).content.decode()
    assert "，已经结束" in page


def test_the_same_sheet_sent_twice_is_one_answer(asked: Case) -> None:
    client, filled = Client(), sheet()
    with time_machine.travel(later(2), tick=False):
        for _again in range(2):
            assert client.post(address(asked), filled).status_code == 302
        assert client.post(address(asked), filled | {"stance": "against"}).status_code == 302
    assert Answer.objects.get().stance == "conditional"
    assert Entry.objects.filter(verb="questionnaire.answer").count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"group": ""}, "请选一项最接近您的"),
        ({"group": "9"}, "请选一项"),
        ({"stance": "maybe"}, "请选一项"),
        ({"text": "长" * 501}, "最多 500 字"),
        ({"text": "打我电话 13812345678"}, "这份问卷不记名"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    asked: Case, changes: dict[str, str], said: str
) -> None:
    with time_machine.travel(later(2), tick=False):
        answer = Client().post(address(asked), sheet(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "留一个菜点" in answer.content.decode() or "text" in changes
    assert not Answer.objects.exists()


def test_it_closes_with_its_day(asked: Case) -> None:
    client = Client()
    with time_machine.travel(later(10, 60 * 13), tick=False):  # 23:00 of the last day
        assert client.post(address(asked), sheet()).status_code == 302
    with time_machine.travel(later(11), tick=False):
        assert "问卷已经截止" in client.get(address(asked)).content.decode()
        late = client.post(address(asked), sheet())
    assert late.status_code == 409
    assert "问卷已经截止" in late.content.decode()
    assert Answer.objects.count() == 1


def test_a_wrong_address_is_not_there(asked: Case) -> None:
    client = Client()
    with time_machine.travel(later(2), tick=False):
        for wrong in (
            [asked.no, "0" * 20],
            ["990101-260304-999999", mark_of(asked.pk, 1)],
            [asked.no, mark_of(asked.pk, 2)],
        ):
            assert client.get(reverse("portal:ask", args=wrong)).status_code == 404
            assert client.post(reverse("portal:ask", args=wrong), sheet()).status_code == 404
    assert not Answer.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked_by_nothing(asked: Case) -> None:
    with time_machine.travel(later(2), tick=False):
        for changes in ({"website": "http://a"}, {"key": "7"}):
            assert Client().post(address(asked), sheet(**changes)).headers["Location"] == address(asked)
    assert not Answer.objects.exists()


def test_too_many_from_one_address_are_told_when_to_come_back(asked: Case, settings: Settings) -> None:
    settings.PORTAL_LIMITS = {**settings.PORTAL_LIMITS, "answer_address": 2}
    client = Client()
    with time_machine.travel(later(2), tick=False):
        assert [client.post(address(asked), sheet()).status_code for _each in range(3)] == [302, 302, 429]
    assert Answer.objects.count() == 2
