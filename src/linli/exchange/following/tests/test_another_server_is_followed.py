"""Requests of another Open311 server become cases, once; bad ones are kept with their reason; progress is told back."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from time import sleep
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.cast import AT, INSIDE_FAR_GRID, INSIDE_GRID, Cast, make_cast
from tests.stories import a_photo, bring, do, load_catalogue, reported

from linli.accounts.audit.models import Entry
from linli.accounts.programs.actions import KeyForm
from linli.areas.actions.programs import create_key
from linli.areas.rules import BadForm, NotAllowed
from linli.cases.models import Case, Step
from linli.exchange.following import rules
from linli.exchange.following.actions import (
    Wording,
    change,
    create,
    end,
    map_services,
    pause,
    resume,
    retry,
    take,
    tell_again,
)
from linli.exchange.following.models import Item, Peer
from linli.exchange.following.queries import to_tell
from linli.exchange.following.rules import Row, Unreadable
from linli.exchange.following.tasks import pull, tell
from linli.exchange.webhooks.tests.receiver import Receiver, receiving
from linli.notices.models import Notice

LON, LAT = INSIDE_GRID
GOOD = {
    "service_request_id": "A-1",
    "status": "open",
    "service_code": "0301",
    "service_name": "井盖缺失、移位、破裂",
    "description": "井盖没了",
    "requested_datetime": "2026-03-04T09:00:00+08:00",
    "lat": LAT,
    "long": LON,
    "address": "青石街 18 号",
}


@pytest.fixture
def other(settings: Settings) -> Iterator[Receiver]:
    """A server of somebody else on this machine."""
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    with receiving() as one:
        one.always = 200
        yield one


@pytest.fixture
def peer(cast: Cast, other: Receiver) -> Peer:
    """That server, followed by the town; progress is told back."""
    load_catalogue(cast)
    return followed(cast, base(other))


def base(other: Receiver) -> str:
    """Where the other server's resources stand."""
    return other.url.partition("/hooks")[0] + "/v2"


def followed(cast: Cast, url: str, **changes: object) -> Peer:
    """A server followed since a day ago."""
    wanted: dict[str, object] = {
        "name": "邻市",
        "url": url,
        "area_code": "990101001",
        "tells": True,
        "api_key": "geheim-12345",
        "since": timezone.now() - timedelta(days=1),
    }
    return create(Wording(**(wanted | changes)), by=cast.admin.actor, at=AT, key=uuid4())  # type: ignore[arg-type]  # named as in each test


def serving(other: Receiver, *found: object) -> None:
    """Let the other server answer with these requests."""
    other.page = lambda path: (200, json.dumps(found).encode()) if path.startswith("/v2/requests.json") else (404, b"")


def test_a_request_becomes_a_case_once_with_its_origin(peer: Peer, other: Receiver) -> None:
    serving(other, GOOD)
    for _n in range(3):
        done = pull(peer.pk)
    assert (done.taken, done.again, done.bad) == (0, 1, 0)
    case = Case.objects.get()
    assert (case.matter.code, case.community, case.address, case.source) == (
        "0301",
        "990101001001",
        "青石街 18 号",
        "other",
    )
    assert case.description == "井盖没了\n（转自邻市，编号 A-1，2026-03-04T09:00:00+08:00）"
    peer.refresh_from_db()
    assert timezone.now() - peer.since < timedelta(minutes=1)


