"""Setting a paper with Typst: fonts that are really there, values as data, the same bytes for the same input."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import cast

import typst
from django.utils.translation import gettext as _

_TEMPLATES = Path(__file__).parent / "templates_typst"

#: What an office would use if it owns the font, then what Debian's package brings; the first one found is taken.
_WANTED = {
    "body": ("FangSong_GB2312", "FangSong", "仿宋_GB2312", "仿宋", "STFangsong", "华文仿宋"),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", "STZhongsong"),
    "hei": ("SimHei", "黑体", "STHeiti"),
}
_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "SimSun")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei")
_FALLBACK = {"body": _SERIF, "title": _SERIF, "hei": (*_SANS, *_SERIF)}
#: Digits and Latin letters beside a 仿宋 that draws them too narrow.
_LATIN = ("Times New Roman", "Liberation Serif")
#: Of a picture: sharp on a telephone as wide as the page.
_SCREEN_PPI = 110


class FontsMissing(RuntimeError):
    """No Chinese font on this machine: a paper would come out as empty boxes."""


def typeset(template: str, values: Mapping[str, object], *, issued_on: date) -> bytes:
    """The paper as PDF; ``values`` reach the template as JSON and are only ever set as text.

    Raises ``FontsMissing`` with the package to install.
    """
    return typst.compile(
        _TEMPLATES / template,
        root=_TEMPLATES,
        font_paths=_fonts(),
        sys_inputs=_inputs(values),
        format="pdf",
        timestamp=datetime.combine(issued_on, time(), UTC),
    )


def pictured(template: str, values: Mapping[str, object]) -> list[bytes]:
    """The same paper as pictures (PNG), one for each page: a telephone shows them without another program."""
    made: object = typst.compile(
        _TEMPLATES / template,
        root=_TEMPLATES,
        font_paths=_fonts(),
        sys_inputs=_inputs(values),
        format="png",
        ppi=_SCREEN_PPI,
    )
    return list(made) if isinstance(made, list) else [cast("bytes", made)]


def _inputs(values: Mapping[str, object]) -> dict[str, str]:
    return {"data": json.dumps({**values, "fonts": font_choice(available_families())}, ensure_ascii=False)}


def font_choice(families: frozenset[str]) -> dict[str, object]:
    """Which families set body, title and 黑体, by what is installed; raises ``FontsMissing``."""
    chosen = {}
    for use, wanted in _WANTED.items():
        own = next((name for name in wanted if name.lower() in families), None)
        common = next((name for name in _FALLBACK[use] if name.lower() in families), None)
        if not (own or common):
            raise FontsMissing(_("这台服务器缺少中文字体，不能生成文书。请管理员安装：apt-get install fonts-noto-cjk"))
        chosen[use] = (own, common)
    latin = [{"name": name, "covers": "latin-in-cjk"} for name in _LATIN if name.lower() in families]
    body_own, body_common = chosen["body"]
    return {
        "body": [*(latin[:1] if body_own else []), *filter(None, (body_own, body_common))],
        "title": [name for name in chosen["title"] if name],
        "title_weight": "regular" if chosen["title"][0] else "bold",
        "hei": [name for name in chosen["hei"] if name],
    }


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def available_families() -> frozenset[str]:
    """Every font family Typst can set here, in lower case."""
    return frozenset(name.lower() for name in _fonts().families())
