"""A file goes in once, comes out as it went in, and is swept when nothing uses it."""

import hashlib
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.documents import actions, queries
from linli.documents.models import Blob, File
from linli.documents.refusals import Conflict, Refused
from linli.documents.tests.pictures import as_bytes, phone_jpeg, scene, wav

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Worker:
    user_id: int | None
    posting_id: int | None = None


def photo(**changes: object) -> File:
    values: dict[str, object] = {"upload": phone_jpeg(), "name": "井盖.jpg", "by": None, "at": NOW}
    return actions.store_photo(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_photo_comes_out_as_it_was_kept():
    file = photo()
    kept = queries.content(file.pk)
    assert (kept.mime, kept.name, len(kept.body)) == ("image/jpeg", "井盖.jpg", file.size)
    assert kept.sha256 == hashlib.sha256(kept.body).hexdigest() == file.sha256
    assert len(queries.thumbnail(file.pk).body) < len(kept.body)
    assert (file.kind, file.width, file.height, file.created_by_id) == ("photo", 1200, 900, None)


@pytest.mark.django_db
def test_a_voice_note_is_kept_with_its_length_and_has_no_thumbnail():
    file = actions.store_voice(upload=wav(3), name="留言.wav", by=None, at=NOW)
    assert (file.kind, file.mime, file.duration_s) == ("voice", "audio/wav", 3.0)
    with pytest.raises(File.DoesNotExist):
        queries.thumbnail(file.pk)


@pytest.mark.django_db
def test_a_paper_is_kept_byte_for_byte():
    file = actions.store_paper(content=b"%PDF-1.7", mime="application/pdf", name="督办.pdf", by=None, at=NOW)
    assert queries.content(file.pk).body == b"%PDF-1.7"


@pytest.mark.django_db
def test_who_stored_a_file_is_known(django_user_model):
    user = django_user_model.objects.create(username="worker", full_name="王小雨")
    assert photo(by=Worker(user.pk)).created_by_id == user.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("store", "upload"), [(actions.store_photo, phone_jpeg()), (actions.store_voice, wav())], ids=["photo", "voice"]
)
def test_the_same_id_and_content_again_is_the_same_file(store, upload):
    key = uuid.uuid4()
    first = store(upload=upload, name="一", by=None, at=NOW, id=key)
    again = store(upload=upload, name="二", by=None, at=NOW + HOUR, id=key)
    assert (again.pk, again.original_name, again.created_at) == (first.pk, "一", NOW)
    assert File.objects.count() == Blob.objects.count() == 1


@pytest.mark.django_db
def test_the_same_id_with_other_content_is_a_conflict():
    key = uuid.uuid4()
    photo(id=key)
    with pytest.raises(Conflict):
        photo(id=key, upload=as_bytes(scene((300, 200))))
    assert queries.file(key).width == 1200


@pytest.mark.django_db
def test_the_same_photo_sent_twice_at_one_instant_is_kept_once():
    key, upload = uuid.uuid4(), as_bytes(scene((300, 200)))

    def committed(work: Callable[[], object]) -> object:
        try:
            return work()
        finally:
            connection.close()  # of this thread: it works outside the transaction of the test

    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(committed, [lambda: photo(id=key, upload=upload).pk] * 4))
        swept = pool.submit(committed, lambda: actions.sweep_orphans(NOW + HOUR)).result()
    assert (set(kept), swept) == ({key}, 1)


@pytest.mark.django_db
def test_too_many_bytes_are_refused(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(Refused) as refused:
        photo(upload=phone_jpeg() + bytes(1024 * 1024))
    assert refused.value.messages == ["文件太大，最多 1 MB。"]
    assert not File.objects.exists()


@pytest.mark.django_db
def test_a_text_that_calls_itself_jpg_is_refused():
    with pytest.raises(Refused) as refused:
        photo(upload="井盖坏了".encode(), name="井盖.jpg")
    assert refused.value.code == "not_a_photo"
    assert not File.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\a\\井盖.jpg", "井盖.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.jpg", "ab.jpg"),
        ("", ""),
        ("长" * 200 + ".jpg", "长" * 116 + ".jpg"),
    ],
)
def test_a_name_is_only_a_name(sent, kept):
    assert photo(name=sent).original_name == kept