BAD: list[tuple[object, str]] = [
    (GOOD | {"service_request_id": "b-1", "service_code": "XYZ", "service_name": "Graffiti"}, "还没有说明对应"),
    (GOOD | {"service_request_id": "b-2", "lat": "north"}, "不是数字"),
    (GOOD | {"service_request_id": "b-3", "lat": "NaN"}, "超出范围"),
    (GOOD | {"service_request_id": "b-4", "lat": 95}, "超出范围"),
    (GOOD | {"service_request_id": "b-5", "lat": None, "long": None, "address": None}, "没有地点"),
    (GOOD | {"service_request_id": "b-6", "lat": INSIDE_FAR_GRID[1], "long": INSIDE_FAR_GRID[0]}, "不在城关街道"),
    (GOOD | {"service_request_id": "b-7", "lat": 1, "long": 1}, "不在城关街道"),
    (GOOD | {"service_request_id": "b-8", "long": None}, "不是数字"),
    (GOOD | {"service_request_id": None}, "没有编号"),
    (GOOD | {"service_request_id": "x" * 500}, "没有编号"),
    (GOOD | {"service_request_id": ["a"]}, "没有编号"),
    ("nothing", "没有编号"),
    (None, "没有编号"),
]


def test_bad_rows_are_kept_with_their_reason_and_good_ones_are_taken(peer: Peer, other: Receiver) -> None:
    serving(other, *(row for row, _ in BAD), GOOD, GOOD | {"service_request_id": "done", "status": "closed"})
    done = pull(peer.pk)
    assert (done.taken, done.left, done.problem) == (1, 1, "")
    assert Case.objects.count() == 1
    for row, said in BAD:
        if isinstance(row, dict) and isinstance(row["service_request_id"], str) and len(row["service_request_id"]) < 9:
            item = Item.objects.get(number=row["service_request_id"])
            assert (item.state, said in item.problem) == ("bad", True), (row, item.problem)
    assert Item.objects.filter(state="bad", problem__contains="没有编号").count() >= 3
    again = pull(peer.pk)
    assert (again.taken, again.again) == (0, 1)
    assert Item.objects.filter(state="bad").count() == len(
        {Row(rules.rows(json.dumps([r]).encode(), "json")[0].values).id for r, _ in BAD}
    )


def test_what_was_bad_is_taken_once_its_matter_is_named(peer: Peer, other: Receiver, cast: Cast) -> None:
    serving(other, GOOD | {"service_code": "XYZ", "service_name": "Graffiti"})
    pull(peer.pk)
    item = Item.objects.get()
    assert item.state == "bad"
    with pytest.raises(BadForm):
        map_services(peer.pk, {"XYZ": "9999"}, by=cast.admin.actor, at=AT)
    map_services(peer.pk, {"XYZ": "0304"}, by=cast.admin.actor, at=AT)
    for _n in range(2):
        assert retry(item.pk, by=cast.admin.actor, at=AT).state == "taken"
    assert Case.objects.get().matter.code == "0304"


def test_a_catch_all_matter_takes_what_has_no_name_here(cast: Cast, peer: Peer, other: Receiver) -> None:
    change(peer.pk, Wording("邻市", base(other), "990101001", matter_code="0304"), by=cast.admin.actor, at=AT)
    serving(other, GOOD | {"service_code": "XYZ"})
    assert pull(peer.pk).taken == 1
    assert Case.objects.get().matter.code == "0304"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""), (302, b""), (200, b"<html>"), (200, b'{"a": 1, "b": 2}'), (200, b"\xff\xfe"), (200, b"42"),
        (200, b"[" * 100_000), (200, b" " * (rules.MOST_BYTES + 10)),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_said_and_nothing_is_lost(
    peer: Peer, other: Receiver, status: int, body: bytes
) -> None:
    other.page = lambda _path: (status, body)
    since = peer.since
    assert pull(peer.pk).problem
    peer.refresh_from_db()
    assert (peer.since, bool(peer.problem)) == (since, True)
    serving(other, GOOD)
    assert pull(peer.pk).taken == 1
    peer.refresh_from_db()
    assert peer.problem == ""


XML = """<?xml version="1.0" encoding="utf-8"?><service_requests><request><service_request_id>X-1</service_request_id>
<status>open</status><service_code>0301</service_code><service_name>井盖缺失、移位、破裂</service_name><lat>{lat}</lat>
<long>{lon}</long><description>{said}</description><media_url/></request></service_requests>"""


