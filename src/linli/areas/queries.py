"""Every read of areas, units and postings that another room may use."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.gis.db.models.functions import AsWKB, PointOnSurface
from django.contrib.gis.geos import Point
from django.db.models import Q, QuerySet

from linli.areas.models import Area, CalendarDay, CalendarVersion, Office, Posting, Unit
from linli.areas.rules import Ground, Level
from linli.deadlines.rules import DEFAULT_PERIODS, WorkingCalendar

if TYPE_CHECKING:
    import numpy as np

DAYS_OF_A_YEAR = 365


def area(code: str) -> Area:
    """The area with this code; raises ``Area.DoesNotExist``."""
    return Area.objects.get(code=code)


def current(on: date) -> QuerySet[Area]:
    """Areas in force on a day."""
    return Area.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def locate(lon: float, lat: float) -> Area | None:
    """The deepest area in force with an extent that holds the point (EPSG:4326); ``None`` outside all of them."""
    point = Point(lon, lat, srid=4326)
    found = Area.objects.filter(extent__intersects=point, valid_to__isnull=True).order_by()
    return max(found, key=lambda a: (Level(a.level).depth, a.code), default=None)


def locate_many(places: "np.ndarray") -> list[str]:
    """Of each point (rows of longitude and latitude, WGS 84) the code of its area as ``locate`` finds it, or ""."""
    return Locator().codes(places)


class Locator:
    """Finds the areas of many points, for imports: a level is read once, and points go through a tree in memory.

    It keeps what it has read: one for each import. Levels are read when a point asks for them, or all ``at_once``, for
    whoever cannot ask the database later.
    """

    def __init__(self, *, at_once: bool = False) -> None:
        self._levels = sorted(Level, key=lambda level: -level.depth)
        self._read: dict[str, _Drawn] = {level: _Drawn(level) for level in self._levels if at_once}

    def codes(self, places: "np.ndarray") -> list[str]:
        """As ``locate_many``."""
        return [code for part in _parts(places) for code in self._codes(part)]

    def _codes(self, places: "np.ndarray") -> list[str]:
        import numpy as np

        found = np.full(len(places), "", dtype=object)
        missing = np.arange(len(places))
        for level in self._levels:
            if not len(missing):
                break
            drawn = self._of(level)
            chosen = drawn.located(places[missing])
            found[missing] = drawn.codes[chosen]
            missing = missing[chosen == 0]
        codes: list[str] = found.tolist()
        return codes

    def _of(self, level: str) -> "_Drawn":
        if level not in self._read:
            self._read[level] = _Drawn(level)
        return self._read[level]


#: Points that are looked at together: so few that what is made of them stays in the processor's cache.
_TOGETHER = 20_000


def _parts(places: "np.ndarray") -> Iterator["np.ndarray"]:
    return (places[first : first + _TOGETHER] for first in range(0, len(places), _TOGETHER))


class _Drawn:
    """The areas of one level that are drawn, in a tree."""

    def __init__(self, level: str) -> None:
        import numpy as np
        import shapely

        areas = Area.objects.filter(level=level, valid_to__isnull=True, extent__isnull=False).order_by("code")
        rows = list(areas.annotate(wkb=AsWKB("extent")).values_list("code", "wkb"))
        self.codes = np.array(["", *(code for code, _ in rows)], dtype=object)
        self._extents = np.array(shapely.from_wkb([bytes(wkb) for _, wkb in rows]), dtype=object)
        shapely.prepare(self._extents)
        self._tree = shapely.STRtree(self._extents)

    def located(self, places: "np.ndarray") -> "np.ndarray":
        """Of each point its area, as a place in ``codes``; of two that share a border the later one, as ``locate``."""
        import numpy as np
        import shapely

        chosen = np.zeros(len(places), dtype=int)
        # Envelopes leave few candidates; of these each prepared extent is asked for all its points in one go.
        points, areas = self._tree.query(shapely.points(places))
        by_area = np.argsort(areas, kind="stable")
        points, areas = points[by_area], areas[by_area]
        inside = shapely.intersects_xy(self._extents[areas], *places[points].T)
        points, areas = points[inside], areas[inside]
        np.maximum.at(chosen, points, areas + 1)
        return chosen


def postings_on(on: date) -> QuerySet[Posting]:
    """Postings in force on a day, with all that an actor is made of."""
    return (
        Posting.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=on), from_on__lte=on, user__is_active=True)
        .select_related("user", "unit__area", "role", "ground")
        .defer("unit__area__extent", "ground__extent")
    )


def postings_of(user_id: int, on: date) -> QuerySet[Posting]:
    """A person's postings in force on a day, oldest first."""
    return postings_on(on).filter(user_id=user_id).order_by("from_on", "pk")


