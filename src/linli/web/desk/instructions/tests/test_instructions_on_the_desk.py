"""A unit sees its instructions, unanswered first, receives with one press and answers in a line."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import AT, Cast
from tests.stories import load_catalogue, reported

from linli.instructions.actions import answer, send
from linli.instructions.models import Instruction
from linli.instructions.rules import Wording
from linli.web.desk.tests.signed_in import signed_in


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def sent(cast: Cast, text: str = "请派人到现场围挡", **more: object) -> Instruction:
    wording = Wording(unit_id=cast.units.department.pk, text=text, **more)  # type: ignore[arg-type]
    return send(wording, by=cast.leader.actor, at=AT, key=uuid4())


def do(one: Instruction) -> str:
    return f"/desk/instructions/{one.pk}/do/"


def test_the_unit_receives_and_answers(cast: Cast) -> None:
    one, client = sent(cast), signed_in(cast.handler)
    page = client.get("/desk/instructions/").content.decode()
    assert "请派人到现场围挡" in page
    assert 'name="receive"' in page
    assert client.post(do(one), {"receive": "1"})["Location"] == "/desk/instructions/"
    assert 'name="receive"' not in client.get("/desk/instructions/").content.decode()
    client.post(do(one), {"answer": "已围挡", "key": str(uuid4())})
    page = client.get("/desk/instructions/").content.decode()
    assert "已围挡" in page
    assert 'name="answer"' not in page


def test_the_count_is_in_the_bar_and_stays_right(cast: Cast) -> None:
    one, client = sent(cast), signed_in(cast.handler)
    sent(cast)
    assert client.get("/desk/counts/").json()["counts"]["instructions"] == 2
    assert 'data-live="instructions"' in client.get("/desk/process/").content.decode()
    answer(one.pk, "好", by=cast.handler.actor, at=AT, key=uuid4())
    assert client.get("/desk/counts/").json()["counts"]["instructions"] == 1
    assert signed_in(cast.other_handler).get("/desk/counts/").json()["counts"]["instructions"] == 0


def test_nobody_acts_for_another_unit(cast: Cast) -> None:
    one = sent(cast)
    for stranger in (cast.other_handler, cast.leader, cast.stranger):
        assert signed_in(stranger).post(do(one), {"receive": "1"}).status_code == 404
        assert "请派人到现场围挡" not in signed_in(stranger).get("/desk/instructions/").content.decode()
    assert signed_in(cast.handler).post(do(one), {"answer": "好", "key": "x"}).status_code == 404


def test_the_sender_follows_what_was_sent(cast: Cast) -> None:
    case = reported()
    sent(cast, case_id=case.pk)
    page = signed_in(cast.leader).get("/desk/instructions/?sent=1").content.decode()
    assert "请派人到现场围挡" in page
    assert case.no in page
    assert 'name="answer"' not in page
    assert "请派人到现场围挡" not in signed_in(cast.handler).get("/desk/instructions/?sent=1").content.decode()


def test_an_empty_answer_is_said_and_a_second_one_is_a_conflict(cast: Cast) -> None:
    one, client = sent(cast), signed_in(cast.handler)
    refused = client.post(do(one), {"answer": " ", "key": str(uuid4())})
    assert refused.status_code == 422
    assert "请写答复" in refused.content.decode()
    answer(one.pk, "好", by=cast.handler.actor, at=AT, key=uuid4())
    assert client.post(do(one), {"answer": "又好", "key": str(uuid4())}).status_code == 409


def test_an_empty_page_says_what_would_fill_it(cast: Cast) -> None:
    assert "指挥中心给本单位的指令会出现在这里" in signed_in(cast.handler).get("/desk/instructions/").content.decode()


def test_many_cost_no_more_queries_than_few(cast: Cast) -> None:
    client, costs = signed_in(cast.handler), []
    case = reported()
    for _ in range(2):
        for n in range(3):
            sent(cast, f"第 {n} 条", case_id=case.pk)
        with CaptureQueriesContext(connection) as counted:
            client.get("/desk/instructions/")
        costs.append(len(counted))
    assert costs[0] == costs[1]