def test_xml_is_read_too_and_its_traps_are_refused(cast: Cast, peer: Peer, other: Receiver) -> None:
    change(peer.pk, Wording("邻市", base(other), "990101001", form="xml"), by=cast.admin.actor, at=AT)
    bomb = '<!DOCTYPE a [<!ENTITY x "yyyyyyyyyy"><!ENTITY z "&x;&x;&x;">]><service_requests>&z;</service_requests>'
    for trap in (bomb, bomb.replace('"yyyyyyyyyy"', 'SYSTEM "file:///etc/passwd"'), "<a/>", "<service_requests>"):
        other.page = partial(answering, trap)
        assert "XML" in pull(peer.pk).problem or "一组" in pull(peer.pk).problem
    text = XML.format(lat=LAT, lon=LON, said="井盖没了")
    other.page = lambda path: (200, text.encode()) if path.startswith("/v2/requests.xml") else (404, b"")
    assert pull(peer.pk).taken == 1


def test_what_the_other_server_took_from_elsewhere_is_left_there(peer: Peer, other: Receiver) -> None:
    serving(other, GOOD, GOOD | {"service_request_id": "A-2", "taken_from": "镜河县 990101-261122-000001"})
    done = pull(peer.pk)
    assert (done.taken, done.left) == (1, 1)
    assert "不再转" in Item.objects.get(number="A-2").problem
    assert Case.objects.count() == 1


def test_whoever_looks_after_it_is_told_once_when_a_server_keeps_failing(
    cast: Cast, peer: Peer, other: Receiver, time_machine
) -> None:
    time_machine.move_to(timezone.now())
    other.page = lambda _path: (503, b"")
    for minutes in (0, 30, 31, 5, 60):  # an hour is over with the third
        time_machine.shift(timedelta(minutes=minutes))
        pull(peer.pk)
    (notice,) = Notice.objects.filter(kind="peer")
    assert (notice.posting_id, "邻市" in notice.title, "503" in notice.body) == (cast.admin.posting.pk, True, True)
    assert notice.link == f"/desk/following/{peer.pk}/"

    serving(other, GOOD)  # it answers again; a new failure is new
    pull(peer.pk)
    peer.refresh_from_db()
    assert peer.failing_since is None
    other.page = lambda _path: (503, b"")
    for _ in range(2):
        pull(peer.pk)
        time_machine.shift(timedelta(minutes=61))
    pull(peer.pk)
    assert Notice.objects.filter(kind="peer").count() == 2


def test_a_full_answer_is_asked_for_again_in_smaller_pieces(peer: Peer, other: Receiver, monkeypatch) -> None:
    monkeypatch.setattr("linli.exchange.following.tasks.FULL", 3)
    made = {f"A-{n}": timezone.now() - timedelta(hours=n) for n in range(1, 20)}
    asked = list[tuple[datetime, datetime]]()

    def page(path: str) -> tuple[int, bytes]:
        question = parse_qs(urlsplit(path).query)
        since, until = (datetime.fromisoformat(question[name][0]) for name in ("start_date", "end_date"))
        asked.append((since, until))
        found = sorted((no for no, at in made.items() if since <= at <= until), key=lambda no: made[no], reverse=True)
        return 200, json.dumps([GOOD | {"service_request_id": no} for no in found[:3]]).encode()

    other.page = page
    assert pull(peer.pk).taken == len(made)
    assert len(asked) > 5


def test_what_was_taken_stays_taken_when_a_later_piece_fails(peer: Peer, other: Receiver) -> None:
    Peer.objects.update(since=timezone.now() - timedelta(days=80))
    calls = []

    def page(path: str) -> tuple[int, bytes]:
        calls.append(path)
        return (200, json.dumps([GOOD]).encode()) if len(calls) == 1 else (503, b"")

    other.page = page
    done = pull(peer.pk)
    assert (done.taken, "503" in done.problem) == (1, True)
    peer.refresh_from_db()
    assert timedelta(days=50) < timezone.now() - peer.since < timedelta(days=55)


