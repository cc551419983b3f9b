"""Cleaning a photo: known type, upright, sRGB, no metadata, small enough for a village's network."""

import io
import struct
import threading
from dataclasses import dataclass

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from linli.documents.refusals import Refused

pillow_heif.register_heif_opener()

#: What cameras, phones and chat programs produce. MPO is the JPEG of cameras that add a second picture.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
MAX_PIXELS = 64_000_000
FULL = (1600, 300 * 1024)  # longest side in pixels, most bytes
SMALL = (320, 25 * 1024)
_QUALITIES = (84, 76, 68, 60, 52, 44, 36)
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    RuntimeError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
#: A decoded picture takes up to 250 MB; two at a time keep a small server alive.
_decoding = threading.BoundedSemaphore(2)
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@dataclass(frozen=True)
class Photo:
    """A cleaned photo and its thumbnail, both JPEG."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    mime: str = "image/jpeg"


def clean(upload: bytes) -> Photo:
    """The photo without any metadata, upright, at most 1600 px and 300 KB, with its thumbnail.

    Raises ``Refused`` with code ``empty``, ``not_a_photo``, ``too_many_pixels`` or ``damaged``.
    """
    if not upload:
        raise Refused(_("文件是空的，请重新选择。"), code="empty")
    with _decoding:
        picture = _open(upload)
        try:
            upright = _upright(picture)
            full = _bare(_shrunk(upright, FULL[0]))
        except _BOMB as error:
            raise _too_many_pixels() from error
        except _BROKEN as error:
            raise Refused(_("照片没有传完整或已经损坏，请重新拍摄或选择。"), code="damaged") from error
    content, full = _encoded(full, *FULL)
    thumbnail, _small = _encoded(full, *SMALL)
    return Photo(content, thumbnail, full.width, full.height)


def _open(upload: bytes) -> Image.Image:
    """The picture with only its header read; what the name says about its type counts for nothing."""
    try:
        picture = Image.open(io.BytesIO(upload), formats=FORMATS)
    except _BOMB as error:
        raise _too_many_pixels() from error
    except _BROKEN as error:
        raise Refused(_("这不是照片。请上传 JPG、PNG、WebP、GIF 或 HEIC 格式的照片。"), code="not_a_photo") from error
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_many_pixels()
    return picture


def _too_many_pixels() -> Refused:
    return Refused(
        _("照片太大，最多 %(millions)d 百万像素。请调低相机分辨率后重拍。"),
        code="too_many_pixels",
        params={"millions": MAX_PIXELS // 1_000_000},
    )


def _upright(picture: Image.Image) -> Image.Image:
    """The first frame, turned the way the camera was held."""
    if picture.format in {"JPEG", "MPO"}:
        picture.draft(None, (FULL[0] * 2, FULL[0] * 2))  # the decoder skips what scaling would throw away
    picture.seek(0)
    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except _BROKEN:  # the picture itself is whole: a remark that cannot be read does not cost the photo
        return picture


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    """The picture with no side longer than ``side``, in a mode that can be scaled smoothly."""
    if picture.mode in {"P", "PA", "1", "LA", "La", "RGBa"}:
        picture = picture.convert("RGBA")
    elif picture.mode.startswith(("I", "F")):
        picture = _eight_bits(picture)
    if max(picture.size) <= side:
        return picture
    scale = side / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 bits brought down to 8; Pillow itself would cut off everything bright."""
    wide = picture.convert("F")
    _low, high = wide.getextrema()
    scale = 255 / 65535 if isinstance(high, float) and high > 255 else 1.0  # noqa: PLR2004 - the largest of 8 bits
    return wide.point(lambda value: value * scale + 0.0).convert("L")


def _bare(picture: Image.Image) -> Image.Image:
    """The colours in sRGB on white, in a new picture that carries nothing else along."""
    profile = picture.info.get("icc_profile")
    if picture.mode == "RGBA":
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture).convert("RGB")
    coloured = _in_srgb(picture, profile) if profile else picture
    bare = Image.new("RGB", picture.size)
    bare.paste(coloured.convert("RGB"))
    return bare


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture converted by its own colour profile; as it is when the profile does not fit."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _encoded(picture: Image.Image, side: int, limit: int) -> tuple[bytes, Image.Image]:
    """JPEG of at most ``limit`` bytes, and the picture it shows: first the quality gives way, then the size."""
    while True:
        picture = _shrunk(picture, side)
        for quality in _QUALITIES:
            content = _jpeg(picture, quality)
            if len(content) <= limit:
                return content, picture
        side = int(max(picture.size) * 0.8)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
