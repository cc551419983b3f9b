"""QR codes for screens and mail."""

import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import segno
from PIL import Image

from linli.documents.qr import qr_png, qr_svg

ADDRESS = "https://linli.example.cn/c/7KQF-2M9X"


def test_the_png_shows_the_modules_of_the_address():
    picture = np.asarray(Image.open(io.BytesIO(qr_png(ADDRESS, scale=4))).convert("L"))
    modules = picture[2::4, 2::4] < 128
    expected = segno.make_qr(ADDRESS, error="q", boost_error=False).matrix
    assert modules[4:-4, 4:-4].tolist() == [[cell != 0 for cell in row] for row in expected]
    assert not modules[:4].any()


def test_the_svg_scales_and_carries_no_inline_style():
    svg = ET.fromstring(qr_svg(ADDRESS))  # noqa: S314 - we wrote it
    assert "width" not in svg.attrib
    assert svg.attrib["viewBox"].startswith("0 0 ")
    assert "style" not in qr_svg(ADDRESS)


def test_a_text_with_markup_stays_inside_the_code():
    assert "<script" not in qr_svg("<script>alert(1)</script>")


@pytest.mark.parametrize("draw", [qr_svg, qr_png])
def test_nothing_has_no_code(draw):
    with pytest.raises(ValueError, match="needs a text"):
        draw("")
