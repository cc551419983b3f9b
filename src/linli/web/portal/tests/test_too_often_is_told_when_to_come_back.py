"""Limits: clear words, a time, and nothing lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from tests.cast import AT
from time_machine import Traveller

from linli.cases.models import Case
from linli.web.portal.tests import walking


@pytest.fixture
def limit(settings: Settings):
    def set_to(**limits: int) -> None:
        settings.PORTAL_LIMITS = {**settings.PORTAL_LIMITS, **limits}

    return set_to


def test_one_browser_reports_so_often_and_then_waits(client: Client, limit, clock: Traveller):
    limit(report_visitor=2)
    for _ in range(2):
        walking.report(client)
    key = walking.begin(client)
    walking.fill(client, key)
    answer = walking.step(client, key, "check")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert "11:00" in answer.content.decode()
    assert Case.objects.count() == 2

    clock.move_to(AT + timedelta(hours=1))
    assert walking.step(client, key, "check").status_code == 302


def test_one_address_reports_so_often_from_however_many_browsers(limit):
    limit(report_address=2)
    for _ in range(2):
        walking.report(Client())
    other = Client()
    key = walking.begin(other)
    walking.fill(other, key)
    assert walking.step(other, key, "check").status_code == 429


def test_sending_the_same_report_again_costs_nothing(client: Client, limit):
    limit(report_visitor=1)
    key = walking.begin(client)
    walking.fill(client, key)
    assert [walking.step(client, key, "check").status_code for _ in range(3)] == [302, 302, 302]


def test_a_wrong_code_is_told_kindly_and_guessing_is_stopped(client: Client, limit):
    limit(wrong_code=3)
    for wrong in ("K7MX4PA2W9CD", "短", "K7MX-4PA2-W9CE"):
        answer = client.get(f"/s/{wrong}/")
        assert answer.status_code == 404
        assert "没有找到这个查询码" in answer.content.decode()
    assert client.get("/s/", {"code": "K7MX4PA2W9CF"}).status_code == 429


def test_who_guesses_is_not_told_whether_a_code_exists(client: Client, limit):
    code = walking.report(client)
    limit(wrong_code=1)
    client.get("/s/K7MX4PA2W9CD/")
    assert client.get(f"/s/{code}/").status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(f"/s/{code}/").status_code == 200


def test_what_cannot_be_a_code_takes_the_same_way_as_a_wrong_one(client: Client):
    counts = []
    for wrong in ("K7MX4PA2W9CD", "x"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/s/{wrong}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_files_are_counted_one_by_one(client: Client, limit):
    limit(upload_address=1)
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    photos = [walking.picture(colour=(n, 0, 0)) for n in range(2)]
    assert walking.step(client, key, "happened", description="坏", photos=photos).status_code == 429


def test_remarks_are_counted(client: Client, limit):
    limit(act_address=1)
    code = walking.report(client)
    assert walking.do(client, code, "remark", note="一").status_code == 302
    assert walking.do(client, code, "remark", note="二").status_code == 429


def test_behind_a_proxy_the_visitors_own_address_counts(limit, settings: Settings):
    limit(wrong_code=1)
    settings.PROXIES = 1
    client = Client()

    def ask(told: str) -> int:
        return client.get("/s/K7MX4PA2W9CD/", headers={"X-Forwarded-For": told}).status_code

    assert [ask("8.8.8.8"), ask("8.8.8.8"), ask("9.9.9.9")] == [404, 429, 404]
    assert ask("1.1.1.1, 8.8.8.8") == 429  # what the visitor claims stands before what the proxy has seen
