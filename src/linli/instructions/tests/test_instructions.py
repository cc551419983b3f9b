"""An instruction goes to a unit, is received and answered there, and everybody concerned hears of it once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.cast import AT, Cast
from tests.stories import load_catalogue, reported

from linli.accounts.audit.models import Entry
from linli.areas.rules import BadForm, KeyConflict, NotAllowed, Refused
from linli.instructions import queries
from linli.instructions.actions import answer, receive, send
from linli.instructions.models import Instruction
from linli.instructions.rules import State, Wording, is_late, state_of
from linli.notices.models import Notice


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def told(cast: Cast, **changes: object) -> Wording:
    return Wording(**({"unit_id": cast.units.department.pk, "text": "请派人到现场围挡"} | changes))  # type: ignore[arg-type]


def sent(cast: Cast, **changes: object) -> Instruction:
    return send(told(cast, **changes), by=cast.leader.actor, at=AT, key=uuid4())


def state(one: Instruction) -> State:
    one.refresh_from_db()
    return state_of(one.received_at, one.answered_at)


def inbox(posting: int) -> list[str]:
    return list(Notice.objects.filter(posting_id=posting).order_by("pk").values_list("title", flat=True))


def test_an_instruction_is_sent_received_and_answered(cast: Cast) -> None:
    one = sent(cast)
    assert state(one) is State.SENT
    receive(one.pk, by=cast.handler.actor, at=AT)
    assert state(one) is State.RECEIVED
    answer(one.pk, "已围挡", by=cast.handler.actor, at=AT, key=uuid4())
    assert state(one) is State.ANSWERED
    assert (one.county, one.unit, one.sent_unit) == ("990101", cast.units.department, cast.units.county_desk)


def test_the_unit_hears_of_it_and_the_sender_of_every_answer(cast: Cast) -> None:
    one = sent(cast)
    receive(one.pk, by=cast.handler.actor, at=AT)
    answer(one.pk, "已围挡", by=cast.handler.actor, at=AT, key=uuid4())
    assert inbox(cast.handler.posting.pk) == ["指令：请派人到现场围挡"]
    assert inbox(cast.leader.posting.pk) == ["县城管局已收到指令", "县城管局已答复指令"]
    assert inbox(cast.other_handler.posting.pk) == []


def test_each_deed_is_in_the_journal(cast: Cast) -> None:
    one = sent(cast)
    receive(one.pk, by=cast.handler.actor, at=AT)
    answer(one.pk, "已围挡", by=cast.handler.actor, at=AT, key=uuid4())
    verbs = Entry.objects.filter(subject="instruction").order_by("pk").values_list("verb", "posting_id")
    sender, receiver = cast.leader.posting.pk, cast.handler.posting.pk
    assert list(verbs) == [
        ("instruction.send", sender),
        ("instruction.receive", receiver),
        ("instruction.answer", receiver),
    ]


def test_an_answer_alone_says_that_it_was_received(cast: Cast) -> None:
    one = sent(cast)
    answer(one.pk, "已围挡", by=cast.handler.actor, at=AT, key=uuid4())
    one.refresh_from_db()
    assert one.received_at == AT


def test_sent_twice_with_one_key_it_is_one(cast: Cast) -> None:
    key = uuid4()
    hour = timedelta(hours=1)
    first = send(told(cast, within=hour), by=cast.leader.actor, at=AT, key=key)
    again = send(told(cast, within=hour), by=cast.leader.actor, at=AT + timedelta(minutes=1), key=key)
    assert (again, again.reply_by) == (first, AT + hour)
    with pytest.raises(KeyConflict):
        send(told(cast, text="别的"), by=cast.leader.actor, at=AT, key=key)
    assert Instruction.objects.count() == 1
    assert inbox(cast.handler.posting.pk) == ["指令：请派人到现场围挡"]


def test_received_or_answered_again_nothing_changes(cast: Cast) -> None:
    one, key, later = sent(cast), uuid4(), AT + timedelta(hours=1)
    receive(one.pk, by=cast.handler.actor, at=AT)
    receive(one.pk, by=cast.handler.actor, at=later)
    answer(one.pk, "已围挡", by=cast.handler.actor, at=AT, key=key)
    answer(one.pk, "已围挡", by=cast.handler.actor, at=later, key=key)
    one.refresh_from_db()
    assert (one.received_at, one.answered_at) == (AT, AT)
    assert len(inbox(cast.leader.posting.pk)) == 2
    with pytest.raises(KeyConflict):
        answer(one.pk, "别的", by=cast.handler.actor, at=later, key=key)
    with pytest.raises(Refused, match="已经答复过"):
        answer(one.pk, "别的", by=cast.handler.actor, at=later, key=uuid4())


def test_only_who_supervises_the_ground_of_a_unit_instructs_it(cast: Cast) -> None:
    for other in (cast.handler, cast.county_desk, cast.stranger, cast.admin):
        with pytest.raises(NotAllowed):
            send(told(cast), by=other.actor, at=AT, key=uuid4())
    with pytest.raises(NotAllowed):
        sent(cast, unit_id=cast.units.neighbour_department.pk)
    assert not Instruction.objects.exists()


def test_only_the_unit_itself_receives_and_answers(cast: Cast) -> None:
    one = sent(cast)
    for other in (cast.other_handler, cast.leader, cast.stranger):
        with pytest.raises(NotAllowed):
            receive(one.pk, by=other.actor, at=AT)
        with pytest.raises(NotAllowed):
            answer(one.pk, "已围挡", by=other.actor, at=AT, key=uuid4())
    with pytest.raises(NotAllowed):
        receive(one.pk + 1, by=cast.handler.actor, at=AT)
    assert state(one) is State.SENT


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"text": " "}, "text"), ({"text": "字" * 501}, "text"), ({"within": timedelta()}, "within")],
)
def test_what_cannot_be_sent_is_said_beside_the_field(cast: Cast, changes: dict[str, object], field: str) -> None:
    with pytest.raises(BadForm) as found:
        sent(cast, **changes)
    assert set(found.value.errors) == {field}
    one = sent(cast)
    with pytest.raises(BadForm):
        answer(one.pk, "  ", by=cast.handler.actor, at=AT, key=uuid4())


def test_it_may_be_about_a_case_that_the_sender_sees(cast: Cast) -> None:
    case = reported()
    one = sent(cast, case_id=case.pk, point=(120.005, 30.005), within=timedelta(hours=2))
    assert one.point is not None
    assert (one.case, one.point.x, one.reply_by) == (case, 120.005, AT + timedelta(hours=2))
    with pytest.raises(NotAllowed):
        sent(cast, case_id=case.pk + 1)


def test_lists_are_for_the_unit_the_sender_and_the_ground(cast: Cast) -> None:
    old, new = sent(cast, text="先"), sent(cast, text="后")
    urgent = sent(cast, text="急", within=timedelta(hours=1))
    answer(new.pk, "好了", by=cast.handler.actor, at=AT, key=uuid4())
    assert [one.text for one in queries.to_unit(cast.handler.actor)] == ["急", "先", "后"]
    assert queries.waiting_count(cast.handler.actor) == 2
    assert list(queries.from_unit(cast.leader.actor)) == [urgent, new, old]
    assert list(queries.on_ground(cast.county_desk.actor)) == [urgent, new, old]
    for stranger in (cast.stranger, cast.town_desk):  # the neighbour; a town that the department is not of
        assert not queries.on_ground(stranger.actor).exists()
    assert not queries.to_unit(cast.other_handler.actor).exists()
    assert not queries.from_unit(cast.county_desk.actor).exists()  # may not instruct, so has sent nothing
    assert not queries.on_ground(cast.handler.actor).exists()


def test_who_acts_at_the_unit_but_holds_no_work_has_no_list(cast: Cast) -> None:
    one = sent(cast, unit_id=cast.units.county_desk.pk)
    with pytest.raises(NotAllowed):
        receive(one.pk, by=cast.auditor.actor, at=AT)
    assert not queries.to_unit(cast.auditor.actor).exists()
    assert [row.pk for row in queries.to_unit(cast.county_desk.actor)] == [one.pk]


def test_an_answer_without_receipt_is_refused_by_the_database(cast: Cast) -> None:
    one = sent(cast)
    with pytest.raises(Exception, match="instructions_received_before_answered"), connection.cursor() as cursor:
        cursor.execute("UPDATE instructions_instruction SET answered_at = now() WHERE id = %s", [one.pk])


def test_late_is_who_has_not_answered_by_the_time_asked_for() -> None:
    hour = timedelta(hours=1)
    assert is_late(AT, None, AT + hour)
    assert is_late(AT, AT + hour, AT + hour)
    assert not is_late(AT, AT - hour, AT + hour)
    assert not is_late(None, None, AT)
