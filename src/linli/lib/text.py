"""Small conversions of text."""

# Full-width ASCII and the ideographic space, as Chinese input methods produce them.
_HALFWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def to_halfwidth(text: str) -> str:
    """The text with full-width letters, digits, signs and spaces made ordinary ones; Chinese stays as it is."""
    return text.translate(_HALFWIDTH)


def duration_text(seconds: int, *, day_seconds: int = _DAY) -> str:
    """A duration in its two largest units, cut not rounded: "3 小时 20 分", "2 天 4 小时", "不到 1 分".

    The sign does not matter. For working time give the length of a working day as `day_seconds`.
    """
    parts = duration_parts(seconds, day_seconds=day_seconds)
    return " ".join(f"{count} {unit}" for count, unit in parts) or "不到 1 分"


def duration_parts(seconds: int, *, day_seconds: int = _DAY) -> list[tuple[int, str]]:
    """The numbers of `duration_text` with their Chinese units; empty for less than a minute."""
    days, rest = divmod(abs(seconds), day_seconds)
    hours, rest = divmod(rest, _HOUR)
    parts = [(days, "天"), (hours, "小时"), (rest // _MINUTE, "分")]
    return [(count, unit) for count, unit in (parts[:2] if days else parts[1:]) if count]


def initials(text: str) -> str:
    """First letters of the pinyin, for finding by typing: "市容环境" → "srhj".

    Letters and digits stay, in lower case; everything else is left out.
    """
    # Late, because the dictionary takes a quarter of a second to load and most programs never ask.
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(to_halfwidth(text), style=Style.FIRST_LETTER)
    return "".join(letter for letter in "".join(letters).lower() if letter.isascii() and letter.isalnum())
