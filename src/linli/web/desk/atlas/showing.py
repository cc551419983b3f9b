"""What stands beside the map: the cases in view or inside what was drawn, and their sums."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.areas.rules import Actor
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.queries import visible_to
from linli.maps.queries import lit, sees_ground
from linli.web.desk.atlas.window import Window
from linli.web.desk.lists.rows import Row, joined, rows_of

#: Rows shown at once, and cases counted at most: more is "more than".
SHOWN, COUNTED, BARS = 50, 5_000, 8
#: So many of the newest cases of a ground are looked through before all that lies in a window is sorted.
RECENT = 2_000
LIGHTS = ("red", "yellow", "green", "idle")


@dataclass(frozen=True)
class Bar:
    """One line of a sum: what, how many, and its share of the largest in hundredths."""

    label: str
    count: int
    share: int
    light: str = ""


@dataclass(frozen=True)
class Found:
    """The cases in a window: how many there are, the newest of them, and their sums."""

    total: int
    is_more: bool
    rows: list[Row]
    lights: list[Bar]
    states: list[Bar]
    matters: list[Bar]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(self.total - len(self.rows), 0)


def found_in(window: Window, actor: Actor, at: datetime) -> Found:
    """The open cases a posting may see in a window, newest first; a constant number of queries."""
    cases = open_cases(window, actor)
    sums = list(_sums(cases, at))
    total = sum(one["n"] for one in sums)
    rows = _newest(cases, actor) if total > RECENT else list(_in_order(joined(cases))[:SHOWN])
    return Found(
        total=min(total, COUNTED),
        is_more=total > COUNTED,
        rows=rows_of(rows, at),
        lights=_lights(sums),
        states=_bars(_by(sums, _state)),
        matters=_bars(_by(sums, lambda one: str(one["matter__title"]))),
    )


def open_cases(window: Window, actor: Actor) -> QuerySet[Case]:
    """Open cases with a place, in a window."""
    cases = visible_to(actor).filter(is_final=False)
    return cases.filter(point__intersects=window.area) if window.area else cases.filter(point__isnull=False)


def _newest(cases: QuerySet[Case], actor: Actor) -> list[Case]:
    """The newest of a great many: of the ground's own newest those in the window, where enough of them are."""
    if sees_ground(actor):
        ground = Case.objects.filter(Q(**{actor.ground_level: actor.ground_code}), is_final=False)
        recent = _in_order(ground).values("pk")[:RECENT]
        rows = list(_in_order(joined(cases.filter(pk__in=recent)))[:SHOWN])
        if len(rows) == SHOWN:
            return rows
    return list(_in_order(joined(cases))[:SHOWN])


def _in_order(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.order_by("-opened_at", "-pk")


def _sums(cases: QuerySet[Case], at: datetime) -> QuerySet[Case, dict[str, Any]]:
    """How many of each state, matter and light, of the first so many cases."""
    some = Case.objects.filter(pk__in=cases.order_by().values("pk")[: COUNTED + 1])
    kinds = some.annotate(colour=lit(at)).values("process", "version", "state", "matter__title", "colour")
    return kinds.annotate(n=Count("pk")).order_by()


def _lights(sums: Sequence[Mapping[str, Any]]) -> list[Bar]:
    words = {"red": _("超期"), "yellow": _("快到期"), "green": _("还早"), "idle": _("计时暂停")}
    counts = _by(sums, lambda one: str(one["colour"]))
    most = max(counts.values(), default=1)
    return [Bar(words[name], counts[name], round(100 * counts[name] / most), name) for name in LIGHTS if counts[name]]


def _by(sums: Sequence[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for one in sums:
        counts[key(one)] += one["n"]
    return counts


def _state(one: Mapping[str, Any]) -> str:
    return str(_(processes.get(one["process"], one["version"]).states[one["state"]].title))


def _bars(counts: Counter[str]) -> list[Bar]:
    """The most frequent first; what comes after the eighth is left to the list."""
    most = counts.most_common(BARS)
    return [Bar(label, count, round(100 * count / most[0][1])) for label, count in most]
