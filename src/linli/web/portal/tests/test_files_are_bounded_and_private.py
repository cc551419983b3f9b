"""What is sent with a report: cleaned, bounded, and shown to nobody but who may see it."""

from io import BytesIO
from uuid import uuid4

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.cast import INSIDE_GRID, Cast
from tests.stories import a_photo, bring, do

from linli.cases.models import Attachment, Case
from linli.documents.models import File
from linli.web.portal import doors
from linli.web.portal.tests import walking


def placed(client: Client):
    key = walking.begin(client)
    walking.step(client, key, "what", matter="0301")
    walking.step(client, key, "where", address="路口", lon=INSIDE_GRID[0], lat=INSIDE_GRID[1])
    return key


def test_where_and_when_a_photo_was_taken_is_gone_from_what_is_served(client: Client):
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Secret Camera", {1: "N", 2: (30.0, 0.0, 0.0)}
    code = walking.report(client, photos=walking.picture(exif=exif.tobytes()))
    attachment = Attachment.objects.get()
    answer = client.get(f"/s/{code}/files/{attachment.file_id}/")
    assert answer.status_code == 200
    assert b"Secret Camera" not in answer.content
    assert not Image.open(BytesIO(answer.content)).getexif()


def test_a_photo_of_an_apple_telephone_is_taken(client: Client):
    file = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "green")).save(file)
    walking.report(client, photos=SimpleUploadedFile("IMG_1.HEIC", file.getvalue(), "image/heic"))
    assert File.objects.get().mime == "image/jpeg"


def test_six_photos_are_taken_and_a_seventh_is_not(client: Client):
    key = placed(client)
    photos = [walking.picture(colour=(n, n, n)) for n in range(7)]
    answer = walking.step(client, key, "happened", description="坏了", photos=photos)
    assert answer.status_code == 422
    assert "最多 6 张" in answer.content.decode()
    assert File.objects.count() == 6


def test_the_same_photo_sent_again_is_kept_once(client: Client):
    key = placed(client)
    for _ in range(2):
        walking.step(client, key, "happened", description="坏了", photos=walking.picture())
    assert File.objects.count() == 1


def test_a_voice_note_that_is_none_is_refused_in_words(client: Client):
    key = placed(client)
    voice = SimpleUploadedFile("voice.webm", b"nothing", "audio/webm")
    answer = walking.step(client, key, "happened", description="坏了", voice=voice)
    assert answer.status_code == 422
    assert "这不是语音" in answer.content.decode()


def test_too_much_at_once_is_turned_away_before_it_is_read(client: Client):
    key = placed(client)
    length = str(doors.WITH_FILES + 1)
    answer = client.post(f"/report/{key}/happened/", {"description": "坏了"}, CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert "太大了" in answer.content.decode()


def test_a_form_without_files_is_bounded_too(client: Client):
    answer = client.post(f"/report/{uuid4()}/", {"matter": "x" * (doors.WITHOUT_FILES + 1)})
    assert answer.status_code == 413


def test_only_public_files_of_this_case_are_served(client: Client, cast: Cast):
    mine, other = walking.report(client, photos=walking.picture()), walking.report(client)
    case = bring(Case.objects.get(public_code=mine), cast, "handling")
    do(case, "remark", cast.handler.actor, note="内部", photos=[str(a_photo())])
    own = Attachment.objects.get(case=case, is_public=True)
    internal = Attachment.objects.get(case=case, is_public=False)
    assert client.get(f"/s/{mine}/files/{own.file_id}/?small").status_code == 200
    assert client.get(f"/s/{mine}/files/{internal.file_id}/").status_code == 404
    assert client.get(f"/s/{other}/files/{own.file_id}/").status_code == 404
    assert client.get(f"/s/{mine}/files/{uuid4()}/").status_code == 404


def test_the_evidence_of_the_work_is_shown(client: Client, cast: Cast):
    code = walking.report(client)
    case = bring(Case.objects.get(public_code=code), cast, "fed_back")
    evidence = Attachment.objects.get(case=case, purpose="evidence")
    assert f"/s/{code}/files/{evidence.file_id}/" in client.get(f"/s/{code}/").content.decode()


def test_a_file_is_not_sent_again_to_who_has_it(client: Client):
    code = walking.report(client, photos=walking.picture())
    address = f"/s/{code}/files/{Attachment.objects.get().file_id}/"
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_photos_stay_when_the_rest_of_a_remark_is_wrong(client: Client):
    code = walking.report(client)
    answer = walking.do(client, code, "remark", note=" ", photos=walking.picture())
    assert answer.status_code == 422
    page = answer.content.decode()
    kept = str(File.objects.get().pk)
    assert kept in page
    key = page.split('name="key" value="')[1].split('"')[0]
    again = client.post(f"/s/{code}/remark/", {"key": key, "note": "还在漏", "kept": kept})
    assert again.status_code == 302
    assert Attachment.objects.get().file_id == File.objects.get().pk