def answering(text: str, _path: str) -> tuple[int, bytes]:
    """The same answer to every question."""
    return 200, text.encode()


def told(other: Receiver) -> list[dict[str, str]]:
    """What the other server was told."""
    return [{name: values[0] for name, values in parse_qs(one.body.decode()).items()} for one in other.heard]


def tell_everything() -> None:
    """What the worker does until nothing is due."""
    for pk in to_tell(timezone.now()):
        tell(pk)


def test_progress_is_told_back_in_order_and_once(peer: Peer, other: Receiver, cast: Cast) -> None:
    serving(other, GOOD)
    pull(peer.pk)
    case = bring(Case.objects.get(), cast, "handling")
    tell_everything()
    do(case, "feed_back", cast.handler.actor, result="新井盖已装好，回电13900139000", evidence=[str(a_photo())])
    do(case, "pass", cast.community_desk.actor, method="phone")
    for _n in range(2):
        tell_everything()
    heard = told(other)
    assert [one["update_id"].rpartition("-")[2] for one in heard] == ["1", "2", "3", "4", "5", "6"]
    assert [one["status"] for one in heard] == ["OPEN"] * 5 + ["CLOSED"]
    assert {one["service_request_id"] for one in heard} == {"A-1"}
    assert {one["api_key"] for one in heard} == {"geheim-12345"}
    assert "新井盖已装好" in heard[4]["description"]
    assert "13900139000" not in str(heard)
    assert other.heard[0].path == "/v2/servicerequestupdates.json"


def test_a_refusal_for_good_is_passed_over_and_trouble_is_tried_again(
    peer: Peer, other: Receiver, cast: Cast, time_machine
) -> None:
    time_machine.move_to(timezone.now())
    serving(other, GOOD)
    pull(peer.pk)
    bring(Case.objects.get(), cast, "filed")
    other.answers = [500]
    tell_everything()
    tell_everything()  # not yet its time
    assert len(other.heard) == 1
    item = Item.objects.get()
    assert "500" in item.tell_problem
    time_machine.shift(timedelta(minutes=1))
    other.answers = [404]
    tell_everything()
    assert [one["update_id"].rpartition("-")[2] for one in told(other)] == ["1", "1", "2"]
    item.refresh_from_db()
    assert item.tell_problem == ""
    tell_again(item.pk, by=cast.admin.actor, at=timezone.now())
    tell_everything()
    assert len(other.heard) == 5


def test_whoever_looks_after_it_is_told_once_when_nothing_can_be_told_back(
    cast: Cast, peer: Peer, other: Receiver, time_machine
) -> None:
    time_machine.move_to(timezone.now())
    serving(other, GOOD)
    pull(peer.pk)
    bring(Case.objects.get(), cast, "filed")
    other.always = 403
    for minutes in (0, 1, 10, 40, 150, 400):  # when the schedule tries again; an hour is over with the fifth
        time_machine.shift(timedelta(minutes=minutes))
        tell_everything()
    (notice,) = Notice.objects.filter(kind="peer")
    assert (notice.posting_id, "邻市" in notice.title, "403" in notice.body) == (cast.admin.posting.pk, True, True)
    assert notice.link == f"/desk/following/{peer.pk}/"

    other.always = 200  # it takes what waits, and a new failure is new
    time_machine.shift(timedelta(hours=11))
    tell_everything()
    peer.refresh_from_db()
    assert peer.tell_failing_since is None


def test_a_word_that_is_not_wanted_is_no_trouble_of_the_server(
    cast: Cast, peer: Peer, other: Receiver, time_machine
) -> None:
    time_machine.move_to(timezone.now())
    serving(other, GOOD)
    pull(peer.pk)
    case = bring(Case.objects.get(), cast, "filed")
    other.always = 410
    tell_everything()
    time_machine.shift(timedelta(hours=2))
    bring(case, cast, "dispatched")
    tell_everything()
    assert not Notice.objects.filter(kind="peer").exists()


