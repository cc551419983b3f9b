"""Subscriptions on the workbench: made, tested, looked at, sent once more; absent for everybody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from tests.cast import AT, Cast
from tests.stories import load_catalogue, reported

from linli.exchange.webhooks.models import Subscription
from linli.exchange.webhooks.rules import KINDS
from linli.exchange.webhooks.tasks import queue_all, send_next
from linli.exchange.webhooks.tests.receiver import receiving

PAGE = "/desk/webhooks/"
FILLED = {"name": "市平台", "url": "https://hooks.example.org/in", "area": "990101001", "kinds": list(KINDS)}


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    """The administrator's browser."""
    load_catalogue(cast)
    client.force_login(cast.admin.user)
    return client


def test_a_subscription_is_made_and_its_secret_shown_once(admin: Client) -> None:
    assert "还没有推送" in admin.get(PAGE).content.decode()
    form = FILLED | {"key": str(uuid4())}
    shown = admin.post(f"{PAGE}new/", form).content.decode()
    assert "whsec_" in shown
    again = admin.post(f"{PAGE}new/", form, follow=True).content.decode()
    assert "whsec_" not in again
    row = Subscription.objects.get()
    assert (row.town, row.kinds) == ("990101001", list(KINDS))
    assert "whsec_" not in admin.get(f"{PAGE}{row.pk}/").content.decode()
    assert b"whsec_" not in bytes(row.secret)


def test_what_is_wrong_is_said_beside_its_field(admin: Client) -> None:
    answer = admin.post(f"{PAGE}new/", FILLED | {"url": "http://10.0.0.1/", "kinds": []})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "id_kinds_error" in said
    answer = admin.post(f"{PAGE}new/", FILLED | {"url": "http://10.0.0.1/"})
    assert answer.status_code == 422
    assert "只能用 https:// 开头的地址" in answer.content.decode()
    assert not Subscription.objects.exists()


def made(admin: Client, **changes: object) -> Subscription:
    """A subscription made on the screen."""
    admin.post(f"{PAGE}new/", FILLED | changes)
    return Subscription.objects.order_by("-pk")[0]


def test_a_test_goes_out_and_the_log_says_what_came_of_it(admin: Client, settings: Settings) -> None:
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    with receiving() as receiver:
        row = made(admin, url=receiver.url)
        reported()
        queue_all()
        receiver.answers = [500]
        assert admin.get(f"{PAGE}{row.pk}/do/test/").status_code == 200
        where = admin.post(f"{PAGE}{row.pk}/do/test/", {"key": str(uuid4())})["Location"]
        while send_next(row.pk):
            pass
        assert receiver.accepted[0].told["type"] == "webhook.test"
        assert "204" in admin.get(where).content.decode()
        log = admin.get(f"{PAGE}{row.pk}/").content.decode()
        assert "已经连续失败" not in log  # the test went through after it
        only = admin.get(f"{PAGE}{row.pk}/?state=waiting").content.decode()
        assert ("500" in only, "测试</td>" in only) == (True, False)
        sent = row.deliveries.get(state="waiting")
        assert admin.post(f"{PAGE}sent/{sent.pk}/again/").status_code == 302
        row.refresh_from_db()
        Subscription.objects.update(rest_until=None)
        assert send_next(row.pk)
        assert receiver.accepted[1].id == sent.message


def test_it_is_paused_resumed_given_a_new_secret_and_ended(admin: Client) -> None:
    row = made(admin)
    for verb, state in (("pause", "paused"), ("resume", "active")):
        assert admin.get(f"{PAGE}{row.pk}/do/{verb}/").status_code == 200
        assert admin.post(f"{PAGE}{row.pk}/do/{verb}/").status_code == 302
        row.refresh_from_db()
        assert row.state == state
    assert "whsec_" in admin.post(f"{PAGE}{row.pk}/do/rotate/").content.decode()
    assert admin.post(f"{PAGE}{row.pk}/do/rotate/").status_code == 302  # not twice in a day
    assert "同时签名到" in admin.get(f"{PAGE}{row.pk}/").content.decode()
    assert admin.get(f"{PAGE}{row.pk}/do/dance/").status_code == 404
    admin.post(f"{PAGE}{row.pk}/do/end/")
    assert admin.get(f"{PAGE}{row.pk}/").status_code == 404


def test_it_is_changed(admin: Client) -> None:
    row = made(admin)
    assert "hooks.example.org" in admin.get(f"{PAGE}{row.pk}/edit/").content.decode()
    answer = admin.post(f"{PAGE}{row.pk}/edit/", FILLED | {"name": "省平台", "with_words": "on", "area": "990101"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.with_words, row.town, row.county) == ("省平台", True, "", "990101")


def test_everything_since_a_moment_is_asked_for_again(admin: Client) -> None:
    row = made(admin)
    reported()
    queue_all()
    row.refresh_from_db()
    top = row.place["top"]
    later = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    for wrong in ("", "gestern", later):
        assert admin.post(f"{PAGE}{row.pk}/since/", {"since": wrong}).status_code == 422
    early = (AT - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert admin.post(f"{PAGE}{row.pk}/since/", {"since": early}).status_code == 302
    row.refresh_from_db()
    assert row.place["top"] < top


def test_for_others_there_is_nothing_here(admin: Client, cast: Cast) -> None:
    row = made(admin)
    for who in (cast.county_desk, cast.leader, cast.neighbour_admin):
        client = Client()
        client.force_login(who.user)
        assert client.get(f"{PAGE}{row.pk}/").status_code == 404
        assert client.post(f"{PAGE}{row.pk}/do/pause/").status_code == 404
    row.refresh_from_db()
    assert row.state == "active"


def test_the_lists_cost_as_much_for_many_as_for_few(admin: Client) -> None:
    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert admin.get(url).status_code == 200
        return len(seen)

    row = made(admin)
    reported()
    queue_all()
    admin.get(PAGE)
    few = cost(PAGE), cost(f"{PAGE}{row.pk}/")
    for _n in range(4):
        made(admin)
    for _n in range(8):
        reported()
    queue_all()
    assert (cost(PAGE), cost(f"{PAGE}{row.pk}/")) == few
