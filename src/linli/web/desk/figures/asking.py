"""What somebody asks of the figures: which ground, which time; and whether they may."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Actor, Ground
from linli.cases.queries import NotFound
from linli.deadlines.rules import SHANGHAI
from linli.stats.queries import Period, level_of
from linli.web.desk.figures import periods

TITLES: dict[str, str | Promise] = {
    "day": gettext_lazy("今日"),
    "week": gettext_lazy("本周"),
    "month": gettext_lazy("本月"),
    "quarter": gettext_lazy("本季"),
    "year": gettext_lazy("本年"),
    "free": gettext_lazy("自定"),
}
#: Nobody compares more than that; it also bounds what a page may cost.
MOST_DAYS = 366 * 10
_EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Asked:
    """A ground, a kind of period and the days it means."""

    area: str
    level: str
    ground: Ground
    kind: str
    period: Period
    today: date
    error: str = ""

    def url(self, view: str = "overview", **changes: str) -> str:
        """The address of a page of figures about the same, with some of it changed."""
        said = {"area": self.area, "period": self.kind} | _days(self) | changes
        return f"{reverse(f'desk:figures:{view}')}?{urlencode({name: value for name, value in said.items() if value})}"

    def for_kind(self, kind: str) -> str:
        """The same page for another kind of period."""
        days = {"first": str(self.period.first), "last": str(self.period.last)} if kind == "free" else {}
        return self.url(period=kind, **({"first": "", "last": ""} | days))

    def cases(self, figure: str, by: str = "", value: str = "", area: str = "") -> str:
        """The address of the cases behind a figure."""
        first, last = str(self.period.first), str(self.period.last)
        said = {"figure": figure, "area": area or self.area, "first": first, "last": last, "by": by, "value": value}
        return f"{reverse('desk:figures:cases')}?{urlencode({k: v for k, v in said.items() if v})}"


def _days(asked: Asked) -> dict[str, str]:
    free = asked.kind == "free"
    return {"first": str(asked.period.first), "last": str(asked.period.last)} if free else {}


def asked(values: QueryDict, actor: Actor, at: datetime) -> Asked:
    """What an address asks for; raises ``NotFound`` for a ground that this posting may not see figures of.

    Days that are none give the month instead, with a word about it.
    """
    area, ground = ground_for(values.get("area", ""), actor)
    today = at.astimezone(SHANGHAI).date()
    kind, error = values.get("period", "month"), ""
    period = periods.containing("month", today, today=today)
    if kind in periods.KINDS:
        period = periods.containing(kind, today, today=today)
    else:
        kind = "free"
        chosen = period_of(values.get("first", ""), values.get("last", ""))
        error = "" if chosen else _("请填写起止日期，从早到晚，不超过十年。")
        period = chosen or period
    return Asked(area, level_of(area) or "", ground, kind, period, today, error)


def ground_for(code: str, actor: Actor) -> tuple[str, Ground]:
    """An area inside the ground of a posting that may look there, its own if none is named; else ``NotFound``."""
    area = code or actor.ground_code
    ground = areas.ground_of(area)
    if ground is None or level_of(area) is None or not actor.may(Permission.VIEW_GROUND, ground):
        raise NotFound
    return area, ground


def period_of(first: str, last: str) -> Period | None:
    """Two dates as a period; ``None`` if they make none."""
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    if start > end or (end - start).days > MOST_DAYS or start < _EARLIEST or end.year > 2100:  # noqa: PLR2004 - far away
        return None
    return Period(start, end)
