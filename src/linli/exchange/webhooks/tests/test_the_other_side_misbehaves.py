"""Receivers that are slow, gone, redirect or lie; workers that die; many at once: nothing is lost, order is kept."""

import subprocess
import sys
import threading
from collections import defaultdict
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from time import monotonic, sleep
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings
from tests.cast import AT, Cast, make_cast
from tests.stories import bring, load_catalogue, reported

from linli.accounts.audit.models import Entry
from linli.areas.rules import BadForm, NotAllowed, Refused
from linli.exchange import outside
from linli.exchange.reach import NotAllowed as NotReachable
from linli.exchange.reach import Target, ask, target_of
from linli.exchange.webhooks.actions import (
    Wording,
    change,
    create,
    end,
    pause,
    replay,
    replay_since,
    resume,
    rotate,
    send_test,
    sweep,
)
from linli.exchange.webhooks.models import Attempt, Delivery, Subscription
from linli.exchange.webhooks.rules import KINDS
from linli.exchange.webhooks.tasks import deliver, pump, queue_all, send_next
from linli.exchange.webhooks.tests.conftest import subscribed
from linli.exchange.webhooks.tests.receiver import Receiver, drip, slow
from linli.notices.models import Notice

Hooked = tuple[Subscription, str]


@pytest.mark.parametrize(("answer", "said"), [(slow(2), "没有应答"), (drip(3), "没有应答")])
def test_a_receiver_that_never_finishes_is_left_in_time(receiver: Receiver, answer, said: str) -> None:
    receiver.always = answer
    began = monotonic()
    limits = outside.Limits(allowed=("127.0.0.1",), seconds=0.4)
    got = outside.call("POST", receiver.url, body=b"{}", headers={}, limits=limits)
    assert monotonic() - began < 1.5
    assert got.status is None
    assert said in got.problem


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """No answer at all."""
    handler.connection.close()


def babble(handler: BaseHTTPRequestHandler) -> None:
    """Something that is not HTTP."""
    handler.wfile.write(b"\x00\x01\x02 hello\r\n\r\n")


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A good answer with more than anybody wants to read."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000_000)


def test_what_the_other_side_does_wrong_is_written_down_in_words(hooked: Hooked, receiver: Receiver) -> None:
    row, _ = hooked
    reported()
    queue_all()
    receiver.answers = [hang_up, babble, 302, 500]
    for _n in range(4):
        Subscription.objects.update(rest_until=None)
        Delivery.objects.update(next_at=timezone.now())
        assert send_next(row.pk)
    receiver.answers = [endless]
    Subscription.objects.update(rest_until=None)
    Delivery.objects.update(next_at=timezone.now())
    assert send_next(row.pk)
    tried = [(one.status, one.problem) for one in Attempt.objects.order_by("pk")]
    assert tried[0] == (None, "连接断了") or tried[0] == (None, "对方的应答不是 HTTP")
    assert tried[1] == (None, "对方的应答不是 HTTP")
    assert tried[2:] == [(302, ""), (500, ""), (200, "")]
    assert len(receiver.heard) == 5  # the redirect was not followed
    assert len(Attempt.objects.order_by("-pk")[0].answer) == 500


def test_retry_after_is_kept_to(hooked: Hooked, receiver: Receiver) -> None:
    row, _ = hooked
    reported()
    queue_all()
    receiver.answers, receiver.headers = [429], {"Retry-After": "7200"}
    before = timezone.now()
    send_next(row.pk)
    due = row.deliveries.get().next_at
    assert due is not None
    assert timedelta(seconds=7200) <= due - before < timedelta(seconds=7260)


def test_an_address_that_is_gone_ends_it_and_the_administrator_is_told(
    hooked: Hooked, cast: Cast, receiver: Receiver
) -> None:
    row, _ = hooked
    bring(reported(), cast, "filed")
    queue_all()
    receiver.answers = [410]
    send_next(row.pk)
    row.refresh_from_db()
    assert row.state == "gone"
    assert not send_next(row.pk)
    told = Notice.objects.get(kind="webhook")
    assert (told.posting_id, told.link) == (cast.admin.posting.pk, f"/desk/webhooks/{row.pk}/")
    resume(row.pk, by=cast.admin.actor, at=timezone.now())
    while send_next(row.pk):
        pass
    assert [one.told["data"]["sequence"] for one in receiver.accepted] == [1, 2]


