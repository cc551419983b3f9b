"""Everybody reads what holds on the own ground; a desk writes, corrects and takes down."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import Cast, Player

from linli.announcements.actions import announce
from linli.announcements.models import Announcement
from linli.announcements.rules import Wording
from linli.web.desk.tests.signed_in import signed_in

INDEX = "/desk/announcements/"


def filled(**changes: object) -> dict[str, object]:
    today = timezone.localdate().isoformat()
    return {"key": str(uuid4()), "title": "汛期值守", "text": "每天看一次排水口", "from_on": today} | changes


def announced(by: Player) -> Announcement:
    wording = Wording("汛期值守", "每天看一次排水口", timezone.localdate())
    return announce(wording, by=by.actor, at=timezone.now(), key=uuid4())


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_what_a_desk_writes_is_read_below_and_not_beside(cast: Cast) -> None:
    client = signed_in(cast.town_desk)
    assert client.post(f"{INDEX}new/", filled())["Location"] == INDEX
    for reader in (cast.town_desk, cast.community_desk, cast.grid_worker, cast.office_handler):
        assert "每天看一次排水口" in text_of(signed_in(reader), INDEX)
    for other in (cast.other_town_desk, cast.stranger):
        assert "每天看一次排水口" not in text_of(signed_in(other), INDEX)


def test_sent_twice_it_is_one(cast: Cast) -> None:
    client, form = signed_in(cast.town_desk), filled()
    for _ in range(2):
        assert client.post(f"{INDEX}new/", form).status_code == 302
    assert Announcement.objects.count() == 1
    again = client.post(f"{INDEX}new/", form | {"title": "别的"})
    assert again.status_code == 422
    assert "已经发过了" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "id_title_error"),
        ({"text": ""}, "id_text_error"),
        ({"from_on": "x"}, "id_from_on_error"),
        ({"until_on": "2020-01-01"}, "不能早于开始那天"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(cast: Cast, changes: dict[str, object], words: str) -> None:
    refused = signed_in(cast.town_desk).post(f"{INDEX}new/", filled(**changes))
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not Announcement.objects.exists()


def test_it_is_corrected_and_taken_down(cast: Cast) -> None:
    made, client = announced(cast.community_desk), signed_in(cast.community_desk)
    assert client.post(f"{INDEX}{made.pk}/edit/", filled(text="每天看两次")).status_code == 302
    assert "每天看两次" in text_of(signed_in(cast.grid_worker), INDEX)
    assert "撤下「汛期值守」？" in text_of(client, f"{INDEX}{made.pk}/end/")
    for _ in range(2):
        assert client.post(f"{INDEX}{made.pk}/end/").status_code == 302
    assert "每天看两次" not in text_of(signed_in(cast.grid_worker), INDEX)
    assert "已撤下" in text_of(client, INDEX)
    refused = client.post(f"{INDEX}{made.pk}/edit/", filled())
    assert refused.status_code == 422
    assert "已经撤下" in refused.content.decode()


def test_others_neither_write_nor_change(cast: Cast) -> None:
    made = announced(cast.town_desk)
    for other in (cast.grid_worker, cast.leader, cast.other_town_desk, cast.stranger):
        client = signed_in(other)
        for address in ("edit/", "end/"):
            assert client.get(f"{INDEX}{made.pk}/{address}").status_code == 404
            assert client.post(f"{INDEX}{made.pk}/{address}", filled()).status_code == 404
    assert signed_in(cast.grid_worker).post(f"{INDEX}new/", filled()).status_code == 404
    made.refresh_from_db()
    assert (made.ended_at, made.title) == (None, "汛期值守")


def test_an_empty_page_says_what_would_fill_it(cast: Cast) -> None:
    assert "网格员在手机上也看得到" in text_of(signed_in(cast.grid_worker), INDEX)
    assert "还没有发布过公告" in text_of(signed_in(cast.town_desk), INDEX)


def test_many_cost_no_more_queries_than_few(cast: Cast) -> None:
    client, costs = signed_in(cast.town_desk), []
    for _ in range(2):
        for _each in range(3):
            announced(cast.town_desk)
        with CaptureQueriesContext(connection) as counted:
            client.get(INDEX)
        costs.append(len(counted))
    assert costs[0] == costs[1]