def desk_unit(ground: Ground, level: str) -> Unit | None:
    """The desk that takes in what lies on this ground at a level; the next one up where that level has none."""
    codes = _chain(ground, level)
    desks = (
        Unit.objects.filter(kind="desk", is_active=True, area__code__in=codes)
        .select_related("area")
        .defer("area__extent")
    )
    return max(desks, key=lambda u: (codes.index(u.area.code), -u.pk), default=None)


def calendar_version(county: str) -> tuple[int, ...]:
    """What changes whenever the calendar of a county, or the country's (``""``), does."""
    versions = CalendarVersion.objects.filter(area_code__in=["", county], number__gt=0).order_by("area_code")
    return tuple(versions.values_list("number", flat=True))


def calendar_for(county: str) -> WorkingCalendar:
    """The working calendar of a county: the country's days, overridden by its own; one small query when unchanged."""
    return calendar_of_version(county, calendar_version(county))


def calendars_for(counties: Iterable[str]) -> dict[str, WorkingCalendar]:
    """The same of several counties, by code; still one small query when none has changed, and none for no county."""
    wanted = set(counties)
    versions = CalendarVersion.objects.filter(area_code__in=["", *wanted], number__gt=0).order_by("area_code")
    known = list(versions.values_list("area_code", "number")) if wanted else []
    return {
        county: calendar_of_version(county, tuple(number for code, number in known if code in {"", county}))
        for county in wanted
    }


def calendar_of_version(county: str, version: tuple[int, ...]) -> WorkingCalendar:
    """The same for a caller who knows which version stands; no query when it is known here."""
    return _calendar(county, version) if version else _read_calendar(county)


@lru_cache(maxsize=64)
def _calendar(county: str, version: tuple[int, ...]) -> WorkingCalendar:  # noqa: ARG001 - the version is the cache's key
    return _read_calendar(county)


def _read_calendar(county: str) -> WorkingCalendar:
    """A year is covered when the country's table says of every one of its days whether it is worked."""
    days = CalendarDay.objects.filter(area_code__in=["", county]).order_by("area_code")
    rows = list(days.values_list("area_code", "on", "is_working"))
    known = Counter(on.year for area_code, on, _ in rows if not area_code)
    office = Office.objects.filter(area_code__in=["", county]).order_by("area_code", "from_on").last()
    periods = tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in office.periods) if office else None
    return WorkingCalendar(
        periods=periods or DEFAULT_PERIODS,
        days={on: is_working for _, on, is_working in rows},
        covered_years=frozenset(year for year, count in known.items() if count >= DAYS_OF_A_YEAR),
    )


def calendar_rows(county: str, year: int) -> list[CalendarDay]:
    """The days laid down for a year: the country's first, then the county's own, each by date."""
    rows = CalendarDay.objects.filter(area_code__in=["", county], on__year=year)
    return list(rows.order_by("area_code", "on"))


def offices(county: str) -> list[Office]:
    """Working periods laid down for the country and a county, the newest first."""
    return list(Office.objects.filter(area_code__in=["", county]).order_by("-from_on", "-area_code"))


def unit_for(function: str, ground: Ground) -> Unit | None:
    """The unit nearest to the ground that answers for a function named in a responsibility list."""
    codes = _chain(ground, Level.GRID)
    found = Unit.objects.filter(functions__contains=[function], is_active=True, area__code__in=codes)
    return max(
        found.select_related("area").defer("area__extent"),
        key=lambda u: (codes.index(u.area.code), -u.pk),
        default=None,
    )


