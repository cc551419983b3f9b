"""Every page without signing in, with a constant number of queries, in both languages, kept by no proxy."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast
from tests.stories import bring

from linli.cases.models import Case
from linli.matters.models import Matter
from linli.web.portal.tests import walking


@pytest.mark.parametrize("path", ["/", "/not-here/", "/privacy/", "/s/", "/grid/"])
def test_a_page_opens_and_is_kept_by_nobody_on_the_way(client: Client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/not-here/", "/s/"])
def test_without_any_area_the_pages_still_open(client: Client, settings, path: str):
    settings.HOME_AREA = "000000"
    assert client.get(path).status_code == 200


def test_the_language_is_changed_and_changed_back(client: Client):
    client.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in client.get("/").content.decode()
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert '<html lang="zh-CN"' in client.get("/").content.decode()


def test_a_form_from_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)
    key = walking.begin(client)
    assert walking.step(client, key, "what", matter="0301").status_code == 403


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_a_long_history_costs_as_many_queries_as_a_short_one(client: Client, cast: Cast):
    code = walking.report(client)
    bring(Case.objects.get(public_code=code), cast, "handling")
    with time_machine.travel(AT + timedelta(hours=1), tick=False) as clock:
        walking.do(client, code, "remark", note="一", photos=walking.picture(colour=(1, 1, 1)))
        client.get(f"/s/{code}/")
        short = queries_of(client, f"/s/{code}/")
        for n in range(5):
            clock.shift(timedelta(minutes=1))
            walking.do(client, code, "remark", note=str(n), photos=walking.picture(colour=(n, 9, 9)))
        client.get(f"/s/{code}/")
        assert queries_of(client, f"/s/{code}/") == short


def test_many_matters_cost_as_many_queries_as_few(client: Client):
    key = walking.begin(client)
    full = queries_of(client, f"/report/{key}/")
    Matter.objects.exclude(code__startswith="03").update(is_active=False)
    assert queries_of(client, f"/report/{key}/") == full
