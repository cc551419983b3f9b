"""Clocks in words and colours: 「还剩 3 小时 20 分」."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.rules.state import Clock
from linli.deadlines.rules import (
    SHANGHAI,
    Light,
    TimeUnit,
    WorkingCalendar,
    deadline_text,
    light,
    remaining_seconds,
)
from linli.lib.text import duration_text

_WALL_DAY = 24 * 3600
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
    return _("%(when)s 到期") % {"when": deadline_text(clock.due_at)}


def due_short(clock: Clock, at: datetime) -> str:
    """When the clock ends, without a year that everybody knows."""
    return due_text(clock).removeprefix(f"{at.astimezone(SHANGHAI).year}年")


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
    return duration_text(seconds, day_seconds=calendar.day_seconds if in_working_time else _WALL_DAY)
