"""Pictures and recordings as devices make them, made here, so that no test needs a file of somebody."""

import io
import random
import struct

import pillow_heif
from PIL import Image, ImageCms


def scene(size: tuple[int, int] = (1200, 900), mode: str = "RGB") -> Image.Image:
    """A picture with a red top half and a blue bottom half: it shows which way is up."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (0, size[1] // 2, size[0], size[1]))
    return image.convert(mode)


def noise(size: tuple[int, int]) -> Image.Image:
    """The worst case for a compressor."""
    return Image.frombytes("RGB", size, random.Random(7).randbytes(size[0] * size[1] * 3))


def as_bytes(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def gps_exif(orientation: int = 1) -> Image.Exif:
    """EXIF as a phone writes it: maker, orientation, and where the photographer stood."""
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = orientation
    exif[0x010E] = "secret description"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 34.0, 12.5), 3: "E", 4: (107.0, 58.0, 3.25)})
    return exif


def phone_jpeg(size: tuple[int, int] = (1200, 900), orientation: int = 1) -> bytes:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return as_bytes(
        scene(size),
        exif=gps_exif(orientation),
        icc_profile=srgb,
        comment=b"secret comment",
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret xmp</x:xmpmeta>",
    )


def phone_heic(size: tuple[int, int] = (1200, 900)) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(scene(size)).save(out, exif=gps_exif(6).tobytes())
    return out.getvalue()


def wav(seconds: float = 2.0, rate: int = 8000) -> bytes:
    """Silence, with a remark that names a place."""
    remark = b"INFOICMT" + struct.pack("<I", 12) + b"secret place"
    samples = bytes(int(rate * seconds))
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate, 1, 8)
    chunks += b"LIST" + struct.pack("<I", len(remark)) + remark
    chunks += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def m4a(seconds: int = 5, handler: bytes = b"soun") -> bytes:
    """The boxes of a recording by a telephone, with the place in ``udta``."""
    mvhd = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, seconds * 1000) + bytes(80))
    hdlr = box(b"hdlr", bytes(8) + handler + bytes(13))
    udta = box(b"udta", box(b"\xa9xyz", b"secret +26.57+107.96/"))
    moov = box(b"moov", mvhd + box(b"trak", box(b"mdia", hdlr)) + udta)
    return box(b"ftyp", b"M4A \x00\x00\x00\x00M4A isom") + moov + box(b"mdat", bytes(400))


def ogg(seconds: int = 5) -> bytes:
    def page(granule: int, body: bytes) -> bytes:
        return b"OggS" + struct.pack("<BBqIIIB", 0, 0, granule, 1, 0, 0, 1) + bytes([len(body)]) + body

    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)
    return page(0, head) + page(0, b"OpusTags") + page(312 + 48000 * seconds, bytes(60))


def element(ident: bytes, body: bytes) -> bytes:
    return ident + (len(body) | 1 << 56).to_bytes(8, "big") + body


def webm(last_ms: int = 5000, track: int = 2, tail: bytes = b"") -> bytes:
    """What a browser's recorder writes: segment and cluster of open size, no duration stated."""
    start = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    info = element(b"\x15\x49\xa9\x66", element(b"\x2a\xd7\xb1", (1_000_000).to_bytes(3, "big")))
    tracks = element(b"\x16\x54\xae\x6b", element(b"\xae", element(b"\x83", bytes([track]))))
    tags = element(b"\x12\x54\xc3\x67", b"secret tag")
    cluster_time, rest = divmod(last_ms, 30_000)
    cluster = b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff"
    cluster += element(b"\xe7", (cluster_time * 30_000).to_bytes(4, "big"))
    block = element(b"\xa3", b"\x81" + struct.pack(">hB", rest, 0) + bytes(20))
    return start + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + info + tracks + tags + cluster + block + tail
