"""Which days and hours are worked: seeded for the country, changed by a county for itself."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts.audit import actions as audit
from linli.accounts.permissions import Permission
from linli.areas.models import Area, CalendarDay, CalendarVersion, Office
from linli.areas.rules import Actor, NotAllowed, Refused
from linli.deadlines import seed

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_VERSION_BITS = 60


@transaction.atomic
def seed_calendar(years: Iterable[int], *, by: Actor, at: datetime) -> int:
    """Lay down every day of these years for the country; days already there stay. Returns how many were added.

    Raises ``Refused`` for a year whose holidays the library does not know yet, ``NotAllowed`` for anybody but the
    system: a county keeps its own days with ``set_day``.
    """
    _let(by, "")
    wanted = sorted(set(years))
    unknown = [year for year in wanted if year not in seed.known_years()]
    if unknown:
        raise Refused("unknown_year", _("%(year)s 年的节假日安排尚未公布，暂不能生成。") % {"year": unknown[0]})
    _lock("")
    known = set(CalendarDay.objects.filter(area_code="", on__year__in=wanted).values_list("on", flat=True))
    fresh = [
        CalendarDay(on=day.on, is_working=day.is_working, note=day.name)
        for year in wanted
        for day in seed.days_of_year(year)
        if day.on not in known
    ]
    if fresh:
        CalendarDay.objects.bulk_create(fresh)
        _changed("", "calendar.seed", by=by, at=at, detail={"years": wanted, "days": len(fresh)})
    return len(fresh)


@transaction.atomic
def set_day(  # noqa: PLR0913 - a day has these parts, each named at the call
    *, county: str, on: date, is_working: bool, note: str = "", by: Actor, at: datetime
) -> CalendarDay:
    """Say whether a county (blank: the country) works on a day; raises ``NotAllowed`` and ``Refused``."""
    _let(by, county)
    if not _FIRST_YEAR <= on.year <= _LAST_YEAR:
        raise Refused("bad_date", _("日期不在可设置的范围内。"))
    _lock(county)
    before = CalendarDay.objects.filter(area_code=county, on=on).first()  # unique: no order needed
    if before and (before.is_working, before.note) == (is_working, note):
        return before
    day, _created = CalendarDay.objects.update_or_create(
        area_code=county, on=on, defaults={"is_working": is_working, "note": note[:60]}
    )
    detail = {"on": str(on), "is_working": is_working, "note": note, "before": before and before.is_working}
    _changed(county, "calendar.set_day", by=by, at=at, detail=detail)
    return day


@transaction.atomic
def clear_day(*, county: str, on: date, by: Actor, at: datetime) -> bool:
    """Take back a county's own day, so that the country's holds again; whether there was one."""
    _let(by, county)
    _lock(county)
    deleted, _kinds = CalendarDay.objects.filter(area_code=county, on=on).delete()
    if deleted:
        _changed(county, "calendar.clear_day", by=by, at=at, detail={"on": str(on)})
    return bool(deleted)


@transaction.atomic
def set_office(*, county: str, from_on: date, periods: Sequence[tuple[time, time]], by: Actor, at: datetime) -> Office:
    """Set the working periods of a county (blank: of the country) from a day on."""
    _let(by, county)
    edges = [edge for period in periods for edge in period]
    if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
        raise Refused("bad_periods", _("工作时段须依次排列，且结束晚于开始。"))
    _lock(county)
    written = [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in periods]
    office, _created = Office.objects.update_or_create(area_code=county, from_on=from_on, defaults={"periods": written})
    _changed(county, "calendar.set_office", by=by, at=at, detail={"from_on": str(from_on), "periods": written})
    return office


def _let(by: Actor, county: str) -> None:
    """The country's calendar is the system's; a county's is kept by whoever may on that ground."""
    if by.kind == "system":
        return
    area = Area.objects.filter(code=county).first() if county else None  # unique: no order needed
    if area is None or not by.may(Permission.EDIT_CALENDAR, area.ground):
        raise NotAllowed(_("这个岗位不能修改该地的工作日历。"))


def _lock(county: str) -> None:
    CalendarVersion.objects.get_or_create(area_code=county)
    CalendarVersion.objects.select_for_update().get(area_code=county)


def _changed(county: str, verb: str, *, by: Actor, at: datetime, detail: dict[str, object]) -> None:
    CalendarVersion.objects.filter(area_code=county).update(number=secrets.randbits(_VERSION_BITS))
    audit.record(verb, "calendar", county or "000000", by=by, at=at, detail=detail)
