"""Clocks in words and colours: 「还剩 3 小时 20 分」."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.rules.state import Clock
from linli.deadlines.rules import (
    SHANGHAI,
    Light,
    Limit,
    TimeUnit,
    WorkingCalendar,
    deadline_text,
    light,
    remaining_seconds,
)
from linli.lib.text import duration_parts

_WALL_DAY = 24 * 3600
_DURATIONS = {"天": gettext_lazy("%(n)d 天"), "小时": gettext_lazy("%(n)d 小时"), "分": gettext_lazy("%(n)d 分")}
LIGHTS = {Light.STOPPED: "done"}


@dataclass(frozen=True)
class Shown:
    """A clock as a page shows it: the words carry the meaning, the light repeats it, the title is exact."""

    light: str
    text: str
    title: str = ""


_STOPPED = {True: gettext_lazy("按时"), False: gettext_lazy("超期"), None: gettext_lazy("已停")}


def shown(clock: Clock, calendar: WorkingCalendar, at: datetime) -> Shown:
    """What a clock says at a moment."""
    pure = clock.pure()
    colour = light(pure, at)
    return Shown(LIGHTS.get(colour, str(colour)), _words(clock, colour, calendar, at), due_text(clock))


def due_text(clock: Clock) -> str:
    """When the clock ends, exactly."""
    return _("%(when)s 到期") % {"when": _day_and_hour(clock, _("%(year)s年%(month)s月%(day)s日 %(hour)s"))}


def due_short(clock: Clock, at: datetime) -> str:
    """When the clock ends, without a year that everybody knows."""
    if not deadline_text(clock.due_at).startswith(f"{at.astimezone(SHANGHAI).year}年"):
        return due_text(clock)
    return _("%(when)s 到期") % {"when": _day_and_hour(clock, _("%(month)s月%(day)s日 %(hour)s"))}


def _day_and_hour(clock: Clock, words: str) -> str:
    """The numbers of ``deadline_text`` in the words of the reader's language."""
    year, month, day, hour = re.split("[年月]|日 ", deadline_text(clock.due_at))
    return words % {"year": year, "month": month, "day": day, "hour": hour}


def _words(clock: Clock, colour: Light, calendar: WorkingCalendar, at: datetime) -> str:
    pure = clock.pure()
    left = remaining_seconds(calendar, pure, at)
    if colour is Light.STOPPED:
        return str(_STOPPED[clock.met])
    if colour is Light.PAUSED:
        return _("暂停，还剩 %(time)s") % {"time": duration(left, clock.unit, calendar)}
    if colour is Light.RED:
        return _("超期 %(time)s") % {"time": duration(left, clock.unit, calendar)}
    return _("还剩 %(time)s") % {"time": duration(left, clock.unit, calendar)}


def duration(seconds: int, unit: str, calendar: WorkingCalendar) -> str:
    """Seconds of a unit's own running in words; a day of working time is a working day."""
    in_working_time = TimeUnit(unit).runs_in_working_time
    parts = duration_parts(seconds, day_seconds=calendar.day_seconds if in_working_time else _WALL_DAY)
    return " ".join(str(_DURATIONS[unit]) % {"n": count} for count, unit in parts) or _("不到 1 分")


def limit_words(limit: Limit) -> str:
    """A limit as people read it: 「5 个工作日」."""
    return _("%(n)s 个%(unit)s") % {"n": f"{limit.amount.normalize():f}", "unit": _(limit.unit.title)}
