"""A report that is delivered again is told once; what a key may not do is refused; what it may is counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from tests.cast import INSIDE_FAR_GRID, Cast
from tests.stories import a_photo

from linli.accounts.audit.models import Entry
from linli.accounts.programs.models import ApiKey, KeyUse
from linli.api.open311 import doors
from linli.api.open311.models import Received
from linli.api.open311.queries import REPEAT_WITHIN
from linli.api.open311.tests.conftest import NOW, NewProgram, Program
from linli.cases.models import Case
from linli.documents.queries import content


def test_the_same_report_again_is_the_same_request(program: Program):
    first, again = program.post(), program.post()
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (Case.objects.count(), Received.objects.count()) == (1, 1)
    assert Entry.objects.filter(verb="case.receive").count() == 1


def test_the_same_words_much_later_are_another_request(program: Program):
    first = program.report()
    with time_machine.travel(NOW + REPEAT_WITHIN - timedelta(seconds=1), tick=False):
        assert program.report() == first
    with time_machine.travel(NOW + REPEAT_WITHIN, tick=False):
        assert program.report() != first


def test_other_words_and_other_programs_are_other_requests(program: Program, programs: NewProgram):
    numbers = {program.report(), program.report(description="井盖没了！"), programs(name="别的平台").report()}
    assert len(numbers) == 3


def test_a_sender_may_name_its_delivery(program: Program):
    named = {"Idempotency-Key": "a1"}
    first = program.post(headers=named).json()
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        assert program.post(headers=named).json() == first
    assert program.post(headers={"Idempotency-Key": "a2"}).json() != first
    assert program.post(headers=named, description="别的事").status_code == 409
    assert program.post(headers={"Idempotency-Key": "x" * 201}).status_code == 400
    assert Case.objects.count() == 2


def test_names_of_deliveries_belong_to_their_key(program: Program, programs: NewProgram):
    named = {"Idempotency-Key": "a1"}
    assert program.post(headers=named).json() != programs(name="别的平台").post(headers=named).json()


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_one_instant_are_one_request(program: Program):
    def deliver(_number: int) -> int:
        try:
            return int(program.post().status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(deliver, range(4))) == {201}
    assert (Case.objects.count(), Received.objects.count()) == (1, 1)


# ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_that_ended_reports_nothing(program: Program):
    ApiKey.objects.update(ends_at=NOW)
    assert program.post().status_code == 403
    ApiKey.objects.update(ends_at=NOW + timedelta(seconds=1))
    assert program.post().status_code == 201


def test_a_key_for_reading_reports_nothing(programs: NewProgram):
    assert programs(may_report=False).post().status_code == 403
    assert Case.objects.count() == 0


def test_a_key_reports_only_where_and_what_it_is_for(programs: NewProgram, city: Cast):
    program = programs(areas=(city.areas.town.code,), matters=("0301",))
    assert program.post().status_code == 201
    assert program.post(service_code="0304").status_code == 403
    far = {"long": INSIDE_FAR_GRID[0], "lat": INSIDE_FAR_GRID[1]}
    assert program.post(**far).status_code == 403
    placed = program.report(lat=None, long=None, address_string="谁也不知道的地方")
    assert Case.objects.get(no=placed).ground == city.areas.town.ground


def test_a_minute_and_a_day_are_counted(programs: NewProgram):
    program = programs(per_minute=2, per_day=3)

    def statuses(after: timedelta, times: int) -> list[int]:
        with time_machine.travel(NOW + after, tick=False):
            return [program.post(description=f"{after} {n}").status_code for n in range(times)]

    assert statuses(timedelta(), 3) == [201, 201, 429]
    assert statuses(timedelta(minutes=1), 2) == [201, 429]
    assert statuses(timedelta(days=1), 1) == [201]
    assert [use.count for use in KeyUse.objects.order_by("on")] == [3, 1]


def test_whoever_asks_too_often_is_told_when_to_come_back(programs: NewProgram):
    minute, day = programs(per_minute=1), programs(per_day=1, name="别的平台")
    with time_machine.travel(NOW + timedelta(seconds=20), tick=False):
        answers = [one.post(description=str(n)) for one in (minute, day) for n in range(2)]
    assert [one.status_code for one in answers] == [201, 429, 201, 429]
    assert answers[1].headers["Retry-After"] == "40"
    assert answers[3].headers["Retry-After"] == str(14 * 3600 - 20)  # from 10:00:20 to midnight
    assert answers[1].json()[0]["code"] == 429


def test_reading_counts_for_a_key_that_may_read_and_else_for_the_address(programs: NewProgram, monkeypatch):
    monkeypatch.setattr(doors.brake, "most", 1)
    reader, reporter = programs(name="读"), programs(name="报", may_read=False)
    assert [reader.get("requests.json", api_key=reader.key).status_code for _ in range(3)] == [200] * 3
    assert [reporter.get("requests.json", api_key=reporter.key).status_code for _ in range(2)] == [200, 429]
    assert Client().get("/open311/v2/services.xml").status_code == 429


@override_settings(OPEN311_OPEN_READING=False)
def test_where_reading_needs_a_key_one_reads_what_it_is_for(programs: NewProgram, city: Cast):
    everything = programs()
    near, far = everything.report(), everything.report(long=INSIDE_FAR_GRID[0], lat=INSIDE_FAR_GRID[1])
    lamp = everything.report(service_code="0304")

    def read(program: Program) -> set[str]:
        return {one["service_request_id"] for one in program.get("requests.json", api_key=program.key).json()}

    assert read(everything) == {near, far, lamp}
    assert read(programs(areas=(city.areas.town.code,), matters=("0301",))) == {near}
    assert everything.get("requests.json").status_code == 403
    assert everything.get(f"requests/{near}.json", api_key=programs(may_read=False).key).status_code == 403
    assert everything.get("services.json").status_code == 200


# ── photos ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_photo_comes_along_where_extensions_are_asked_for(program: Program):
    picture = content(a_photo()).body

    def send(**more: str) -> int:
        body = program.said(media=_file(picture), **more)
        return int(Client().post("/open311/v2/requests.json", body).status_code)

    assert send() == 400
    assert [send(extensions="true"), send(extensions="true")] == [201, 201]
    case = Case.objects.get()
    (attached,) = case.steps.get().attachments.all()
    assert attached.file.kind == "photo"


def test_what_is_no_photo_is_refused(program: Program):
    body = program.said(media=_file(b"no picture"), extensions="true")
    assert Client().post("/open311/v2/requests.json", body).status_code == 400
    assert Case.objects.count() == 0


def _file(body: bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("1.jpg", body, content_type="image/jpeg")
