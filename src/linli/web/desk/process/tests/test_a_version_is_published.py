"""A county publishes its own version on screen: checked first, named faults, then running."""

import pytest
from django.test import Client
from tests.cast import Cast
from tests.stories import load_catalogue, reported

from linli.cases import processes
from linli.cases.models import ProcessVersion
from linli.web.desk.tests.signed_in import signed_in

PAGE = "/desk/process/publish/"


@pytest.fixture
def administrator(cast: Cast) -> Client:
    return signed_in(cast.admin)


def proposed(client: Client) -> str:
    return str(client.get(PAGE).context["text"])


def test_it_begins_with_the_running_text_under_the_next_number(administrator: Client) -> None:
    running = processes.text_of("event", 1)
    assert proposed(administrator) == running.replace("version = 1", "version = 2", 1)


def test_checking_draws_it_shows_what_changed_and_publishes_nothing(administrator: Client) -> None:
    text = proposed(administrator).replace('limit = "2 work_hour"', 'limit = "1 work_hour"', 1)
    answer = administrator.post(PAGE, {"text": text, "deed": "check"})
    assert answer.context["sound"].version == 2
    assert [kind for kind, _ in answer.context["changes"]] == ["-", "+"]
    assert "检查过了" in answer.content.decode()
    assert not ProcessVersion.objects.exists()


def test_a_published_version_runs_and_stands_in_the_list(cast: Cast, administrator: Client) -> None:
    load_catalogue(cast)
    assert administrator.post(PAGE, {"text": proposed(administrator), "deed": "publish"}).status_code == 302
    assert reported().version == 2
    page = administrator.get("/desk/process/").content.decode()
    assert "第 2 版" in page
    assert "下载定义" in page


def test_the_same_sent_twice_is_one_version(administrator: Client) -> None:
    text = proposed(administrator)
    for _ in range(2):
        assert administrator.post(PAGE, {"text": text, "deed": "publish"}).status_code == 302
    assert ProcessVersion.objects.count() == 1


def test_faults_are_named_with_their_lines_and_what_was_typed_is_kept(administrator: Client) -> None:
    text = proposed(administrator).replace('by = ["desk"]', 'by = ["boss"]', 1)
    answer = administrator.post(PAGE, {"text": text, "deed": "publish"})
    assert answer.status_code == 422
    ((line, words),) = answer.context["faults"]
    assert words == "未知的关系「boss」"
    assert line > 1
    assert answer.context["text"] == text
    assert not ProcessVersion.objects.exists()


def test_a_number_that_does_not_follow_is_refused(administrator: Client) -> None:
    text = proposed(administrator).replace("version = 2", "version = 9", 1)
    answer = administrator.post(PAGE, {"text": text, "deed": "publish"})
    assert answer.status_code == 422
    assert "版本号应为 2" in answer.content.decode()


def test_who_may_not_publish_finds_no_such_page(cast: Cast) -> None:
    client = signed_in(cast.supervisor)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"text": "x", "deed": "publish"}).status_code == 404


def test_a_definition_is_downloaded_as_it_was_written(cast: Cast) -> None:
    client = signed_in(cast.handler)
    answer = client.get("/desk/process/1.toml")
    assert answer.content.decode() == processes.text_of("event", 1)
    assert client.get("/desk/process/7.toml").status_code == 404
