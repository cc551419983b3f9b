"""Photos and recordings after their item: in pieces, resumed, repeated, cut off, and never half."""

from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image
from tests.cast import AT, Cast

from linli.accounts.audit.models import Entry
from linli.api.rest.field.tests.phone import FIELD, Phone, a_file, a_photo, at_once
from linli.cases.models import Attachment, Awaited, Case
from linli.documents import queries as documents
from linli.documents.actions import release_given_up
from linli.documents.models import File, Upload
from linli.documents.tests.pictures import wav


def promised(phone: Phone, content: bytes, kind: str = "image/jpeg") -> str:
    """The id of a file that a report has promised."""
    file = a_file(content, kind)
    assert phone.send(phone.report(files=[file])).status_code == 201
    return str(file["id"])


def test_a_photo_arrives_in_pieces_and_hangs_on_its_step(phone: Phone) -> None:
    content = a_photo((1500, 1100))
    file_id, half = promised(phone, content), len(content) // 2
    assert Attachment.objects.count() == 0
    first = phone.put(file_id, content[:half])
    assert (first.status_code, first.json()) == (
        200,
        {"id": file_id, "have": half, "size": len(content), "sha256": None},
    )
    last = phone.put(file_id, content[half:], half)
    assert last.status_code == 201
    assert last.json()["sha256"] == Upload.objects.get().sha256
    attachment = Attachment.objects.get()
    assert (str(attachment.file_id), attachment.purpose, attachment.step.number) == (file_id, "report", 1)
    assert Awaited.objects.count() == 0
    assert bytes(Upload.objects.get().content) == b""
    assert Entry.objects.filter(verb="file.arrive", subject_id=Case.objects.get().no).count() == 1


def test_what_a_photo_tells_about_place_and_phone_is_taken_out_again(phone: Phone) -> None:
    content = a_photo()
    assert Image.open(BytesIO(content)).getexif(), "the picture of the test has something to tell"
    file_id = promised(phone, content)
    phone.put_all(file_id, content)
    assert not Image.open(BytesIO(documents.content(UUID(file_id)).body)).getexif()


def test_a_recording_arrives_too(phone: Phone) -> None:
    content = wav(3)
    assert phone.put_all(promised(phone, content, "audio/wav"), content, 10_000).status_code == 201
    assert Attachment.objects.get().file.kind == "voice"


def test_a_piece_that_is_here_already_changes_nothing(phone: Phone) -> None:
    content = a_photo()
    file_id = promised(phone, content)
    first, again = phone.put(file_id, content[:9000]), phone.put(file_id, content[:9000])
    assert first.json() == again.json()
    phone.put(file_id, content[9000:], 9000)
    for offset in (0, 9000):
        again = phone.put(file_id, content[offset:], offset)
        assert again.status_code == 200
        assert again.json()["sha256"]
    assert (Attachment.objects.count(), File.objects.count()) == (1, 1)


def test_a_phone_asks_how_much_is_here_and_goes_on_from_there(phone: Phone) -> None:
    content = a_photo()
    file_id = promised(phone, content)
    assert phone.have(file_id).json()["have"] == 0
    phone.put(file_id, content[:5000])
    assert phone.have(file_id).json() == {"id": file_id, "have": 5000, "size": len(content), "sha256": None}
    phone.put(file_id, content[5000:], 5000)
    assert phone.have(file_id).json()["have"] == len(content)
    assert phone.have(file_id).json()["sha256"] is not None


@pytest.mark.parametrize("offset", [100, 6000])
def test_a_piece_that_does_not_follow_is_refused_with_where_to_go_on(phone: Phone, offset: int) -> None:
    content = a_photo()
    file_id = promised(phone, content)
    phone.put(file_id, content[:5000])
    answer = phone.put(file_id, content[7000:9000], offset)
    assert (answer.status_code, answer.json()["have"]) == (409, 5000)
    assert phone.have(file_id).json()["have"] == 5000


def test_a_piece_that_was_cut_off_on_the_way_leaves_nothing(phone: Phone) -> None:
    content = a_photo()
    file_id = promised(phone, content)
    answer = phone.put(file_id, content[:5000], **{"X-Content-SHA256": a_file(content[:6000])["sha256"]})
    assert answer.status_code == 400
    assert phone.put(file_id, b"").status_code == 400
    assert phone.have(file_id).json()["have"] == 0


def test_another_picture_than_promised_is_dropped_whole_and_may_be_sent_again(phone: Phone) -> None:
    content = a_photo()
    file_id = promised(phone, content)
    wrong = bytes(len(content))
    answer = phone.put_all(file_id, wrong, 20_000)
    assert (answer.status_code, answer.json()["have"], answer.json()["sha256"]) == (422, 0, None)
    assert phone.put_all(file_id, content).status_code == 201