@pytest.mark.django_db
def test_absent_files_are_absent_everywhere():
    absent = uuid.uuid4()
    for read in (queries.file, queries.content, queries.thumbnail):
        with pytest.raises(File.DoesNotExist):
            read(absent)
    assert queries.files([absent]) == {}


@pytest.mark.django_db
def test_metadata_of_many_files_costs_one_query_and_no_bytes():
    ids = [photo().pk for _ in range(3)]
    with CaptureQueriesContext(connection) as asked:
        assert set(queries.files(ids)) == set(ids)
    assert len(asked) == 1
    assert "documents_blob" not in asked[0]["sql"]


@pytest.mark.django_db
def test_reading_the_thumbnail_does_not_fetch_the_photo():
    file = photo()
    with CaptureQueriesContext(connection) as asked:
        queries.thumbnail(file.pk)
    assert len(asked) == 1
    assert '"content"' not in asked[0]["sql"]


@pytest.mark.django_db
def test_orphans_are_swept_and_attached_files_stay():
    old, used, young = photo(), photo(), photo(at=NOW + 30 * HOUR)
    actions.attach(file_ids=[used.pk], at=NOW)
    assert actions.sweep_orphans(NOW + 24 * HOUR) == 1
    assert set(queries.files([old.pk, used.pk, young.pk])) == {used.pk, young.pk}
    assert Blob.objects.count() == 2


@pytest.mark.django_db
def test_a_sweep_takes_no_more_than_asked():
    for _ in range(3):
        photo(upload=as_bytes(scene((30, 20))))
    assert [actions.sweep_orphans(NOW + HOUR, limit=2) for _ in range(3)] == [2, 1, 0]


@pytest.mark.django_db
def test_files_are_attached_in_the_order_asked_for():
    first, second = photo(), photo()
    files = actions.attach(file_ids=[second.pk, first.pk], at=NOW + HOUR)
    assert [file.pk for file in files] == [second.pk, first.pk]
    assert queries.file(first.pk).attached_at == NOW + HOUR


@pytest.mark.django_db
def test_a_file_is_attached_once():
    file = photo()
    actions.attach(file_ids=[file.pk], at=NOW)
    with pytest.raises(Refused) as refused:
        actions.attach(file_ids=[file.pk], at=NOW + HOUR)
    assert refused.value.code == "taken"
    assert queries.file(file.pk).attached_at == NOW


@pytest.mark.django_db
def test_a_file_that_is_gone_attaches_nothing():
    file = photo()
    with pytest.raises(Refused) as refused:
        actions.attach(file_ids=[file.pk, uuid.uuid4()], at=NOW)
    assert refused.value.code == "gone"
    assert queries.file(file.pk).attached_at is None


@pytest.mark.django_db
def test_bytes_are_stored_outside_the_row_and_uncompressed():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, attstorage FROM pg_attribute WHERE attrelid = 'documents_blob'::regclass"
            " AND attname IN ('content', 'thumbnail')"
        )
        storage = {name: str(kind) for name, kind in cursor.fetchall()}
    assert {name: kind.strip("b'") for name, kind in storage.items()} == {"content": "e", "thumbnail": "e"}


@pytest.mark.django_db
def test_the_database_refuses_a_photo_without_a_size():
    with pytest.raises(IntegrityError, match="documents_file_photo_has_size"), transaction.atomic():
        File.objects.create(
            kind="photo", mime="image/jpeg", sha256="", upload_sha256="", size=1, width=0, created_at=NOW
        )


@pytest.mark.django_db
def test_the_database_refuses_a_file_without_bytes():
    with pytest.raises(IntegrityError, match="documents_file_not_empty"), transaction.atomic():
        actions.store_paper(content=b"", mime="application/pdf", name="空.pdf", by=None, at=NOW)
    assert not File.objects.exists()
