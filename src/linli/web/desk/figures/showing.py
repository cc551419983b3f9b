"""Figures as pages show them: finished words and numbers, each with the address of the cases behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.areas.rules import Level
from linli.cases.models import Case
from linli.matters import queries as matters
from linli.stats.queries import Duration, Period, below, count, dimensions, durations, trend
from linli.web.desk.figures import periods
from linli.web.desk.figures.asking import Asked

#: With fewer cases nothing is put in an order and no share is given.
FEWEST = 10
#: Lines that a page shows of a long table; paper and Excel take all.
MOST_LINES = 20
_BELOW = {"city": "county", "county": "town", "town": "community", "community": "grid"}
BY: dict[str, str | Promise] = {
    "matter": gettext_lazy("事项"),
    "class": gettext_lazy("大类"),
    "source": gettext_lazy("来源"),
    "unit": gettext_lazy("单位"),
}


@dataclass(frozen=True)
class Change:
    """What a number is compared with, and how it differs, in words."""

    title: str
    text: str
    hint: str


@dataclass(frozen=True)
class Tile:
    """One large number."""

    title: str
    text: str
    url: str = ""
    changes: tuple[Change, ...] = ()
    light: str = ""


@dataclass(frozen=True)
class Cell:
    """A number in a table, and where its cases are."""

    n: int
    url: str


@dataclass(frozen=True)
class Line:
    """One line of a table: its name, where it leads, its numbers, and its place among the others."""

    name: str
    url: str
    cells: tuple[Cell, ...]
    on_time: str
    rank: str
    duration: Duration | None

    @property
    def is_few(self) -> bool:
        """Whether too few cases were closed for a share."""
        return not self.on_time.endswith("%")

    @property
    def median(self) -> str:
        """The middle duration, in hours of the clocks' own units; of too few cases only that."""
        return _lasting(self.duration, lambda one: one.median)

    @property
    def p90(self) -> str:
        """The slow end, in the same hours."""
        return _lasting(self.duration, lambda one: one.p90)


@dataclass(frozen=True)
class Table:
    """A table of lines with its words; ``more`` lines are not shown."""

    title: str
    first: str
    heads: tuple[str, ...]
    lines: list[Line]
    is_timed: bool
    more: int = 0


# ── large numbers ─────────────────────────────────────────────────────────────────────────────────────────


def tiles(asked: Asked) -> list[Tile]:
    """Reported, accepted, closed, share on time, closed late, open now."""
    now = _numbers(asked.area, asked.period)
    earlier = [(title, hint, _numbers(asked.area, other)) for title, hint, other in _compared(asked)]

    def tile(title: str, figure: str, light: str = "") -> Tile:
        changes = tuple(Change(name, _change(now[figure], then[figure]), hint) for name, hint, then in earlier)
        return Tile(title, f"{now[figure]:,}", asked.cases(figure), changes, light)

    shares = tuple(Change(name, _share(then["closed"], then["closed_late"]), hint) for name, hint, then in earlier)
    open_, red = count("open", asked.area)[""], count("open", asked.area, by="light").get("red", 0)
    late = Change(_("其中超期"), str(red), "")
    return [
        tile(_("上报"), "opened"),
        tile(_("受理"), "accepted"),
        tile(_("办结"), "closed"),
        Tile(_("按时办结率"), _share(now["closed"], now["closed_late"]), "", shares),
        tile(_("超期办结"), "closed_late", "red" if now["closed_late"] else ""),
        Tile(_("在办"), f"{open_:,}", asked.cases("open"), (late,), "red" if red else ""),
    ]


def _numbers(area: str, period: Period) -> dict[str, int]:
    return {figure: count(figure, area, period)[""] for figure in ("opened", "accepted", "closed", "closed_late")}


def _compared(asked: Asked) -> list[tuple[str, str, Period]]:
    """With what the period is compared: its words, its days said, its days."""
    earlier = [(_("同比"), periods.a_year_before(asked.kind, asked.period))]
    if asked.kind != "year":
        earlier.insert(0, (_("环比"), periods.before(asked.kind, asked.period)))
    return [(title, days_text(period), period) for title, period in earlier]


def days_text(period: Period) -> str:
    """The days of a period in words."""
    if period.first == period.last:
        return str(period.first)
    return _("%(first)s 至 %(last)s") % {"first": period.first, "last": period.last}


def _change(now: int, then: int) -> str:
    """The difference, with its share where the earlier number is not too small for one."""
    if now == then:
        return _("持平")
    if then < FEWEST:
        return f"{now - then:+,}"
    return f"{now - then:+,}（{(now - then) / then:+.1%}）"


def _share(closed: int, late: int) -> str:
    """The share on time in words; of few cases none."""
    if closed < FEWEST:
        return _("不足10件") if closed else "—"
    return f"{(closed - late) / closed:.1%}"


# ── trend ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Step:
    """One step of a trend."""

    name: str
    opened: int
    closed: int


def steps(asked: Asked) -> list[Step]:
    """Reported and closed, day by day, week by week or month by month."""
    period = asked.period
    if period.days < 2:  # noqa: PLR2004 - one day is no line
        period = Period(period.last - timedelta(days=13), period.last)
    step = periods.step_for(period)
    opened, closed = (trend(figure, asked.area, period, step) for figure in ("opened", "closed"))
    return [Step(_step_name(on, step), n, closed_n) for (on, n), (_on, closed_n) in zip(opened, closed, strict=True)]


