"""A photo loses everything but what it shows, and gets small."""

import io
import re
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from linli.documents import photos
from linli.documents.refusals import Refused
from linli.documents.tests.pictures import as_bytes, gps_exif, noise, phone_heic, phone_jpeg, scene

KB = 1024


def shown(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_red(image: Image.Image, at: tuple[int, int]) -> bool:
    red, green, blue = image.convert("RGB").getpixel(at)  # type: ignore[misc]
    return red > 150 and green < 90 and blue < 90


@pytest.mark.parametrize("make", [phone_jpeg, phone_heic], ids=["jpeg", "heic"])
def test_place_and_device_are_gone(make):
    photo = photos.clean(make())
    for content in (photo.content, photo.thumbnail):
        image = shown(content)
        assert image.format == "JPEG"
        assert dict(image.getexif()) == {}
        assert {"exif", "xmp", "icc_profile", "comment"} & set(image.info) == set()
        assert re.search(rb"secret|PhoneMaker|Exif|http://ns.adobe|ICC_PROFILE", content) is None


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (1200, 900), (600, 20)),
        (3, (1200, 900), (600, 880)),
        (6, (900, 1200), (880, 600)),
        (8, (900, 1200), (20, 600)),
    ],
)
def test_a_photo_taken_sideways_stands_upright(orientation, size, red_at):
    image = shown(photos.clean(phone_jpeg(orientation=orientation)).content)
    assert image.size == size
    assert is_red(image, red_at)


def test_a_heic_taken_sideways_is_turned_once():
    image = shown(photos.clean(phone_heic()).content)
    assert image.size == (900, 1200)
    assert is_red(image, (880, 600))


@pytest.mark.parametrize("picture", [noise((2400, 1800)), scene((2400, 1800))], ids=["noise", "plain"])
def test_a_photo_fits_the_bounds_whatever_it_shows(picture):
    photo = photos.clean(as_bytes(picture, quality=95))
    assert len(photo.content) <= 300 * KB
    assert len(photo.thumbnail) <= 25 * KB
    assert max(shown(photo.content).size) <= 1600
    assert max(shown(photo.thumbnail).size) <= 320
    assert shown(photo.content).size == (photo.width, photo.height)


def test_a_small_photo_is_not_blown_up():
    photo = photos.clean(as_bytes(scene((200, 100))))
    assert (photo.width, photo.height) == (200, 100)


def test_a_panorama_keeps_its_shape():
    photo = photos.clean(as_bytes(scene((9000, 300))))
    assert (photo.width, photo.height) == (1600, 53)


def test_forty_megapixels_are_taken():
    photo = photos.clean(as_bytes(scene((7300, 5500))))
    assert (photo.width, photo.height) == (1600, 1205)


def test_the_first_frame_of_a_moving_gif_is_kept():
    frames = [scene((300, 200)), Image.new("RGB", (300, 200), "white")]
    upload = as_bytes(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)
    assert is_red(shown(photos.clean(upload).content), (150, 20))


def test_a_cmyk_jpeg_of_a_scanner_keeps_its_colours():
    assert is_red(shown(photos.clean(as_bytes(scene(mode="CMYK"))).content), (600, 20))


def test_a_transparent_png_stands_on_white():
    image = shown(photos.clean(as_bytes(Image.new("RGBA", (300, 200), (0, 0, 0, 0)), "PNG")).content)
    assert image.getpixel((5, 5)) == (255, 255, 255)


def test_a_wide_gamut_photo_is_converted_not_just_stripped():
    lab_red = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    profile = bytearray(lab_red.tobytes())
    at = profile.index(b"rXYZ", 128)  # the tag table: make the profile's red half as strong
    offset = struct.unpack_from(">I", profile, at + 4)[0]
    struct.pack_into(">i", profile, offset + 8, struct.unpack_from(">i", profile, offset + 8)[0] // 2)
    plain = shown(photos.clean(as_bytes(scene(), "PNG")).content).getpixel((600, 20))
    other = shown(photos.clean(as_bytes(scene(), "PNG", icc_profile=bytes(profile))).content).getpixel((600, 20))
    assert other[0] < plain[0] - 20  # type: ignore[index]


def test_a_broken_colour_profile_does_not_lose_the_photo():
    photo = photos.clean(as_bytes(scene(), icc_profile=b"not a profile at all"))
    assert is_red(shown(photo.content), (600, 20))


def test_sixteen_bits_of_grey_become_eight():
    grey = Image.fromarray(np.full((100, 100), 32768, dtype=np.uint16))
    value = shown(photos.clean(as_bytes(grey, "PNG")).content).getpixel((50, 50))
    assert value == pytest.approx((127, 127, 127), abs=2)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_mode_of_a_png_is_taken(mode):
    assert photos.clean(as_bytes(scene((300, 200), mode), "PNG")).width == 300


def test_a_webp_is_taken():
    upload = as_bytes(scene(), "WEBP", exif=gps_exif())
    assert shown(photos.clean(upload).content).getexif() == {}


def solid_png(width: int, height: int) -> bytes:
    """A few hundred bytes that unpack to width × height pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8001, 10_000, 60_000])
def test_a_bomb_is_refused_before_it_unpacks(side):
    with pytest.raises(Refused) as refused:
        photos.clean(solid_png(side, side))
    assert refused.value.code == "too_many_pixels"
    assert refused.value.messages == ["照片太大，最多 64 百万像素。请调低相机分辨率后重拍。"]


@pytest.mark.parametrize("make", [phone_jpeg, phone_heic], ids=["jpeg", "heic"])
def test_a_photo_cut_off_on_the_way_is_refused(make):
    upload = make()
    with pytest.raises(Refused) as refused:
        photos.clean(upload[: len(upload) * 2 // 3])
    assert refused.value.code in {"damaged", "not_a_photo"}


@pytest.mark.parametrize(
    "upload",
    [
        "这是一段文字".encode(),
        b"%PDF-1.7 ...",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04",
        as_bytes(scene((10, 10)), "TIFF"),
        as_bytes(scene((10, 10)), "BMP"),
    ],
    ids=["text", "pdf", "svg", "zip", "tiff", "bmp"],
)
def test_what_is_not_a_photo_is_refused_by_its_content(upload):
    with pytest.raises(Refused) as refused:
        photos.clean(upload)
    assert refused.value.code == "not_a_photo"


def test_an_empty_file_is_refused():
    with pytest.raises(Refused) as refused:
        photos.clean(b"")
    assert refused.value.code == "empty"


SAMPLES = [
    phone_jpeg((64, 48)),
    phone_heic((64, 64)),
    as_bytes(scene((64, 48)), "PNG"),
    as_bytes(scene((64, 48)), "WEBP"),
]


@pytest.mark.filterwarnings("ignore")  # Pillow warns of EXIF that lies about its length
@settings(max_examples=150)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_damaged_bytes_are_either_shown_or_refused(sample, damage):
    upload = bytearray(sample)
    for where, value in damage:
        upload[int(where * len(upload))] = value
    try:
        photo = photos.clean(bytes(upload))
    except Refused:
        return
    assert photo.width > 0
