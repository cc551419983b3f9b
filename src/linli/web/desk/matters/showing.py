"""What several pages of matters show alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.areas.models import Area
from linli.areas.rules import Actor
from linli.matters import actions
from linli.matters.models import Responsibility

PAGE = 50


class Tab(StrEnum):
    """The two halves of the pages."""

    CATALOGUE = "catalogue"
    DUTIES = "duties"


def tabs(current: Tab) -> list[dict[str, object]]:
    """The row of tabs, as ``parts/tabs.html`` shows it."""
    return [
        {"url": reverse("desk:matters:index"), "label": _("事项目录"), "current": current is Tab.CATALOGUE},
        {"url": reverse("desk:matters:duties"), "label": _("权责清单"), "current": current is Tab.DUTIES},
    ]


def typed(text: str | None) -> str:
    """What somebody typed into an address or a plain field: without the sign that the database cannot keep."""
    return (text or "").replace("\x00", "").strip()


def place_words(area: Area) -> str:
    """An area as it is told from others of its name: 城关街道 鼓楼社区. Wants its parent joined."""
    if area.parent is None or area.level not in {"community", "grid"} or area.name.startswith(area.parent.name):
        return area.name
    return f"{area.parent.name} {area.name}"


@dataclass(frozen=True)
class DutyRow:
    """A line of the responsibility list as tables show it."""

    line: Responsibility
    url: str
    scope: str
    scope_note: str
    lead: str
    lead_note: str
    level: str
    may_edit: bool


def duty_row(line: Responsibility, actor: Actor) -> DutyRow:
    """The line in words; wants its relations joined."""
    about = line.matter or line.group
    named = line.lead_unit
    return DutyRow(
        line=line,
        url=reverse("desk:matters:duty", args=[line.pk]),
        scope=about.title if about else _("全部事项"),
        scope_note=_scope_note(line),
        lead=named.name if named else line.lead_function,
        lead_note=_("指定单位") if named else "",
        level=_(line.get_level_display()) if line.level else _("按目录"),
        may_edit=actions.may_edit(actor, line.area.ground),
    )


def _scope_note(line: Responsibility) -> str:
    if line.matter:
        return line.matter.code
    return _("大类") if line.group else ""


@dataclass(frozen=True)
class Page:
    """Lines of one page in the order of their areas; the keys are empty where there is nothing more."""

    lines: tuple[Responsibility, ...]
    before: str = ""
    after: str = ""


def page_of(lines: QuerySet[Responsibility], *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """The page next to a key ``<area code>-<number>``; what is no key is taken for none. One query."""
    if earlier := _place(before):
        return _backwards(lines, earlier, size)
    later = _place(after)
    found = list((lines.filter(_beyond(later, "gt")) if later else lines)[: size + 1])
    more, shown = len(found) > size, found[:size]
    return Page(tuple(shown), _key(shown[:1]) if later else "", _key(shown[-1:]) if more else "")


def _backwards(lines: QuerySet[Responsibility], place: tuple[str, int], size: int) -> Page:
    found = list(lines.filter(_beyond(place, "lt")).order_by("-area__code", "-pk")[: size + 1])
    more, shown = len(found) > size, found[:size][::-1]
    if not shown:
        return page_of(lines, size=size)
    return Page(tuple(shown), _key(shown[:1]) if more else "", _key(shown[-1:]))


def _beyond(place: tuple[str, int], way: str) -> Q:
    code, number = place
    return Q(**{f"area__code__{way}": code}) | Q(**{"area__code": code, f"pk__{way}": number})


def _place(key: str) -> tuple[str, int] | None:
    code, _dash, number = key.rpartition("-")
    return (code, int(number)) if code.isalnum() and number.isdecimal() and len(key) <= 40 else None  # noqa: PLR2004 - code and id


def _key(lines: Sequence[Responsibility]) -> str:
    return "".join(f"{line.area.code}-{line.pk}" for line in lines)
