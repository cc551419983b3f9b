"""What the filters of a list offer to choose."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.rules import Actor, Level
from linli.cases.models import Case
from linli.matters import queries as matters
from linli.matters.models import Matter
from linli.web.desk.fields import Option
from linli.web.desk.lists.filters import Filters

#: What a list is narrowed to: a whole city of communities would be too long to choose from.
_NARROWING = (Level.COUNTY, Level.TOWN, Level.COMMUNITY, Level.GRID)


@dataclass(frozen=True)
class Choices:
    """The options of each filter, and the words of what is chosen by typing."""

    groups: list[Option]
    urgencies: list[Option]
    lights: list[Option]
    sources: list[Option]
    areas: list[Option]
    matters_url: str
    units_url: str
    matter_text: str = ""
    unit_text: str = ""


def choices(filters: Filters, actor: Actor) -> Choices:
    """At most five queries, whatever the lists hold."""
    units = areas.unit_names([int(filters.unit)]) if filters.unit else {}
    return Choices(
        groups=[Option(group.code, group.title) for group in matters.classes()],
        urgencies=[Option(value, _(label)) for value, label in Matter.URGENCIES],
        lights=[Option("red", _("超期")), Option("yellow", _("快到期")), Option("green", _("还早"))],
        sources=[Option(value, _(label)) for value, label in Case.SOURCES],
        areas=_areas(actor, filters.area),
        matters_url=reverse("desk:find_matters"),
        units_url=reverse("desk:find_units"),
        matter_text=matters.titles([filters.matter]).get(filters.matter, "") if filters.matter else "",
        unit_text=next(iter(units.values()), ""),
    )


def _areas(actor: Actor, chosen: str) -> list[Option]:
    """The next two levels below the posting's ground, and an area deeper down that a link has chosen."""
    if not actor.ground_code:
        return []
    below = [level for level in _NARROWING if level.depth > Level(actor.ground_level).depth][:2] or [Level.GRID]
    rows = areas.below(actor.ground_level, actor.ground_code, below).values_list("code", "level", "name")
    names = {code: ("　" if level in below[1:] else "") + name for code, level, name in rows}
    if chosen and chosen not in names:
        names |= areas.names([chosen])
    return [Option(code, name) for code, name in names.items()]


def words_of(filters: Filters, offered: Choices) -> list[tuple[str, str]]:
    """What a list is narrowed to, as label and value."""
    chosen = [
        (_("搜"), filters.q),
        (_("电话"), _("与所输号码相同") if filters.phone else ""),
        (_("大类"), _label(offered.groups, filters.group)),
        (_("事项"), offered.matter_text),
        (_("紧急程度"), _label(offered.urgencies, filters.urgency)),
        (_("时限"), _label(offered.lights, filters.light)),
        (_("来源"), _label(offered.sources, filters.source)),
        (_("主办"), offered.unit_text),
        (_("地方"), _label(offered.areas, filters.area)),
        (_("从"), filters.since),
        (_("到"), filters.until),
    ]
    return [(label, value) for label, value in chosen if value]


def _label(options: list[Option], value: str) -> str:
    return next((one.label.strip("　") for one in options if value and one.value == value), "")