def test_after_days_of_failure_it_stops_and_what_happened_meanwhile_is_sent_later(
    hooked: Hooked, cast: Cast, receiver: Receiver, time_machine
) -> None:
    row, _ = hooked
    time_machine.move_to(AT, tick=False)
    case = reported()
    receiver.always = 503
    for _day in range(6):
        queue_all()
        send_next(row.pk)
        time_machine.shift(timedelta(days=1))
    row.refresh_from_db()
    assert row.state == "failed"
    assert Notice.objects.filter(kind="webhook", posting_id=cast.admin.posting.pk).count() == 1
    assert Entry.objects.filter(verb="webhook.stop").count() == 1
    bring(case, cast, "dispatched")
    queue_all()
    assert row.deliveries.count() == 1
    receiver.always = 200
    resume(row.pk, by=cast.admin.actor, at=timezone.now())
    queue_all()
    while send_next(row.pk):
        pass
    assert [one.told["data"]["sequence"] for one in receiver.accepted] == [1, 2, 3]


def test_a_dead_receiver_costs_one_attempt_and_then_rests(hooked: Hooked, receiver: Receiver) -> None:
    for _n in range(5):
        reported()
    queue_all()
    receiver.always = 503
    deliver(hooked[0].pk)
    assert len(receiver.heard) == 1


