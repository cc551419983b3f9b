"""QR codes: for screens as SVG, for mail and spreadsheets as PNG."""

import io

import segno

#: Printed codes get dirty and creased: a quarter of the modules may be lost (level Q).
_LEVEL = "q"
_QUIET_ZONE = 4  # modules of white around the code, as ISO/IEC 18004 wants


def qr_svg(text: str) -> str:
    """The code as an SVG element that scales to its box, black on white; raises ``ValueError`` when empty."""
    out = io.BytesIO()
    _code(text).save(
        out,
        kind="svg",
        border=_QUIET_ZONE,
        light="#fff",
        xmldecl=False,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
    )
    return out.getvalue().decode()


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """The code as PNG, black on white, ``scale`` pixels a module; raises ``ValueError`` when empty."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", border=_QUIET_ZONE, scale=scale)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    if not text:
        raise ValueError("a QR code needs a text")
    return segno.make_qr(text, error=_LEVEL, boost_error=False)