def test_what_is_no_photo_is_dropped_and_said(phone: Phone) -> None:
    content = b"this is no picture"
    answer = phone.put(promised(phone, content), content)
    assert (answer.status_code, answer.json()["have"]) == (422, 0)
    assert "照片" in answer.json()["errors"][""]
    assert (File.objects.count(), Awaited.objects.count()) == (0, 1)


def test_more_than_was_promised_is_refused(phone: Phone) -> None:
    content = a_photo()
    file_id = promised(phone, content)
    phone.put(file_id, content[:5000])
    answer = phone.put(file_id, content[5000:] + b"more", 5000)
    assert (answer.status_code, answer.json()["have"]) == (422, 5000)
    assert phone.put(file_id, bytes(256 * 1024 + 1)).status_code == 413


def test_a_file_that_somebody_else_promised_is_not_there(phone: Phone, cast: Cast) -> None:
    content = a_photo()
    file_id, other = promised(phone, content), Phone(cast.grid_chief)
    assert other.put(file_id, content).status_code == 404
    assert other.have(file_id).status_code == 404
    assert other.put("00000000-0000-0000-0000-000000000000", content).status_code == 404
    assert phone.have(file_id).json()["have"] == 0


def test_a_photo_is_seen_by_whoever_sees_its_case(phone: Phone, cast: Cast) -> None:
    content = a_photo()
    file_id = promised(phone, content)
    address = f"{FIELD}photos/{file_id}"
    assert phone.client.get(address).status_code == 404, "it is still on the phone"
    phone.put_all(file_id, content)
    whole, small = phone.client.get(address), phone.client.get(f"{address}?small=true")
    assert whole.headers["Content-Type"] == "image/jpeg"
    assert len(small.content) < len(whole.content)
    assert phone.client.get(address, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert Phone(cast.stranger).client.get(address).status_code == 404
    mine = cast.grid_worker.posting.pk
    assert phone.client.get(f"{address}?posting={mine}").status_code == 200
    assert phone.client.get(f"{address}?posting={mine + 1}").status_code == 403


def test_pieces_that_nobody_goes_on_with_are_dropped_and_the_file_still_wanted(phone: Phone) -> None:
    content = a_photo()
    file_id = promised(phone, content)
    phone.put(file_id, content[:5000])
    changed = Upload.objects.get().changed_at
    assert release_given_up(changed, at=AT) == 0
    assert release_given_up(changed.replace(year=changed.year + 1), at=AT) == 1
    assert phone.have(file_id).json()["have"] == 0
    assert phone.put_all(file_id, content).status_code == 201, "whoever comes back late loses nothing"
    assert Upload.objects.get().given_up_at is None


def test_nobody_may_leave_more_open_than_a_store_can_hold(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.documents.actions.uploads.MOST_FILES", 2)
    item = phone.report(files=[a_file(b"1"), a_file(b"2")])
    assert phone.send(item).status_code == 201
    assert phone.send(item).status_code == 200, "a repeat promises nothing new"
    answer = phone.send(phone.report(files=[a_file(b"3")]))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["files"])
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_pieces_over_several_lines_at_once_are_one_photo(cast: Cast) -> None:
    phone, content = Phone(cast.grid_worker), a_photo()
    file_id, half = promised(phone, content), len(content) // 2
    first = at_once(lambda: phone.twin().put(file_id, content[:half]), 4)
    assert {answer.status_code for answer in first} == {200}
    assert {answer.json()["have"] for answer in first} == {half}
    last = at_once(lambda: phone.twin().put(file_id, content[half:], half), 4)
    assert sorted(answer.status_code for answer in last) == [200, 200, 200, 201]
    assert (Attachment.objects.count(), File.objects.count(), Awaited.objects.count()) == (1, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_two_different_pieces_at_once_never_mix(cast: Cast) -> None:
    phone, content = Phone(cast.grid_worker), a_photo()
    file_id, half = promised(phone, content), len(content) // 2
    pieces = iter([(content[:half], 0), (content[half:], half)] * 2)

    def put() -> int:
        piece, offset = next(pieces)
        return int(phone.twin().put(file_id, piece, offset).status_code)

    statuses = at_once(put, 4)
    assert set(statuses) <= {200, 201, 409}
    have = phone.have(file_id).json()["have"]
    assert have in {half, len(content)}
    assert phone.put(file_id, content[have:], have).status_code in {200, 201} if have < len(content) else True
    assert documents.file(UUID(file_id)).upload_sha256 == a_file(content)["sha256"]