def test_the_pump_leaves_one_job_for_each_address_that_has_something_due(hooked: Hooked) -> None:
    reported()
    for _n in range(2):
        pump(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo'")
        assert cursor.fetchall() == [(f"webhooks.deliver:{hooked[0].pk}",)]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "//example.org", "https://a b/", "https://u:p@example.org/",
        "https://example.org/#x", "https://例子.中国/", "https://example.org:0/", "https://example.org:99999/",
        "javascript:alert(1)", "https://example.org/" + "x" * 600,
    ],
)  # fmt: skip
def test_an_address_that_is_none_or_not_secure_is_refused(url: str) -> None:
    with pytest.raises(NotReachable):
        target_of(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.5", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",  # noqa: S104 - not bound to
        "fd00::1", "fe80::1", "::ffff:10.0.0.5", "64:ff9b::a00:5", "2002:a00:5::1", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_what_leads_into_the_private_network_is_refused_unless_it_is_named(address: str) -> None:
    target = Target("https", "hooks.example.org", 443, "/")
    with pytest.raises(NotReachable):
        ask(target, [address])
    with pytest.raises(NotReachable):
        ask(target, ["93.184.216.34", address])  # a name with two faces
    assert ask(target, [address], ("hooks.example.org",))
    assert ask(target, ["93.184.216.34"]) == "93.184.216.34"


def test_networks_may_be_named() -> None:
    assert target_of("http://10.8.1.2:8080/in", ("10.8.0.0/16",)) == Target("http", "10.8.1.2", 8080, "/in")
    with pytest.raises(NotReachable):
        target_of("http://10.9.1.2/", ("10.8.0.0/16",))


def test_loopback_is_not_spoken_to_unless_it_is_named(hooked: Hooked, receiver: Receiver, settings: Settings) -> None:
    reported()
    queue_all()
    settings.WEBHOOK_HOSTS = ()
    send_next(hooked[0].pk)
    assert receiver.heard == []
    assert "https" in Delivery.objects.get().problem


def test_what_is_wrong_is_said_beside_its_field(cast: Cast) -> None:
    wording = Wording(name=" ", url="http://x.example/", area_code="990101", kinds=())
    with pytest.raises(BadForm) as bad:
        create(wording, by=cast.admin.actor, at=AT, key=uuid4())
    assert bad.value.errors.keys() == {"name", "url", "kinds"}
    assert not Subscription.objects.exists()


def test_only_the_administrator_of_the_ground_may(hooked: Hooked, cast: Cast, receiver: Receiver) -> None:
    row, _ = hooked
    reported()
    queue_all()
    delivery = row.deliveries.get()
    wording = Wording("别人", receiver.url, "990101", tuple(KINDS))
    for who in (cast.neighbour_admin.actor, cast.county_desk.actor, cast.leader.actor):
        for attempt in (
            lambda by: create(wording, by=by, at=AT, key=uuid4()),
            lambda by: change(row.pk, wording, by=by, at=AT),
            lambda by: pause(row.pk, by=by, at=AT),
            lambda by: resume(row.pk, by=by, at=AT),
            lambda by: rotate(row.pk, by=by, at=AT),
            lambda by: end(row.pk, by=by, at=AT),
            lambda by: send_test(row.pk, by=by, at=AT, key=uuid4()),
            lambda by: replay(delivery.pk, by=by, at=AT),
            lambda by: replay_since(row.pk, AT, by=by, at=AT),
        ):
            with pytest.raises(NotAllowed):
                attempt(who)
    assert not Entry.objects.filter(verb__startswith="webhook").exclude(verb="webhook.create").exists()


def test_each_write_leaves_a_line_and_a_repeat_none(hooked: Hooked, cast: Cast, receiver: Receiver) -> None:
    row, secret = hooked
    by, key = cast.admin.actor, uuid4()
    made = [create(Wording("二", receiver.url, "990101", ("case.closed",)), by=by, at=AT, key=key) for _n in range(2)]
    assert made[0][0] == made[1][0]
    assert made[0][1].startswith("whsec_")
    assert made[1][1] == ""
    for _n in range(2):
        pause(row.pk, by=by, at=AT)
    for _n in range(2):
        resume(row.pk, by=by, at=AT)
    rotate(row.pk, by=by, at=AT)
    with pytest.raises(Refused):
        rotate(row.pk, by=by, at=AT)
    for _n in range(2):
        change(row.pk, Wording("市平台", receiver.url, "990101", ("case.closed",), with_words=True), by=by, at=AT)
    end(row.pk, by=by, at=AT)
    with pytest.raises(NotAllowed):
        end(row.pk, by=by, at=AT)
    verbs = list(
        Entry.objects.filter(subject="webhook", subject_id=str(row.pk)).order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == [f"webhook.{name}" for name in ("create", "pause", "resume", "rotate", "change", "end")]
    row.refresh_from_db()
    assert bytes(row.secret) == b""
    assert secret not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_what_was_settled_long_ago_is_forgotten_and_what_waits_is_not(hooked: Hooked) -> None:
    row, _ = hooked
    for _n in range(3):
        reported()
    queue_all()
    send_next(row.pk)
    assert sweep(at=timezone.now() + timedelta(days=29), days=30) == 0
    assert sweep(at=timezone.now() + timedelta(days=31), days=30) == 1
    assert (row.deliveries.count(), Attempt.objects.count()) == (2, 0)


#: The worker's own loop on the tests' database. Arguments: the database, the subscription, where modules are found.
PROGRAM = """
import sys
sys.path[:0] = sys.argv[3:]
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.WEBHOOK_HOSTS = ("127.0.0.1",)
django.setup()
from linli.exchange.webhooks.tasks import queue_all, send_next
print("ready", flush=True)
while True:
    queue_all()
    send_next(int(sys.argv[2]))
"""


def worker(row: Subscription) -> subprocess.Popen[bytes]:
    """A worker in a process of its own, as soon as it has begun."""
    given = (str(connection.settings_dict["NAME"]), str(row.pk), *filter(None, sys.path))
    job = subprocess.Popen([sys.executable, "-c", PROGRAM, *given], stdout=subprocess.PIPE)  # noqa: S603 - our own program
    assert job.stdout is not None
    assert job.stdout.readline() == b"ready\n"
    return job


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_nothing_and_keeps_the_order(receiver: Receiver) -> None:
    cast = make_cast()
    load_catalogue(cast)
    row, _ = subscribed(cast, receiver.url)
    cases = [bring(reported(at=AT + timedelta(minutes=n)), cast, "handling") for n in range(6)]
    receiver.always = slow_then(204, 0.03)
    for attempt in range(2):
        job, before, until = worker(row), len(receiver.heard), monotonic() + 20
        while len(receiver.heard) < before + 2 and monotonic() < until:
            sleep(0.002)
        sleep(0.01 * attempt)
        job.kill()
        job.communicate()
        Delivery.objects.update(leased_until=None)  # a minute goes by
    receiver.always = 204
    while send_next(row.pk):
        pass
    check_order(receiver, [case.no for case in cases], steps=4)


def slow_then(status: int, seconds: float):
    """A good answer after a while, during which a worker may die."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        sleep(seconds)
        handler.send_response(status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_keep_the_order_of_each_case(receiver: Receiver) -> None:
    cast = make_cast()
    load_catalogue(cast)
    row, _ = subscribed(cast, receiver.url)
    cases = [bring(reported(at=AT + timedelta(minutes=n)), cast, "handling") for n in range(5)]
    receiver.always = slow_then(204, 0.01)
    receiver.answers = [404 if n % 3 == 0 else 204 for n in range(9)]
    until = monotonic() + 30

    def work() -> None:
        while Delivery.objects.exclude(state="delivered").exists() and monotonic() < until:
            if not send_next(row.pk):
                Delivery.objects.filter(state="waiting", leased_until=None).update(next_at=timezone.now())
        connections.close_all()

    queue_all()
    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check_order(receiver, [case.no for case in cases], steps=4)
    assert Attempt.objects.count() == len(receiver.heard)


def check_order(receiver: Receiver, cases: list[str], steps: int) -> None:
    """Every change of every case was heard; none before all earlier ones of its case."""
    seen: dict[str, list[int]] = defaultdict(list)
    for one in receiver.heard:
        told = one.told["data"]
        assert told["sequence"] <= max(seen[told["case"]], default=0) + 1, "a later change overtook an earlier one"
        seen[told["case"]].append(told["sequence"])
    assert {no: sorted(set(numbers)) for no, numbers in seen.items()} == {no: list(range(1, steps + 1)) for no in cases}
    assert not Delivery.objects.exclude(state="delivered").exists()
