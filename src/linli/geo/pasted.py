"""Coordinates as people paste them: 「108.94, 34.26」, 「34.26°N 108.94°E」, 「108°56′24″ 34°15′36″」."""

import re

from linli.geo.coords import Point, System, is_shifted, to_wgs84

_NUMBER = r"-?\d{1,3}(?:\.\d+)?"
_DEGREES = re.compile(
    rf"(?P<deg>{_NUMBER})\s*(?:[°度]\s*(?:(?P<min>\d{{1,2}}(?:\.\d+)?)\s*['′分]\s*(?:(?P<sec>\d{{1,2}}(?:\.\d+)?)\s*[\"″秒])?)?)?"
)
_MEANT = re.compile(r"[\d\s.,;，；、:：°度′'分″\"秒NSEWnsew东西南北纬经lonatg()（）\-]*")
_MOST_LAT, _MOST_LON = 90, 180


def pasted_point(text: str, system: System = System.WGS84) -> Point | None:
    """The true point (WGS 84) of two pasted numbers in some system; ``None`` for a text that is no pair of coordinates.

    Longitude comes first, unless only the other way round is possible or lies in China.
    """
    text = text.strip()
    found = [_value(one) for one in _DEGREES.finditer(text)] if text and _MEANT.fullmatch(text) else []
    if len(found) != 2:  # noqa: PLR2004 - longitude and latitude
        return None
    first, second = found
    if not _may_be(first, second) or (is_shifted(second, first) and not is_shifted(first, second)):
        first, second = second, first
    return to_wgs84(system, first, second) if _may_be(first, second) else None


def _value(one: re.Match[str]) -> float:
    degrees = float(one["deg"])
    parts = float(one["min"] or 0) / 60 + float(one["sec"] or 0) / 3600
    return degrees - parts if degrees < 0 else degrees + parts


def _may_be(lon: float, lat: float) -> bool:
    return abs(lon) <= _MOST_LON and abs(lat) <= _MOST_LAT
