"""Narrowing the responsibility list, and trying a matter on a ground."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.areas.models import Area, Unit
from linli.areas.rules import Level
from linli.matters import queries
from linli.matters.models import Matter, Responsibility
from linli.matters.queries import Trial
from linli.matters.rules import Rule
from linli.web.desk.matters.choosing import area_of, unit_of
from linli.web.desk.matters.showing import place_words, typed


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; a word that means nothing narrows to nothing, and says so."""

    matter: Matter | None = None
    area: Area | None = None
    unit: Unit | None = None
    sent: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def area_text(self) -> str:
        return place_words(self.area) if self.area else self.sent.get("area", "")

    @property
    def unit_text(self) -> str:
        return self.unit.name if self.unit else self.sent.get("unit", "")

    @property
    def any(self) -> bool:
        return bool(self.sent)

    def apply(self, lines: QuerySet[Responsibility]) -> QuerySet[Responsibility]:
        """The lines that fit all that was asked for."""
        if self.unknown:
            return lines.none()
        wanted = [
            queries.about(self.matter) if self.matter else Q(),
            queries.inside(self.area) if self.area else Q(),
            queries.naming(self.unit) if self.unit else Q(),
        ]
        return lines.filter(*wanted)


def filters_from(asked: Mapping[str, str], on: date) -> Filters:
    """The filters of an address."""
    sent = {name: text for name in ("matter", "area", "unit") if (text := typed(asked.get(name)))}
    matter = _matter(sent.get("matter", ""))
    area = area_of(sent.get("area", ""), on)
    unit = unit_of(sent.get("unit", ""))
    missing = {"matter": matter is None, "area": area is None, "unit": unit is None}
    words = {"matter": _("事项"), "area": _("区划"), "unit": _("单位")}
    unknown = tuple(words[name] for name in sent if missing[name])
    return Filters(matter, area, unit, sent, unknown)


@dataclass(frozen=True)
class Weighed:
    """A rule that fits, and why it is used or not."""

    rule: Rule
    level: str
    lead: str
    verdict: str


@dataclass(frozen=True)
class TriedOut:
    """What happens to a matter on a ground, in words."""

    matter: Matter | None = None
    area: Area | None = None
    sent: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    result: Trial | None = None
    weighed: tuple[Weighed, ...] = ()

    @property
    def area_text(self) -> str:
        return place_words(self.area) if self.area else self.sent.get("try_area", "")

    @property
    def level_title(self) -> str:
        return _(Level(self.result.route.level).title) if self.result else ""

    @property
    def duty_title(self) -> str:
        return _(dict(Matter.DUTY_TYPES)[self.result.route.duty_type]) if self.result else ""


def trial_of(asked: Mapping[str, str], on: date) -> TriedOut:
    """The trial that an address asks for; empty when it asks for none."""
    sent = {name: text for name in ("try_matter", "try_area") if (text := typed(asked.get(name)))}
    matter, area = _matter(sent.get("try_matter", "")), area_of(sent.get("try_area", ""), on)
    if matter is None or area is None:
        both = len(sent) == len(("try_matter", "try_area"))
        return TriedOut(matter, area, sent, _("没有找到这个事项或区划，请从列表中选择。") if both else "")
    result = queries.trial(matter, area.ground)
    return TriedOut(matter, area, sent, result=result, weighed=_weighed(result.fitting, area))


def _weighed(rules: tuple[Rule, ...], area: Area) -> tuple[Weighed, ...]:
    """The rules with the reason for their place; the first is used."""
    used = rules[0] if rules else None
    levels = {
        code: level for level, code in zip(("city", "county", "town", "community", "grid"), area.ground, strict=True)
    }
    return tuple(
        Weighed(
            rule,
            _(Level(levels[rule.area_code]).title),
            rule.lead_unit_name or rule.lead_function,
            _verdict(rule, used),
        )
        for rule in rules
    )


def _verdict(rule: Rule, used: Rule | None) -> str:
    if used is None or rule is used:
        return _("采用")
    if rule.area_code != used.area_code:
        return _("有更深一级区划的规定，不采用")
    return _("同一区划有更具体的规定，不采用")


def _matter(code: str) -> Matter | None:
    return queries.matters().filter(code=code).order_by("code").first() if code else None