def test_only_the_administrator_of_the_ground_may(peer: Peer, other: Receiver, cast: Cast) -> None:
    serving(other, GOOD | {"service_code": "XYZ"}, GOOD)
    pull(peer.pk)
    bad, good = (
        Item.objects.get(state="bad") if Item.objects.filter(state="bad").exists() else None,
        Item.objects.first(),
    )
    wording = Wording("邻市", base(other), "990101001")
    for who in (cast.neighbour_admin.actor, cast.county_desk.actor):
        for attempt in (
            lambda by: create(wording, by=by, at=AT, key=uuid4()),
            lambda by: change(peer.pk, wording, by=by, at=AT),
            lambda by: map_services(peer.pk, {"XYZ": "0304"}, by=by, at=AT),
            lambda by: pause(peer.pk, by=by, at=AT),
            lambda by: resume(peer.pk, by=by, at=AT),
            lambda by: end(peer.pk, by=by, at=AT),
            lambda by: retry((bad or good).pk, by=by, at=AT),  # type: ignore[union-attr]  # it is there
            lambda by: tell_again(good.pk, by=by, at=AT),  # type: ignore[union-attr]  # it is there
        ):
            with pytest.raises(NotAllowed):
                attempt(who)


def test_each_write_leaves_a_line_and_the_key_stays_sealed(peer: Peer, cast: Cast, other: Receiver) -> None:
    by = cast.admin.actor
    for _n in range(2):
        pause(peer.pk, by=by, at=AT)
    for _n in range(2):
        resume(peer.pk, by=by, at=AT)
    change(peer.pk, Wording("邻市", base(other), "990101001", tells=True, api_key="neu-67890"), by=by, at=AT)
    end(peer.pk, by=by, at=AT)
    lines = Entry.objects.filter(subject="peer").order_by("pk")
    assert [line.verb for line in lines] == [f"peer.{verb}" for verb in ("create", "pause", "resume", "change", "end")]
    assert "geheim" not in str([line.detail for line in lines])
    peer.refresh_from_db()
    assert bytes(peer.api_key) == b""


def test_what_is_wrong_is_said_beside_its_field(cast: Cast) -> None:
    wording = Wording("", "http://10.0.0.1/", "990101001", form="csv", matter_code="9999", tells=True)
    with pytest.raises(BadForm) as bad:
        create(wording, by=cast.admin.actor, at=AT, key=uuid4())
    assert bad.value.errors.keys() == {"name", "url", "form", "matter_code", "api_key"}


def test_two_at_once_take_a_request_once(peer: Peer) -> None:
    (row,) = rules.rows(json.dumps([GOOD]).encode(), "json")
    assert take(peer.pk, row, at=AT).case == take(peer.pk, row, at=AT).case


@pytest.mark.parametrize(
    "body", [b"null", b"[]", b'{"service_requests": null}', b'{"service_requests": {"request": []}}']
)
def test_nothing_new_is_no_fault(body: bytes) -> None:
    assert rules.rows(body, "json") == []


