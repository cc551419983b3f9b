"""What a line of the national list must be: values in, verdict out."""

import re
import unicodedata

#: Digits of a trimmed code at each level of the list.
DIGITS = {"province": 2, "city": 4, "county": 6, "town": 9, "community": 12}
#: The column that names the parent, by level; its code is the beginning of the line's own.
PARENT_COLUMN = {
    "province": "",
    "city": "provinceCode",
    "county": "cityCode",
    "town": "areaCode",
    "community": "streetCode",
}
LEVEL_OF_FILE = {
    "provinces": "province",
    "cities": "city",
    "areas": "county",
    "streets": "town",
    "villages": "community",
}
NAME_LENGTH = 80
_FULL_DIGITS = 12
_DIGITS_ONLY = re.compile(r"[0-9]+")
_REPLACEMENT = "\ufffd"


def trimmed(code: str, level: str) -> str:
    """The code without the zeros that fill it up to twelve digits in some tables."""
    digits = DIGITS[level]
    padding = code[digits:]
    return code[:digits] if len(code) == _FULL_DIGITS and padding and not padding.strip("0") else code


def fault(level: str, code: str, name: str, parent: str) -> str:
    """Why a line cannot be taken, in words; empty when it can."""
    return _code_fault(level, code) or _name_fault(name) or _parent_fault(level, code, parent)


def remark(name: str) -> str:
    """What somebody should look at in a line that is taken; empty as a rule."""
    if any(unicodedata.category(sign) == "Co" for sign in name):
        return "名称含有私用区字符（生僻字未编码），已照原样导入，请核对"
    return ""


def level_of_columns(columns: list[str]) -> str:
    """The level of a file by its header: the deepest parent column tells."""
    for level in reversed(DIGITS):
        if PARENT_COLUMN[level] in columns:
            return level
    return "province"


def missing_columns(level: str, columns: list[str]) -> list[str]:
    """Columns without which a file of this level cannot be read."""
    return [name for name in ("code", "name", PARENT_COLUMN[level]) if name and name not in columns]


def _code_fault(level: str, code: str) -> str:
    if not code:
        return "代码为空"
    if not _DIGITS_ONLY.fullmatch(code):
        return "代码含有数字以外的字符"
    if len(code) != DIGITS[level]:
        return f"代码应为 {DIGITS[level]} 位，实为 {len(code)} 位"
    return ""


def _name_fault(name: str) -> str:
    if not name:
        return "名称为空"
    if len(name) > NAME_LENGTH:
        return f"名称超过 {NAME_LENGTH} 个字"
    if _REPLACEMENT in name:
        return "名称含有无法识别的字符（原文件转码有误）"
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in name):
        return "名称含有控制字符"
    return ""


def _parent_fault(level: str, code: str, parent: str) -> str:
    column = PARENT_COLUMN[level]
    if not column:
        return ""
    if not parent:
        return f"{column} 为空"
    above = list(DIGITS)[list(DIGITS).index(level) - 1]
    expected = code[: DIGITS[above]]
    return "" if parent == expected else f"{column} 应为 {expected}，实为 {parent}"