def units_serving(ground: Ground) -> QuerySet[Unit]:
    """All units in use whose area holds the ground, county first."""
    return (
        Unit.objects.filter(is_active=True, area__code__in=_chain(ground, Level.GRID))
        .select_related("area")
        .defer("area__extent")
        .order_by("area__code", "pk")
    )


def _chain(ground: Ground, level: str) -> list[str]:
    """Codes from the city down to ``level``; a grid's desk is its community's."""
    levels = ["city", "county", "town", "community", "grid"]
    return [
        code for name, code in zip(levels, ground, strict=True) if code and levels.index(name) <= levels.index(level)
    ]


def ground_of(code: str) -> Ground | None:
    """Where an area in force lies, itself included; ``None`` for a code there is not."""
    if not code:
        return None
    found = Area.objects.filter(code=code, valid_to__isnull=True).defer("extent").first()  # unique: no order needed
    return found.ground if found else None


@dataclass(frozen=True)
class Hanging:
    """What still points to an ended area and wants a new home."""

    code: str
    name: str
    ended_on: date
    areas: int
    units: int
    postings: int


def hanging(codes: Sequence[str], on: date, *, also: Container[str] = ()) -> list[Hanging]:
    """Of these ended areas, those that still have areas, units or postings in force, or are in ``also``."""
    ended = Area.objects.filter(code__in=codes, valid_to__isnull=False).order_by("code")
    below = _counts(Area.objects.filter(parent__code__in=codes, valid_to=None), "parent__code")
    units = _counts(Unit.objects.filter(area__code__in=codes, is_active=True), "area__code")
    posts = _counts(postings_on(on).filter(ground__code__in=codes), "ground__code")
    rows = [
        Hanging(area.code, area.name, area.valid_to, below[area.code], units[area.code], posts[area.code])
        for area in ended.only("code", "name", "valid_to")
        if area.valid_to
    ]
    return [row for row in rows if row.areas or row.units or row.postings or row.code in also]


def _counts(rows: QuerySet[Any], column: str) -> Counter[str]:
    return Counter(rows.values_list(column, flat=True))


def names(codes: Iterable[str]) -> dict[str, str]:
    """What areas are called, by code, whether they are in force or not; one query."""
    wanted = {code for code in codes if code}
    return dict(Area.objects.filter(code__in=wanted).values_list("code", "name")) if wanted else {}


def below(level: str, code: str, levels: Iterable[str]) -> QuerySet[Area]:
    """Areas in force of these levels on the ground of an area, it included, by code; without their outlines."""
    found = Area.objects.filter(valid_to__isnull=True, level__in=list(levels), **{level: code})
    if level not in {Level.CITY, Level.COUNTY}:  # said with their county, by which areas stand in an index
        found = found.filter(county=Area.objects.filter(code=code).values("county")[:1])
    return found.defer("extent").order_by("code")


def units_on(level: str, code: str) -> QuerySet[Unit]:
    """Units in use that serve an area or a part of it, the highest first."""
    return (
        Unit.objects.filter(Q(**{f"area__{level}": code}), is_active=True)
        .select_related("area")
        .defer("area__extent")
        .order_by("area__code", "name")
    )


def unit_names(ids: Iterable[int]) -> dict[int, str]:
    """What units are called, by id, whether they are in use or not; one query."""
    wanted = set(ids)
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=wanted)} if wanted else {}


def whole_name_of(unit_id: int) -> str:
    """The name of a unit as papers give it, never its short one; empty for none that there is; one query."""
    return Unit.objects.filter(pk=unit_id).values_list("name", flat=True).first() or ""


def posting_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of the people in postings, by posting, whether still in force or not; one query, none for none."""
    wanted = list(ids)
    rows = Posting.objects.filter(pk__in=wanted).order_by()
    return dict(rows.values_list("pk", "user__full_name")) if wanted else {}


def middle(code: str) -> tuple[float, float] | None:
    """Longitude and latitude (WGS 84) of a point inside an area; ``None`` where no extent is known. One query."""
    inside = Area.objects.filter(code=code).annotate(inside=PointOnSurface("extent")).values_list("inside", flat=True)
    point = inside.first() if code else None  # unique: no order is needed
    return (point.x, point.y) if point else None