def test_an_answer_about_something_else_is_refused() -> None:
    with pytest.raises(Unreadable):
        rules.rows(b"<errors><error/></errors>", "xml")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_one_linli_follows_another_and_tells_it_how_it_went(
    live_server: LiveServer, settings: Settings, form: str
) -> None:
    """Two counties of one server play two: 990102 follows what 990101 publishes, over HTTP, there and back."""
    cast = make_cast()
    load_catalogue(cast)
    settings.WEBHOOK_HOSTS = ("localhost", "127.0.0.1")
    settings.OPEN311_AREAS = ("990101",)
    now = timezone.now()
    there = reported(at=now - timedelta(hours=2), lon=None, lat=None, ground_code="990101001001")
    _key, secret = create_key(
        form=KeyForm(name="邻县平台", may_read=False, may_update=True), request=uuid4(), by=cast.admin.actor, at=now
    )
    wording = Wording(
        name="镜河县", url=f"{live_server.url}/open311/v2", area_code="990102", form=form, tells=True, api_key=secret,
        since=now - timedelta(days=1),
    )  # fmt: skip
    create(wording, by=cast.neighbour_admin.actor, at=now, key=uuid4())
    for _n in range(2):
        call_command("follow_open311", stdout=StringIO())
    here = Case.objects.get(county="990102")
    assert there.no in here.description
    do(here, "accept", cast.stranger.actor, at=timezone.now())
    do(here, "dispatch", cast.stranger.actor, at=timezone.now(), lead=cast.units.neighbour_department.pk)
    tell_everything()
    heard = [step.form["note"] for step in Step.objects.filter(case=there, action="hear").order_by("pk")]
    assert len(heard) == 3
    assert heard[0].startswith("邻县平台：办理中；990102-")
    item = Item.objects.get()
    tell_again(item.pk, by=cast.neighbour_admin.actor, at=timezone.now())
    tell_everything()
    assert Step.objects.filter(case=there, action="hear").count() == 3
    there.refresh_from_db()
    assert there.state == "reported"  # it moves nothing: a person decides


@pytest.mark.django_db(transaction=True)
def test_two_that_follow_each_other_hand_nothing_round_and_round(live_server: LiveServer, settings: Settings) -> None:
    cast = make_cast()
    load_catalogue(cast)
    settings.WEBHOOK_HOSTS, settings.OPEN311_AREAS = ("localhost", "127.0.0.1"), ("990101", "990102")
    now = timezone.now()
    reported(at=now - timedelta(hours=2), lon=None, lat=None, ground_code="990101001001")
    reported(at=now - timedelta(hours=1), lon=None, lat=None, ground_code=cast.areas.neighbour_community.code)
    for county, other, by in (("990102", "990101", cast.neighbour_admin), ("990101", "990102", cast.admin)):
        url = f"{live_server.url}/open311/v2"
        wording = Wording(other, url, county, jurisdiction=other, since=now - timedelta(days=1))
        create(wording, by=by.actor, at=now, key=uuid4())
    for _round in range(3):
        call_command("follow_open311", stdout=StringIO())
        sleep(1)  # moments on the wire are whole seconds: what has just come is seen a second later
    assert Case.objects.filter(county="990101").count() == 2  # each has its own and the other's one, and no more
    assert Case.objects.filter(county="990102").count() == 2
    assert Item.objects.filter(state="left", problem__contains="不再转").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_key_without_the_right_may_not_tell(live_server: LiveServer, settings: Settings) -> None:
    cast = make_cast()
    load_catalogue(cast)
    settings.WEBHOOK_HOSTS, settings.OPEN311_AREAS = ("localhost", "127.0.0.1"), ("990101",)
    there = reported(at=timezone.now())
    _key, secret = create_key(
        form=KeyForm(name="别家", may_report=True), request=uuid4(), by=cast.admin.actor, at=timezone.now()
    )
    import urllib.request

    for said in ({"api_key": secret}, {}):
        from urllib.error import HTTPError
        from urllib.parse import urlencode

        body = urlencode(said | {"service_request_id": there.no, "update_id": "1", "status": "OPEN"}).encode()
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(f"{live_server.url}/open311/v2/servicerequestupdates.json", body)  # noqa: S310 - our own
        assert refused.value.code == 403
        refused.value.close()
    assert not Step.objects.filter(action="hear").exists()


@pytest.mark.usefixtures("peer")
def test_the_command_says_what_failed(other: Receiver, capsys) -> None:
    other.page = lambda _path: (500, b"")
    with pytest.raises(CommandError):
        call_command("follow_open311")
    assert "对方答 500" in capsys.readouterr().out
