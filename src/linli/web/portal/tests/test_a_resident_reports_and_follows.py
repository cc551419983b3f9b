"""From the first page to the rating, without an account and without script."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from tests.cast import AT, Cast
from tests.stories import bring, load_catalogue

from linli.cases.models import Case
from linli.web.portal.tests import walking


@pytest.fixture(autouse=True)
def catalogue(cast: Cast):
    load_catalogue(cast)
    with time_machine.travel(AT, tick=False):
        yield


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
    assert "今天(3 月 4 日)" in page


def test_a_finished_case_is_rated(client: Client, cast: Cast):
    code = walking.report(client)
    case = bring(Case.objects.get(public_code=code), cast, "closed")
    with time_machine.travel(AT + timedelta(days=1)):
        answer = walking.do(client, code, "rate", score="4", comment="挺快")
        assert answer.status_code == 302
        assert "谢谢您的评价" in client.get(answer["Location"]).content.decode()
    case.refresh_from_db()
    assert case.rating == 4
