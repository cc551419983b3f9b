"""What happens to cases arrives outside: signed, once, in order, and without anybody's name."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError
from tests.cast import AT, INSIDE_FAR_GRID, INSIDE_NEIGHBOUR, Cast
from tests.stories import bring, do, reported

from linli.areas.rules import RESIDENT
from linli.exchange.webhooks.actions import fan_out, replay, replay_since, rotate, send_test
from linli.exchange.webhooks.models import Delivery, Subscription
from linli.exchange.webhooks.rules import SCHEDULE
from linli.exchange.webhooks.tasks import queue_all, send_next
from linli.exchange.webhooks.tests.conftest import subscribed
from linli.exchange.webhooks.tests.receiver import Receiver
from linli.matters.models import Matter

Hooked = tuple[Subscription, str]


def deliver_all(row: Subscription) -> None:
    """What the worker does until nothing is due."""
    queue_all()
    while send_next(row.pk):
        pass


def test_a_change_arrives_signed_and_the_librarys_own_verifier_says_so(hooked: Hooked, receiver: Receiver) -> None:
    row, secret = hooked
    case = reported()
    deliver_all(row)
    (heard,) = receiver.accepted
    told = Webhook(secret).verify(heard.body, heard.headers)
    assert (told["type"], told["data"]["case"], told["data"]["status"]) == ("case.reported", case.no, "open")
    assert heard.headers["content-type"] == "application/json"
    assert heard.path == "/hooks?of=linli"
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(heard.body + b" ", heard.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").verify(heard.body, heard.headers)


def test_a_whole_case_arrives_in_its_order_each_change_once(hooked: Hooked, cast: Cast, receiver: Receiver) -> None:
    row, _ = hooked
    case = bring(reported(), cast, "finished")
    deliver_all(row)
    deliver_all(row)
    assert [one.told["type"] for one in receiver.accepted] == [
        "case.reported", "case.accepted", "case.dispatched", "case.received", "case.fed_back", "case.closed",
        "case.rated",
    ]  # fmt: skip
    told = [one.told["data"] for one in receiver.accepted]
    assert [one["sequence"] for one in told] == [1, 2, 3, 4, 5, 6, 7]
    assert [one["status"] for one in told] == ["open"] * 5 + ["closed"] * 2
    assert told[1]["lead"] is None
    assert told[2]["lead"] == "镜河县城市管理局"
    assert told[4]["words"] == {"result": "新井盖已装好"}
    assert {one["case"] for one in told} == {case.no}
    assert Delivery.objects.filter(state="delivered").count() == 7


def test_an_event_says_how_the_case_stood_then_not_how_it_stands_now(hooked: Hooked, cast: Cast) -> None:
    row, _ = hooked
    bring(reported(), cast, "closed")
    fan_out(row.pk, at=AT)
    first = json.loads(row.deliveries.order_by("step_id")[0].body)["data"]
    assert (first["state"], first["status"], first["closed_at"]) == ("reported", "open", None)


CANARIES = ("欧阳金丝雀", "13900139000", "0571-88886666", "canary@example.org", "330106199001011234")


def test_nothing_about_a_reporter_ever_leaves(hooked: Hooked, cast: Cast, receiver: Receiver) -> None:
    row, _ = hooked
    written = (
        "我是欧阳金丝雀,井盖没了,我电话 13900139000,家里 0571-88886666,canary@example.org,身份证 330106199001011234"
    )
    case = reported(
        description=written,
        address="青石街 18 号 2 单元 301 室 13900139000",
        contact_name="欧阳金丝雀",
        contact_phone="13900139000",
    )
    bring(case, cast, "dispatched")
    do(case, "remark", RESIDENT, note="我是欧阳金丝雀,请打 13900139000")
    bring_on(case, cast)
    do(case, "rate", RESIDENT, score=5, comment="欧阳金丝雀很满意")
    do(case, "reopen", RESIDENT, reason="欧阳金丝雀说没解决,13900139000")
    deliver_all(row)
    said = "\n".join(one.body.decode() + str(one.headers) for one in receiver.heard)
    assert len(receiver.heard) >= 8
    for canary in (*CANARIES, "单元", case.public_code, *(p.user.full_name for p in cast.players.values())):
        assert canary not in said, canary
    assert "井盖没了" in said


def bring_on(case, cast: Cast) -> None:
    """The case brought on from where a department got it; what it writes carries the number it was given."""
    from tests.stories import a_photo

    do(case, "receive", cast.handler.actor)
    do(case, "feed_back", cast.handler.actor, result="已回电 13900139000,井盖已装", evidence=[str(a_photo())])
    do(case, "pass", cast.community_desk.actor, method="phone")


def test_without_words_and_of_what_concerns_a_person_only_progress_is_told(
    cast: Cast, hooked: Hooked, receiver
) -> None:
    quiet, _ = subscribed(cast, receiver.url, with_words=False)
    reported()
    Matter.objects.filter(code="0304").update(is_confidential=True)
    reported(matter_code="0304")
    for pk in (quiet.pk, hooked[0].pk):
        fan_out(pk, at=AT)
    assert all(json.loads(one.body)["data"]["words"] == {} for one in quiet.deliveries.all())
    plain, secret = (json.loads(one.body)["data"] for one in hooked[0].deliveries.order_by("step_id"))
    assert plain["words"]
    assert plain["address"]
    assert (secret["words"], secret["address"], secret["lon"], secret["lat"]) == ({}, None, None, None)
    assert secret["area"]["code"] == "990101001001"


def test_only_the_ground_and_the_kinds_that_were_chosen_are_told(cast: Cast, hooked: Hooked, receiver) -> None:
    town, _ = subscribed(cast, receiver.url, area_code="990101001", kinds=("case.accepted", "case.closed"))
    bring(reported(), cast, "filed")
    lon, lat = INSIDE_FAR_GRID
    reported(lon=lon, lat=lat)
    lon, lat = INSIDE_NEIGHBOUR
    reported(lon=lon, lat=lat)
    queue_all()
    assert list(town.deliveries.values_list("kind", flat=True)) == ["case.accepted"]
    assert hooked[0].deliveries.count() == 3


def test_a_failure_is_tried_again_under_the_same_id_and_a_later_change_waits_for_it(
    cast: Cast, hooked: Hooked, receiver: Receiver, time_machine
) -> None:
    row, _ = hooked
    time_machine.move_to(AT, tick=False)
    case = bring(reported(), cast, "dispatched")
    other = reported()
    receiver.answers = [500]
    deliver_all(row)
    assert [one.told["type"] for one in receiver.heard] == ["case.reported"]  # the address rests after trouble
    time_machine.shift(timedelta(seconds=6))
    deliver_all(row)
    of_case = [one.told["data"]["sequence"] for one in receiver.accepted if one.told["data"]["case"] == case.no]
    assert of_case == [1, 2, 3]
    assert [one.told["data"]["case"] for one in receiver.accepted].count(other.no) == 1
    again = [one for one in receiver.heard if one.id == receiver.heard[0].id]
    assert len(again) == 2
    assert again[0].body == again[1].body
    assert again[0].headers["webhook-timestamp"] != again[1].headers["webhook-timestamp"]
    tries = list(row.deliveries.get(message=again[0].id).tries.order_by("pk").values_list("status", flat=True))
    assert tries == [500, 204]


def test_what_is_refused_for_three_days_is_given_up_and_the_next_change_goes_on(
    cast: Cast, hooked: Hooked, receiver: Receiver, time_machine
) -> None:
    row, _ = hooked
    time_machine.move_to(AT, tick=False)
    bring(reported(), cast, "filed")
    receiver.answers = [404] * 10
    deliver_all(row)
    for wait in SCHEDULE:
        time_machine.shift(wait * 1.11)
        deliver_all(row)
    first, second = row.deliveries.order_by("step_id")
    assert (first.state, first.attempts, first.tries.count()) == ("given_up", 10, 10)
    assert second.state == "delivered"


def test_a_message_may_be_sent_again_and_all_since_a_moment(hooked: Hooked, cast: Cast, receiver: Receiver) -> None:
    row, _ = hooked
    old = reported(at=AT - timedelta(hours=2))
    case = bring(reported(at=AT), cast, "filed")
    deliver_all(row)
    assert len(receiver.accepted) == 3
    one = row.deliveries.get(step__case=case, step__number=1)
    replay(one.pk, by=cast.admin.actor, at=AT)
    replay(one.pk, by=cast.admin.actor, at=AT)
    deliver_all(row)
    assert len(receiver.accepted) == 4
    assert receiver.accepted[3].id == one.message
    replay_since(row.pk, AT, by=cast.admin.actor, at=AT)
    deliver_all(row)
    assert [h.told["data"]["case"] for h in receiver.accepted[4:]] == [case.no, case.no]
    replay_since(row.pk, AT - timedelta(days=1), by=cast.admin.actor, at=AT)
    deliver_all(row)
    assert [h.told["data"]["case"] for h in receiver.accepted[6:]] == [old.no, case.no, case.no]
    assert len({h.id for h in receiver.accepted}) == 3


def test_for_a_day_two_secrets_sign(hooked: Hooked, cast: Cast, receiver: Receiver, time_machine) -> None:
    row, old = hooked
    now = timezone.now()
    _row, new = rotate(row.pk, by=cast.admin.actor, at=now)
    reported()
    deliver_all(row)
    for secret in (old, new):
        Webhook(secret).verify(receiver.accepted[0].body, receiver.accepted[0].headers)
    time_machine.move_to(now + timedelta(days=1, seconds=1), tick=False)
    reported()
    deliver_all(row)
    Webhook(new).verify(receiver.accepted[1].body, receiver.accepted[1].headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(receiver.accepted[1].body, receiver.accepted[1].headers)


def test_a_test_goes_out_once_a_key_even_while_paused(hooked: Hooked, cast: Cast, receiver: Receiver) -> None:
    row, _ = hooked
    Subscription.objects.update(state="paused")
    key = uuid4()
    for _n in range(2):
        send_test(row.pk, by=cast.admin.actor, at=AT, key=key)
    deliver_all(row)
    assert [one.told["type"] for one in receiver.accepted] == ["webhook.test"]


def test_queueing_costs_as_much_for_three_steps_as_for_thirty(hooked: Hooked, cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            fan_out(hooked[0].pk, at=AT)
        return len([one for one in seen if not one["sql"].lstrip().startswith("INSERT")])

    bring(reported(), cast, "dispatched")
    few = cost()
    for _n in range(10):
        bring(reported(), cast, "dispatched")
    assert cost() <= few
