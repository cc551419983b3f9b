"""What a line of a register of addresses must be: values in, verdict out."""

import unicodedata
from collections.abc import Mapping, Sequence
from math import isfinite

from linli.lib.text import to_halfwidth

#: The columns, and the headings under which registers bring them.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "编码", "代码", "外部编码", "地址编码"),
    "name": ("name", "名称", "地址", "标准地址"),
    "kind": ("kind", "类别", "类型"),
    "area": ("area", "区划代码", "所属区划"),
    "lon": ("lon", "经度"),
    "lat": ("lat", "纬度"),
}
OPTIONAL = frozenset({"area"})
_KINDS = {
    "address": ("address", "地址", "门牌", "门楼牌"),
    "estate": ("estate", "小区", "院落"),
    "landmark": ("landmark", "地标", "单位", "场所"),
}
KINDS = {word: kind for kind, words in _KINDS.items() for word in words}
CODE_LENGTH, NAME_LENGTH, AREA_LENGTH = 64, 120, 18
#: The box around the country, with the sea.
_WEST, _SOUTH, _EAST, _NORTH = 72.0, 0.8, 138.0, 56.0
_REPLACEMENT = "\ufffd"


def places_of(header: Sequence[str]) -> dict[str, int]:
    """In which cell of a line each column stands; columns that are not there are left out."""
    named = [to_halfwidth(cell).strip().lower() for cell in header]
    return {
        column: next(named.index(word) for word in words if word in named)
        for column, words in HEADINGS.items()
        if any(word in named for word in words)
    }


def missing_columns(header: Sequence[str]) -> list[str]:
    """The columns without which a file cannot be read, by their Chinese headings."""
    found = places_of(header)
    return [words[1] for column, words in HEADINGS.items() if column not in found and column not in OPTIONAL]


def fault(code: str, name: str, kind: str, area: str) -> str:
    """Why a line cannot be taken, in words; empty when it can."""
    return _code_fault(code) or _name_fault(name) or _kind_fault(kind) or _area_fault(area)


def degrees(text: str) -> float | None:
    """The number of a coordinate as it was written; ``None`` for what is none."""
    try:
        number = float(text if text.isascii() else to_halfwidth(text))
    except ValueError:
        return None
    return number if isfinite(number) and "_" not in text else None


def point_fault(lon: float | None, lat: float | None) -> str:
    """Why a point cannot be taken, in words; empty when it can."""
    if lon is None or lat is None:
        return "经度、纬度应为数字"
    if _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH:
        return ""
    if _WEST <= lat <= _EAST and _SOUTH <= lon <= _NORTH:
        return "经度和纬度写反了"
    return "坐标不在中国范围内"


def _code_fault(code: str) -> str:
    if not code:
        return "编码为空"
    if len(code) > CODE_LENGTH:
        return f"编码超过 {CODE_LENGTH} 个字符"
    return "" if code.isprintable() else "编码含有控制字符"


def _name_fault(name: str) -> str:
    if not name:
        return "名称为空"
    if len(name) > NAME_LENGTH:
        return f"名称超过 {NAME_LENGTH} 个字"
    if name.isprintable() and _REPLACEMENT not in name:
        return ""
    if _REPLACEMENT in name:
        return "名称含有无法识别的字符（原文件转码有误）"
    wrong = any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in name)
    return "名称含有控制字符" if wrong else ""


def _kind_fault(kind: str) -> str:
    if kind in KINDS:
        return ""
    return f"类别应为地址、小区或地标，实为“{kind[:20]}”" if kind else "类别为空"


def _area_fault(area: str) -> str:
    if not area or (area.isascii() and area.isdigit() and len(area) <= AREA_LENGTH):
        return ""
    return "区划代码应为数字，最多 18 位"
