"""Recognising a voice note by its bytes, measuring it, and taking out what it tells about places and devices.

The containers are described in RFC 9559 (Matroska/WebM), RFC 3533 (Ogg), ISO/IEC 14496-12 (MP4) and in the RIFF
specification (WAV). Only as much is read as is needed to tell sound from video and to find length and remarks.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.documents.refusals import Refused

MAX_BYTES = 2 * 1024 * 1024
MAX_SECONDS = 60
#: A recorder told to stop at 60 seconds writes a little more.
_GRACE_S = 1.0


@dataclass(frozen=True)
class Voice:
    """A voice note as it is kept; ``duration_s`` is None where the container does not say."""

    content: bytes
    mime: str
    duration_s: float | None


def clean(upload: bytes) -> Voice:
    """The voice note without its remarks (place, device, author), at most 2 MB and 60 seconds.

    Raises ``Refused`` with code ``empty``, ``too_large``, ``not_a_voice``, ``video``, ``damaged`` or ``too_long``.
    """
    if not upload:
        raise Refused(_("文件是空的，请重新录制。"), code="empty")
    if len(upload) > MAX_BYTES:
        raise Refused(_("语音太大，最多 %(mb)d MB。"), code="too_large", params={"mb": MAX_BYTES // 1024**2})
    read = _reader(upload)
    try:
        voice = read(upload)
    except (struct.error, IndexError, OverflowError) as error:
        raise Refused(_("语音没有传完整或已经损坏，请重新录制。"), code="damaged") from error
    if voice.duration_s is not None and voice.duration_s > MAX_SECONDS + _GRACE_S:
        raise Refused(_("语音太长，最多 %(seconds)d 秒。"), code="too_long", params={"seconds": MAX_SECONDS})
    return voice


def _reader(upload: bytes) -> Callable[[bytes], Voice]:
    """The reader for the container that the first bytes announce."""
    if upload.startswith(b"\x1aE\xdf\xa3") and b"webm" in upload[:64]:
        return _webm
    if upload.startswith(b"OggS"):
        return _ogg
    if upload[4:8] == b"ftyp":
        return _mp4
    if upload.startswith(b"RIFF") and upload[8:12] == b"WAVE":
        return _wav
    raise Refused(_("这不是语音。请上传 WebM、OGG、M4A 或 WAV 格式的录音。"), code="not_a_voice")


def _video() -> Refused:
    return Refused(_("这是视频，这里只收语音。"), code="video")


# --- WebM -----------------------------------------------------------------------------------------

_MASTERS = frozenset({0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0})  # entered, not skipped
_TAGS = 0x1254C367
_TRACK_TYPE, _SCALE, _DURATION, _CLUSTER_TIME, _SIMPLE_BLOCK, _BLOCK = 0x83, 0x2AD7B1, 0x4489, 0xE7, 0xA3, 0xA1
_VIDEO_TRACK = 1


def _vint(data: bytes, at: int) -> tuple[int, int, int]:
    """A variable-length integer: its value with the length marker, without it, and where it ends."""
    length = 9 - data[at].bit_length()
    if length > 8:  # noqa: PLR2004 - eight bytes are the longest there are
        raise IndexError(at)
    marked = int.from_bytes(data[at : at + length], "big")
    return marked, marked & ((1 << 7 * length) - 1), at + length


def _elements(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Every element as (id, start, start of payload, end); master elements are entered."""
    at = 0
    while at < len(data):
        element, _plain, body = _vint(data, at)
        _marked, size, payload = _vint(data, body)
        if element in _MASTERS:
            end = payload  # a recorder that streams leaves these sizes open
        else:
            end = payload + size
            if end > len(data):
                return  # the recording was cut off while it was written: what is there counts
        yield element, at, payload, end
        at = end


def _webm(data: bytes) -> Voice:
    clean_data = bytearray(data)
    scale, stated, cluster, last = 1_000_000, None, 0, 0
    for element, start, payload, end in _elements(data):
        body = data[payload:end]
        number = int.from_bytes(body[:8], "big")
        if element == _TRACK_TYPE and number == _VIDEO_TRACK:
            raise _video()
        if element == _TAGS:
            clean_data[start:end] = _void(end - start)
        scale = number if element == _SCALE else scale
        cluster = number if element == _CLUSTER_TIME else cluster
        stated = _float(body) if element == _DURATION else stated
        if element in {_SIMPLE_BLOCK, _BLOCK}:
            last = max(last, cluster + _relative_time(body))
    ticks = stated or last
    return Voice(bytes(clean_data), "audio/webm", round(ticks * scale / 1e9, 1) if ticks else None)


