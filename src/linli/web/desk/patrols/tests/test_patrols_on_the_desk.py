"""A desk writes a checklist, changes and ends it, and sees how far its grids have come, never who."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import Cast, Player
from tests.stories import a_report, load_catalogue

from linli.cases.actions import open_case
from linli.web.desk.tests.signed_in import signed_in
from linli.work.patrols.actions import answer, write_checklist
from linli.work.patrols.models import Checklist, Task
from linli.work.patrols.queries import patrols_for
from linli.work.patrols.rules import Reply, Wording

INDEX = "/desk/patrols/"


def filled(**changes: object) -> dict[str, object]:
    told = {
        "key": str(uuid4()),
        "title": "消防通道周查",
        "items": "消防通道有没有堵\n\n 灭火器是否有效 \n",
        "rhythm": "weekly",
        "from_on": timezone.localdate().isoformat(),
    }
    return told | changes


def written(cast: Cast, by: Player | None = None) -> Checklist:
    wording = Wording("消防通道周查", ("消防通道有没有堵", "灭火器是否有效"), "weekly", timezone.localdate())
    return write_checklist(wording, by=(by or cast.community_desk).actor, at=timezone.now(), key=uuid4())


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_a_desk_writes_one_and_every_grid_has_its_task(cast: Cast) -> None:
    client = signed_in(cast.community_desk)
    answer = client.post(f"{INDEX}new/", filled())
    made = Checklist.objects.get()
    assert answer["Location"] == f"{INDEX}{made.pk}/"
    assert made.items == ["消防通道有没有堵", "灭火器是否有效"]
    assert "0/2" in text_of(client, INDEX)
    assert "鼓楼社区第1网格" in text_of(client, f"{INDEX}{made.pk}/")


def test_sent_twice_it_is_written_once(cast: Cast) -> None:
    client, form = signed_in(cast.community_desk), filled()
    places = {client.post(f"{INDEX}new/", form)["Location"] for _ in range(2)}
    assert (len(places), Checklist.objects.count()) == (1, 1)
    again = client.post(f"{INDEX}new/", form | {"title": "别的"})
    assert again.status_code == 422
    assert "已经写过了" in again.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "id_title_error"),
        ({"items": " \n "}, "id_items_error"),
        ({"items": "字" * 121}, "每项最多 120 个字"),
        ({"rhythm": "once"}, "哪天前做完"),
        ({"until_on": "2020-01-01"}, "不能早于开始那天"),
        ({"grids": "990102001001001"}, "id_grids_error"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(cast: Cast, changes: dict[str, object], words: str) -> None:
    refused = signed_in(cast.community_desk).post(f"{INDEX}new/", filled(**changes))
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not Checklist.objects.exists()


def test_it_is_changed_and_ended(cast: Cast) -> None:
    made, client = written(cast), signed_in(cast.town_desk)
    client.post(f"{INDEX}{made.pk}/edit/", filled(title="消防通道月查", rhythm="monthly"))
    made.refresh_from_db()
    assert (made.title, made.rhythm) == ("消防通道月查", "monthly")
    assert "停止「消防通道月查」？" in text_of(client, f"{INDEX}{made.pk}/end/")
    for _ in range(2):
        assert client.post(f"{INDEX}{made.pk}/end/").status_code == 302
    assert "已停止" in text_of(client, INDEX)
    refused = client.post(f"{INDEX}{made.pk}/edit/", filled())
    assert refused.status_code == 422
    assert "已经停止" in refused.content.decode()


def test_others_find_nothing(cast: Cast) -> None:
    made = written(cast)
    for other in (cast.other_town_desk, cast.stranger, cast.grid_worker, cast.leader):
        client = signed_in(other)
        assert "消防通道周查" not in text_of(client, INDEX)
        for address in ("", "edit/", "end/"):
            assert client.get(f"{INDEX}{made.pk}/{address}").status_code == 404
        assert client.post(f"{INDEX}{made.pk}/end/").status_code == 404
    made.refresh_from_db()
    assert made.ended_at is None


def test_a_county_desk_looks_but_does_not_begin(cast: Cast) -> None:
    made, client = written(cast), signed_in(cast.county_desk)
    assert f"{INDEX}{made.pk}/" in text_of(client, INDEX)
    assert "写一张清单" not in text_of(client, INDEX)
    assert client.get(f"{INDEX}new/").status_code == 404


def test_progress_is_by_grid_and_a_finding_leads_to_its_case(cast: Cast) -> None:
    load_catalogue(cast)
    made, key, at = written(cast), uuid4(), timezone.now()
    case = open_case(report=a_report(), by=cast.grid_worker.actor, at=at, key=key)
    replies = [Reply("1", "found", "停了三轮车", key), Reply("2", "fine")]
    [task] = patrols_for(cast.grid_worker.actor, at)
    answer(task.id, replies, by=cast.grid_worker.actor, at=at, key=uuid4())
    page = text_of(signed_in(cast.community_desk), f"{INDEX}{made.pk}/")
    assert "停了三轮车" in page
    assert f"/desk/cases/{case.pk}/" in page
    assert cast.grid_worker.user.full_name not in page


def test_an_earlier_turn_can_be_looked_at(cast: Cast) -> None:
    made = written(cast)
    Task.objects.update(from_on="2026-01-05", due_on="2026-01-11")
    client = signed_in(cast.community_desk)
    for turn in ("2026-01-05", "nonsense"):
        assert "2026-01-05 至 2026-01-11" in text_of(client, f"{INDEX}{made.pk}/?turn={turn}")
    assert "已过期" in text_of(client, f"{INDEX}{made.pk}/")


def test_an_empty_list_says_what_would_fill_it(cast: Cast) -> None:
    assert "每个网格到时候就有一个任务" in text_of(signed_in(cast.community_desk), INDEX)
    assert "街镇和社区写的清单" in text_of(signed_in(cast.county_desk), INDEX)


def test_many_cost_no_more_queries_than_few(cast: Cast) -> None:
    client, costs = signed_in(cast.community_desk), []
    for _ in range(2):
        for _each in range(3):
            made = written(cast)
        cost = []
        for url in (INDEX, f"{INDEX}{made.pk}/"):
            with CaptureQueriesContext(connection) as counted:
                client.get(url)
            cost.append(len(counted))
        costs.append(cost)
    assert costs[0] == costs[1]
