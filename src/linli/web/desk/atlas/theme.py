"""The thematic map: a declared figure by area, in classes, for a span of months."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from linli.areas.rules import Actor, Level
from linli.maps.queries import households_below, sees_ground
from linli.maps.rules import AREAS_FROM
from linli.maps.shades import FEWEST, Measured, Shading, shading
from linli.stats import queries as stats
from linli.web.desk.fields import Option

#: How far back the slider reaches, and over how many months a figure may be added up.
MONTHS, SPANS = 36, (1, 3, 12)
LEVELS = (Level.TOWN, Level.COMMUNITY, Level.GRID)


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see: a figure, areas of which level, and until which month added up over how many."""

    figure: stats.Figure
    level: Level
    back: int = 0  # months before the present one
    span: int = 12

    def period(self, today: date) -> stats.Period | None:
        """The days that are counted; none for what is counted as it stands now."""
        if not self.figure.is_flow:
            return None
        last = months_before(today, self.back)
        return stats.Period(months_before(last, self.span - 1), min(months_before(last, -1) - timedelta(days=1), today))


@dataclass(frozen=True)
class Line:
    """One area in the table beside the map."""

    code: str
    name: str
    shade: int
    count: int
    households: int | None
    rate: float | None


@dataclass(frozen=True)
class Step:
    """One line of the legend."""

    shade: int
    words: str
    areas: int


@dataclass(frozen=True)
class Theme:
    """The map's classes, its legend and its table."""

    wish: Wish
    period: stats.Period | None
    by_rate: bool
    legend: list[Step]
    lines: list[Line]

    @property
    def first_zoom(self) -> int:
        """From where on the areas are drawn."""
        return AREAS_FROM[self.wish.level]

    @property
    def shades(self) -> dict[str, int]:
        """The class of each area, for the map."""
        return {line.code: line.shade for line in self.lines}


def levels_for(actor: Actor) -> list[Level]:
    """Levels below a posting's ground; none for who does not see all of a ground."""
    if not sees_ground(actor):
        return []
    depth = Level(actor.ground_level).depth
    return [level for level in LEVELS if level.depth > depth]


def wish_from(values: Mapping[str, str], actor: Actor) -> Wish | None:
    """What the address asks for; ``None`` when nothing is, or what this posting may not have."""
    levels = levels_for(actor)
    figure = next((one for one in stats.figures() if one.name == values.get("figure", "")), None)
    if figure is None or not levels:
        return None
    level = next((one for one in levels if one == values.get("level", "")), levels[0])
    back, span = _number(values.get("back", ""), range(MONTHS)), _number(values.get("span", "12"), SPANS)
    return Wish(figure, level, back, span)


def theme_of(wish: Wish, actor: Actor, today: date) -> Theme:
    """The figure on the posting's ground; two queries."""
    period = wish.period(today)
    counts = stats.below(wish.figure.name, actor.ground_code, wish.level, period)
    homes = households_below(wish.level, actor.ground_code, ground_level=actor.ground_level)
    known = {code: Measured(counts.get(code, 0), households) for code, (_name, households) in homes.items()}
    shades = shading(known)
    lines = [
        Line(code, homes[code][0], shades.classes[code], one.count, one.households, one.rate)
        for code, one in known.items()
    ]
    lines.sort(key=lambda line: -line.count)
    return Theme(wish, period, shades.by_rate, legend(shades), lines)


def legend(shades: Shading) -> list[Step]:
    """The classes in words, each with how many areas are in it, from the greatest down."""
    areas = [*shades.classes.values()]
    lows = (0.0, *shades.bounds)
    steps = [
        Step(number, _span(low, high, is_first=number == 1), areas.count(number))
        for number, (low, high) in enumerate(zip(lows, shades.bounds, strict=False), 1)
    ]
    rest = [(0, _("没有")), (-1, _("不足 %(n)d，不比较") % {"n": FEWEST})]
    return [*reversed(steps), *(Step(shade, words, areas.count(shade)) for shade, words in rest if shade in areas)]


def options(actor: Actor) -> dict[str, list[Option]]:
    """What may be chosen."""
    return {
        "figures": [Option(one.name, _(one.title)) for one in stats.figures()],
        "levels": [Option(level.value, _(level.title)) for level in levels_for(actor)],
        "spans": [Option(str(n), _("%(n)d 个月合计") % {"n": n} if n > 1 else _("当月")) for n in SPANS],
    }


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months earlier."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _span(low: float, high: float, *, is_first: bool) -> str:
    if is_first:
        return _("%(high)s 以下") % {"high": f"{high:g}"}
    return _("%(low)s 以上至 %(high)s") % {"low": f"{low:g}", "high": f"{high:g}"}


def _number(text: str, allowed: "range | tuple[int, ...]") -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else -1  # noqa: PLR2004 - three digits are enough
    return number if number in allowed else allowed[0]