def _float(body: bytes) -> float:
    value: float = struct.unpack(">d" if len(body) == 8 else ">f", body)[0]  # noqa: PLR2004 - bytes of a double
    return value


def _relative_time(block: bytes) -> int:
    _marked, _track, at = _vint(block, 0)
    value: int = struct.unpack_from(">h", block, at)[0]
    return value


def _void(length: int) -> bytes:
    """An element of ``length`` bytes in all that says nothing."""
    size = 1 if length < 128 else 8  # noqa: PLR2004 - seven bits fit into a size of one byte
    inside = length - 1 - size
    return b"\xec" + (inside | 1 << 7 * size).to_bytes(size, "big") + bytes(inside)


# --- Ogg ------------------------------------------------------------------------------------------


def _ogg(data: bytes) -> Voice:
    first = data[:512]
    if b"theora" in first:
        raise _video()
    if (head := first.find(b"OpusHead")) >= 0:
        skipped, rate = struct.unpack_from("<H", data, head + 10)[0], 48_000
    elif (head := first.find(b"\x01vorbis")) >= 0:
        skipped, rate = 0, struct.unpack_from("<I", data, head + 12)[0]
    else:
        raise Refused(_("这种 OGG 录音不能播放，请换一种格式。"), code="not_a_voice")
    position: int = struct.unpack_from("<q", data, data.rfind(b"OggS") + 6)[0]
    return Voice(data, "audio/ogg", round((position - skipped) / rate, 1) if position > skipped and rate else None)


# --- MP4 ------------------------------------------------------------------------------------------

_CONTAINERS = frozenset({b"moov", b"trak", b"mdia"})
_REMARKS = frozenset({b"udta", b"meta", b"uuid"})


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Every box as (type, start, start of payload, end); containers are entered after they are yielded."""
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        payload = at + 8
        if size == 1:
            size, payload = struct.unpack_from(">Q", data, payload)[0], at + 16
        stop = end if size == 0 else at + size
        if stop < payload or stop > end:
            raise IndexError(at)
        yield kind, at, payload, stop
        if kind in _CONTAINERS:
            yield from _boxes(data, payload, stop)
        at = stop


def _mp4(data: bytes) -> Voice:
    clean_data = bytearray(data)
    has_sound, duration = False, None
    for kind, start, payload, end in _boxes(data, 0, len(data)):
        if kind == b"hdlr" and data[payload + 8 : payload + 12] == b"vide":
            raise _video()
        has_sound |= kind == b"hdlr" and data[payload + 8 : payload + 12] == b"soun"
        if kind == b"mvhd":
            duration = _movie_seconds(data, payload)
        if kind in _REMARKS:
            clean_data[start + 4 : start + 8] = b"free"
            clean_data[payload:end] = bytes(end - payload)
    if not has_sound:
        raise Refused(_("这个文件里没有声音，请重新录制。"), code="not_a_voice")
    return Voice(bytes(clean_data), "audio/mp4", duration)


def _movie_seconds(data: bytes, payload: int) -> float | None:
    """Seconds by the movie header; None for a recording written in fragments, which says 0."""
    long = data[payload] == 1
    timescale, duration = struct.unpack_from(">IQ" if long else ">II", data, payload + (20 if long else 12))
    return round(duration / timescale, 1) if timescale and duration else None


# --- WAV ------------------------------------------------------------------------------------------


def _wav(data: bytes) -> Voice:
    """Only the format and the samples are kept; broadcast and information chunks may name a place."""
    at, kept, rate, samples = 12, b"", 0, 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + size]
        if kind == b"fmt ":
            rate = struct.unpack_from("<I", body, 8)[0]
        if kind == b"data":
            samples = len(body)
        if kind in {b"fmt ", b"data"}:
            kept += struct.pack("<4sI", kind, len(body)) + body + b"\x00" * (len(body) % 2)
        at += 8 + size + size % 2
    if not rate or not samples:
        raise IndexError(at)
    return Voice(struct.pack("<4sI4s", b"RIFF", 4 + len(kept), b"WAVE") + kept, "audio/wav", round(samples / rate, 1))
