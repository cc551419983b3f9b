"""What changed between two editions, in words, side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.rules import Level
from linli.deadlines.rules import Limit, TimeUnit
from linli.matters import queries
from linli.matters.models import Matter
from linli.matters.wording import Content, references_of

_LABELS = {
    "title": gettext_lazy("名称"),
    "class_code": gettext_lazy("大类"),
    "urgency": gettext_lazy("紧急程度"),
    "accept": gettext_lazy("受理时限"),
    "first_level": gettext_lazy("首办层级"),
    "default_function": gettext_lazy("默认责任单位"),
    "is_public": gettext_lazy("向居民开放"),
    "is_confidential": gettext_lazy("涉及个人"),
    "is_active": gettext_lazy("在用"),
    "synonyms": gettext_lazy("常用说法"),
    "references": gettext_lazy("参照编码"),
    "lead_function": gettext_lazy("牵头职责"),
    "lead_unit_id": gettext_lazy("牵头单位"),
    "assist_functions": gettext_lazy("配合职责"),
    "level": gettext_lazy("首办层级"),
    "duty_type": gettext_lazy("履职类型"),
    "note": gettext_lazy("说明"),
    "removed": gettext_lazy("状态"),
}


@dataclass(frozen=True)
class Difference:
    """One thing that an edition says differently from the one before; blank where nothing was said."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Chapter:
    """One edition as the history page shows it."""

    number: int
    at: datetime
    by_name: str
    note: str
    kind: str  # first | changed | removed | back
    differences: tuple[Difference, ...]


def chapters(subject: str, code: str) -> list[Chapter]:
    """The history of a matter or a responsibility, newest first; three queries."""
    editions = queries.editions(subject, code)
    names = queries.names([edition.content for edition in editions])
    earlier: list[Content | None] = [*(edition.content for edition in editions[1:]), None]
    return [
        Chapter(
            edition.number,
            edition.at,
            edition.by_name,
            edition.note,
            _kind(edition.content, before),
            tuple(differences(before or {}, edition.content, names)),
        )
        for edition, before in zip(editions, earlier, strict=True)
    ]


def differences(before: Content, after: Content, names: Mapping[str, str]) -> list[Difference]:
    """Everything that reads otherwise, in the order of the form; ``names`` as ``queries.names`` gives them."""
    old, new = _in_words(before, names), _in_words(after, names)
    labels = list(dict.fromkeys([*new, *old]))
    pairs = [Difference(label, old.get(label, ""), new.get(label, "")) for label in labels]
    return [pair for pair in pairs if pair.before != pair.after]


def limit_text(amount: Decimal | str, unit: str) -> str:
    """A limit as people read it: "2 个紧急工作时"."""
    return Limit(Decimal(amount), TimeUnit(unit)).text


def _kind(content: Content, before: Content | None) -> str:
    if content.get("removed"):
        return "removed"
    if before is None:
        return "first"
    return "back" if before.get("removed") else "changed"


def _in_words(content: Content, names: Mapping[str, str]) -> dict[str, str]:
    """Label → text, for everything that an edition says."""
    if not content:
        return {}
    words = {
        str(label): _WORDS.get(key, _plain)(content, key, names) for key, label in _LABELS.items() if key in content
    }
    if "accept_limit" in content:
        words[str(_LABELS["accept"])] = limit_text(content["accept_limit"], content["accept_unit"])
    for n, one in enumerate(content.get("criteria", ()), start=1):
        limit = limit_text(one["limit"], one["unit"])
        words[_("立案条件 %(n)d") % {"n": n}] = _("%(text)s（%(limit)s；结案：%(closing)s）") % {
            "text": one["text"],
            "limit": limit,
            "closing": one["closing_condition"],
        }
    return words


def _plain(content: Content, key: str, _names: Mapping[str, str]) -> str:
    return str(content[key])


def _yes_or_no(content: Content, key: str, _names: Mapping[str, str]) -> str:
    return _("是") if content[key] else _("否")


def _choice(choices: list[tuple[str, str]]) -> Callable[[Content, str, Mapping[str, str]], str]:
    titles = dict(choices)
    return lambda content, key, _names: titles.get(str(content[key]), str(content[key]))


def _level(content: Content, key: str, _names: Mapping[str, str]) -> str:
    return Level(content[key]).title if content[key] else _("按事项目录")


def _class(content: Content, key: str, names: Mapping[str, str]) -> str:
    return names.get(f"class:{content[key]}", content[key])


def _unit(content: Content, key: str, names: Mapping[str, str]) -> str:
    return names.get(f"unit:{content[key]}", "") if content[key] else ""


def _list(content: Content, key: str, _names: Mapping[str, str]) -> str:
    return "、".join(content[key])


def _references(content: Content, key: str, _names: Mapping[str, str]) -> str:
    return "；".join(reference.text for reference in references_of(content[key]))


def _removed(_content: Content, _key: str, _names: Mapping[str, str]) -> str:
    return _("已移出清单")


_WORDS: dict[str, Callable[[Any, str, Mapping[str, str]], str]] = {
    "class_code": _class,
    "urgency": _choice(Matter.URGENCIES),
    "duty_type": _choice(Matter.DUTY_TYPES),
    "first_level": _level,
    "level": _level,
    "is_public": _yes_or_no,
    "is_confidential": _yes_or_no,
    "is_active": _yes_or_no,
    "lead_unit_id": _unit,
    "assist_functions": _list,
    "references": _references,
    "removed": _removed,
}
