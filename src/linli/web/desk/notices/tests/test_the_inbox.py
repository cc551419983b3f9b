"""Notices of a posting: read one by one or all at once, and nobody else's."""

import pytest
from tests.cast import AT, Cast
from tests.stories import load_catalogue, reported

from linli.notices.actions import tell
from linli.notices.models import Notice
from linli.web.desk.notices.views import PAGE
from linli.web.desk.tests.signed_in import signed_in


@pytest.fixture(autouse=True)
def catalogue(cast: Cast) -> None:
    load_catalogue(cast)


def test_a_notice_leads_to_its_case_and_is_read_then(cast: Cast) -> None:
    case, client = reported(), signed_in(cast.community_desk)
    notice = Notice.objects.get(posting_id=cast.community_desk.posting.pk)
    assert "data-unread" in client.get("/desk/notices/").content.decode()
    answer = client.post("/desk/notices/read/", {"notice": notice.pk, "open": "1"})
    assert answer["Location"] == f"/desk/cases/{case.pk}/"
    assert "data-unread" not in client.get("/desk/notices/").content.decode()


def test_all_that_were_on_screen_are_marked_at_once_and_no_later_one(cast: Cast) -> None:
    mine = cast.community_desk.posting.pk
    for n in range(3):
        tell([mine], kind="urge", title=f"第 {n} 条", dedupe=f"n{n}", at=AT)
    seen = Notice.objects.order_by("pk")[1].pk
    client = signed_in(cast.community_desk)
    client.post("/desk/notices/read/", {"upto": seen})
    assert [n.title for n in Notice.objects.filter(read_at=None)] == ["第 2 条"]


def test_nobody_reads_or_marks_the_notices_of_another(cast: Cast) -> None:
    reported()
    notice = Notice.objects.get(posting_id=cast.community_desk.posting.pk)
    stranger = signed_in(cast.stranger)
    answer = stranger.post("/desk/notices/read/", {"notice": notice.pk, "open": "1"})
    assert answer["Location"] == "/desk/notices/"
    stranger.post("/desk/notices/read/", {"upto": notice.pk})
    notice.refresh_from_db()
    assert notice.read_at is None
    assert notice.title not in stranger.get("/desk/notices/").content.decode()


def test_the_inbox_pages_by_key(cast: Cast) -> None:
    mine = cast.community_desk.posting.pk
    for n in range(PAGE + 1):
        tell([mine], kind="urge", title=f"第 {n} 条", dedupe=f"n{n}", at=AT)
    client = signed_in(cast.community_desk)
    first = client.get("/desk/notices/")
    assert len(first.context["notices"]) == PAGE
    second = client.get(f"/desk/notices/{first.context['next_url']}")
    assert [item["notice"].title for item in second.context["notices"]] == ["第 0 条"]


def test_an_empty_inbox_says_what_would_come(cast: Cast) -> None:
    assert "还没有通知" in signed_in(cast.leader).get("/desk/notices/").content.decode()
