"""The public face of this room: working calendar, limits, clocks."""

from linli.deadlines.clocks import (
    ClockError,
    ClockState,
    Light,
    elapsed,
    extend,
    light,
    pause,
    relimit,
    remaining_seconds,
    restart,
    resume,
    start,
    stop,
)
from linli.deadlines.days import DEFAULT_PERIODS, SHANGHAI, Uncovered, WorkingCalendar
from linli.deadlines.limits import Due, Limit, TimeUnit, deadline_text, due_at, elapsed_seconds

__all__ = [
    "DEFAULT_PERIODS",
    "SHANGHAI",
    "ClockError",
    "ClockState",
    "Due",
    "Light",
    "Limit",
    "TimeUnit",
    "Uncovered",
    "WorkingCalendar",
    "deadline_text",
    "due_at",
    "elapsed",
    "elapsed_seconds",
    "extend",
    "light",
    "pause",
    "relimit",
    "remaining_seconds",
    "restart",
    "resume",
    "start",
    "stop",
]
