"""A voice note is known by its bytes, measured, and told to forget where it was made."""

import random

import pytest

from linli.documents import sound
from linli.documents.refusals import Refused
from linli.documents.tests.pictures import box, element, m4a, ogg, wav, webm


@pytest.mark.parametrize(
    ("upload", "mime", "seconds"),
    [
        (webm(5000), "audio/webm", 5.0),
        (webm(42_000), "audio/webm", 42.0),  # second cluster: 30 s + 12 s
        (ogg(7), "audio/ogg", 7.0),
        (m4a(9), "audio/mp4", 9.0),
        (m4a(0), "audio/mp4", None),  # written in fragments: the header says 0
        (wav(2.0), "audio/wav", 2.0),
    ],
    ids=["webm", "webm, later cluster", "ogg", "m4a", "m4a in fragments", "wav"],
)
def test_type_and_length_are_read_from_the_bytes(upload, mime, seconds):
    voice = sound.clean(upload)
    assert (voice.mime, voice.duration_s) == (mime, seconds)


@pytest.mark.parametrize("upload", [webm(), m4a(), wav()], ids=["webm", "m4a", "wav"])
def test_remarks_about_the_place_are_gone(upload):
    assert b"secret" in upload
    voice = sound.clean(upload)
    assert b"secret" not in voice.content
    assert sound.clean(voice.content) == voice


@pytest.mark.parametrize("upload", [webm(61_500), ogg(62), m4a(90), wav(62)], ids=["webm", "ogg", "m4a", "wav"])
def test_more_than_a_minute_is_refused(upload):
    with pytest.raises(Refused) as refused:
        sound.clean(upload)
    assert refused.value.messages == ["语音太长，最多 60 秒。"]


def test_a_recorder_may_stop_a_moment_late():
    assert sound.clean(webm(60_400)).duration_s == 60.4


@pytest.mark.parametrize("upload", [webm(track=1), m4a(handler=b"vide")], ids=["webm", "mp4"])
def test_a_video_is_refused(upload):
    with pytest.raises(Refused) as refused:
        sound.clean(upload)
    assert refused.value.code == "video"


def test_more_than_two_megabytes_are_refused():
    with pytest.raises(Refused) as refused:
        sound.clean(webm() + bytes(2 * 1024 * 1024))
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "empty"),
        ("一段文字".encode() * 10, "not_a_voice"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "not_a_voice"),
        (box(b"ftyp", b"M4A ") + box(b"moov", b""), "not_a_voice"),
        (b"OggS" + bytes(60), "not_a_voice"),
        (m4a()[:80], "damaged"),
        (b"RIFF\x00\x00\x00\x00WAVE", "damaged"),
    ],
    ids=["empty", "text", "jpeg", "mp4 without sound", "unknown ogg", "cut m4a", "wav without samples"],
)
def test_what_is_not_a_voice_note_is_refused(upload, code):
    with pytest.raises(Refused) as refused:
        sound.clean(upload)
    assert refused.value.code == code


def test_a_recording_cut_off_while_written_counts_as_far_as_it_goes():
    assert sound.clean(webm(5000, tail=element(b"\xa3", bytes(500))[:40])).duration_s == 5.0


def test_damaged_bytes_are_either_kept_or_refused():
    dice = random.Random(11)
    for sample in (webm(), ogg(), m4a(), wav(0.01)):
        for _ in range(400):
            upload = bytearray(sample)
            for _ in range(dice.randint(1, 6)):
                upload[dice.randrange(12, len(upload))] = dice.randrange(256)
            try:
                assert sound.clean(bytes(upload)).content
            except Refused:
                continue
