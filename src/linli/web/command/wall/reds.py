"""The red list: what is overdue on a ground, the latest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.access import within
from linli.areas.rules import Actor
from linli.cases.models import Case

MOST = 6
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Red:
    """One overdue case."""

    id: int
    no: str
    matter: str
    place: str
    unit: str
    late: str
    point: Point | None


def red_list(actor: Actor, county: str, at: datetime) -> list[Red]:
    """The cases on the ground of a posting whose light is red, those due longest ago first."""
    red = Case.objects.filter(within(actor), county=county) if county else Case.objects.filter(within(actor))
    red = red.filter(is_final=False, closed_at=None, light="red", due_at__isnull=False)
    cases = list(red.select_related("matter", "desk_unit", "lead_unit").order_by("due_at", "pk")[:MOST])
    names = areas.names(code for case in cases for code in (case.town, case.community))
    return [_red(case, names, at) for case in cases]


def _red(case: Case, names: dict[str, str], at: datetime) -> Red:
    place = " ".join(names[code] for code in (case.town, case.community) if code in names)
    late = max(timedelta(), at - case.due_at) if case.due_at else timedelta()
    return Red(
        id=case.pk,
        no=case.no,
        matter=case.matter.title,
        place=place,
        unit=str(case.lead_unit or case.desk_unit or ""),
        late=late_words(late),
        point=case.point,
    )


def late_words(late: timedelta) -> str:
    """How late in the largest unit, by the clock on the wall: 「3 天」."""
    if late >= _DAY:
        return _("%(n)d 天") % {"n": late // _DAY}
    if late >= _HOUR:
        return _("%(n)d 小时") % {"n": late // _HOUR}
    return _("%(n)d 分") % {"n": late // timedelta(minutes=1)}
