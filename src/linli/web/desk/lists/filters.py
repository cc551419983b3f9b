"""What somebody looks for: read from the address, applied to cases, written back into the address."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases.models import RARE
from linli.cases.queries import BY_CLOSED, BY_OPENED, Listing, Search, with_phone
from linli.deadlines.rules import SHANGHAI
from linli.matters.models import Matter
from linli.web.desk.lists.paging import Readable

LEVELS = ("county", "town", "community", "grid")
LIGHTS = ("green", "yellow", "red")
LONGEST = 80


@dataclass(frozen=True)
class Filters:
    """Every filter of a list; empty means: does not matter. All values are as they stand in the address."""

    q: str = ""
    phone: str = ""  # never the number: its mark, see ``cases.queries.phone_mark``
    group: str = ""
    matter: str = ""
    urgency: str = ""
    light: str = ""
    source: str = ""
    unit: str = ""
    area: str = ""
    since: str = ""
    until: str = ""

    @property
    def query(self) -> str:
        """The filters as they stand in an address, without those that are empty."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def narrows(self) -> bool:
        """Whether anything but the search is set."""
        return replace(self, q="", phone="") != Filters()

    @property
    def is_set(self) -> bool:
        """Whether anything is set at all."""
        return self != Filters()


def filters_from(values: Mapping[str, str]) -> Filters:
    """The filters in an address; what cannot be meant is left out."""
    found = {name: values.get(name, "").strip().replace("\x00", "")[:LONGEST] for name in Filters.__dataclass_fields__}
    found["light"] = found["light"] if found["light"] in LIGHTS else ""
    found["unit"] = found["unit"] if found["unit"].isascii() and found["unit"].isdecimal() else ""
    found["unit"] = found["unit"][:18]
    for name in ("since", "until"):
        found[name] = str(_day(found[name]) or "")
    return Filters(**found)


def apply(filters: Filters, cases: Listing, actor: Actor, at: datetime) -> Readable:
    """The cases of a list that fit every filter that is set; what is searched for is read by the time of reporting."""
    wanted = Q()
    for name, condition in _CONDITIONS.items():
        if value := getattr(filters, name):
            wanted &= condition(value)
    if filters.light:
        wanted &= _of_light(filters.light, at)
    if filters.phone:
        wanted &= with_phone(filters.phone) if actor.holds(Permission.REVEAL) else Q(pk__in=[])
    if cases.order == BY_CLOSED and (filters.since or filters.until):
        cases = cases.by(BY_OPENED)  # days of reporting are read where cases stand by their report
    cases = cases.only(wanted) if wanted else cases
    rare = {name: value for name in RARE if (value := getattr(filters, name))}
    cases = cases.of(**rare) if rare else cases
    return Search(cases, actor, filters.q, at, _keys(filters)) if filters.q else cases


def _keys(filters: Filters) -> tuple[tuple[str, ...], ...]:
    """Filters under which the index of texts keeps its hits too; those without such a key only narrow."""
    keys = [filters.area, f"u{filters.unit}" if filters.unit else "", f"s{filters.source}" if filters.source else ""]
    return tuple((key,) for key in keys if key)


def _of_light(light: str, at: datetime) -> Q:
    running = Q(is_final=False, due_at__isnull=False)
    return {
        "red": running & Q(due_at__lt=at),
        "yellow": running & Q(warn_at__lte=at, due_at__gte=at),
        "green": running & Q(warn_at__gt=at),
    }[light]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(text: str, *, after: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(text), time(), SHANGHAI) + timedelta(days=after)


def _on_area(code: str) -> Q:
    """Cases on an area: an equality on the column of its level; for an area that has ended, on any."""
    ground = areas.ground_of(code)
    if ground is not None:
        level = next((level for level in reversed(LEVELS) if ground.code_at(level)), "county")
        return Q(**{level: code})
    found = Q(pk__in=[])
    for level in LEVELS:
        found |= Q(**{level: code})
    return found


def _of_matters(**which: str) -> Q:
    """Cases of these matters, by their ids: only then does the planner know how many cases each of them has."""
    return Q(matter_id__in=list(Matter.objects.filter(**which).values_list("pk", flat=True)))


_CONDITIONS: dict[str, Callable[[str], Q]] = {
    "group": lambda value: _of_matters(group__code=value),
    "matter": lambda value: _of_matters(code=value),
    "unit": lambda value: Q(lead_unit_id=int(value)),
    "area": _on_area,
    "since": lambda value: Q(opened_at__gte=_midnight(value)),
    "until": lambda value: Q(opened_at__lt=_midnight(value, after=1)),
}