def _step_name(on: date, step: str) -> str:
    if step == "month":
        return f"{on:%Y-%m}"
    return _("%(day)s 起") % {"day": f"{on:%m-%d}"} if step == "week" else f"{on:%m-%d}"


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────


def tables(asked: Asked) -> dict[str, str]:
    """By what a ground is taken apart, with its words: a whole city not by unit, but by county, and each by unit."""
    offered = dimensions("closed", asked.area)
    return {name: str(title) for name, title in BY.items() if name in offered}


def by_dimension(asked: Asked, by: str, most: int = MOST_LINES) -> Table:
    """A table by matter, class, source or unit, the most frequent first."""
    flows = ("closed", "closed_late", "reworked") if by == "unit" else ("opened", "closed", "closed_late")
    numbers = {figure: count(figure, asked.area, asked.period, by=by) for figure in flows}
    numbers["open"] = count("open", asked.area, by=by)
    lasted = durations(asked.area, asked.period, by=by) if by in {"matter", "unit"} else {}
    names = _names(by, {value for found in numbers.values() for value in found})
    return _table(
        title=_("按%(dimension)s") % {"dimension": BY[by]},
        first=str(BY[by]),
        numbers=numbers,
        names=names,
        link=lambda figure, value: asked.cases(figure, by, value),
        lead=lambda _value: "",
        lasted=lasted,
        most=most,
    )


def by_area(asked: Asked, most: int = 0) -> Table | None:
    """A table of the areas below; ``None`` at the bottom."""
    level = _BELOW.get(asked.level)
    if level is None:
        return None
    flows = ("opened", "closed", "closed_late")
    numbers = {figure: below(figure, asked.area, level, asked.period) for figure in flows}
    numbers["open"] = below("open", asked.area, level)
    here = areas.below(asked.level, asked.area, [level]).values_list("code", "name")
    known = areas.names(value for found in numbers.values() for value in found) | dict(here)
    title = Level(level).title
    return _table(
        title=_("按%(dimension)s") % {"dimension": _(title)},
        first=_(title),
        numbers=numbers,
        names=known,
        link=lambda figure, value: asked.cases(figure, area=value),
        lead=lambda value: asked.url(area=value),
        lasted={},
        most=most,
    )


def _table(  # noqa: PLR0913 - a table is made of these, each named at the call
    *,
    title: str,
    first: str,
    numbers: dict[str, dict[str, int]],
    names: dict[str, str],
    link: Callable[[str, str], str],
    lead: Callable[[str], str],
    lasted: dict[str, Duration],
    most: int,
) -> Table:
    heads = {
        "opened": _("上报"),
        "closed": _("办结"),
        "closed_late": _("超期办结"),
        "reworked": _("返工"),
        "open": _("在办"),
    }
    ranks = _ranks(numbers["closed"], numbers["closed_late"])
    order = sorted(names, key=lambda value: (-next(iter(numbers.values())).get(value, 0), names[value]))
    lines = [
        Line(
            name=names[value],
            url=lead(value),
            cells=tuple(Cell(found.get(value, 0), link(figure, value)) for figure, found in numbers.items()),
            on_time=_share(numbers["closed"].get(value, 0), numbers["closed_late"].get(value, 0)),
            rank=ranks.get(value, ""),
            duration=lasted.get(value),
        )
        for value in order
    ]
    shown = lines[:most] if most else lines
    return Table(title, first, tuple(heads[one] for one in numbers), shown, bool(lasted), len(lines) - len(shown))


def _ranks(closed: dict[str, int], late: dict[str, int]) -> dict[str, str]:
    """Places by the share on time among those with enough cases; equal shares share a place, and it is said."""
    shares = {value: (n - late.get(value, 0)) / n for value, n in closed.items() if n >= FEWEST}
    if len(shares) < 2:  # noqa: PLR2004 - one alone is in no order
        return {}
    places = {value: 1 + sum(other > share for other in shares.values()) for value, share in shares.items()}
    alike = [*places.values()]
    return {
        value: _("并列第 %(n)d") % {"n": place} if alike.count(place) > 1 else _("第 %(n)d") % {"n": place}
        for value, place in places.items()
    }


def value_name(by: str, value: str) -> str:
    """What one value of a dimension is called; empty for none."""
    if by == "light":
        return _(dict(Case.LIGHTS).get(value, value))
    return _names(by, [value]).get(value, value) if by in BY and value else value


def _names(by: str, values: Iterable[str]) -> dict[str, str]:
    """What the values of a dimension are called."""
    wanted = set(values)
    if by == "unit":
        known = areas.unit_names(int(value) for value in wanted if value.isdecimal())
        return {
            value: known[int(value)] if value.isdecimal() and int(value) in known else _("未定") for value in wanted
        }
    if by == "source":
        return {value: _(title) for value, title in Case.SOURCES if value in wanted}
    found = matters.titles(wanted) if by == "matter" else {one.code: one.title for one in matters.classes()}
    return {value: found.get(value, value) for value in wanted}


def _lasting(duration: Duration | None, part: Callable[[Duration], int]) -> str:
    if duration is None:
        return ""
    return _("不足10件") if duration.is_small else _("%(hours).1f 小时") % {"hours": part(duration) / 3600}
