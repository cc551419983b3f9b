"""Appointments of sessions, and the days on which a performance in instalments is due: values in, values out."""

import re
from datetime import date, timedelta
from typing import Any

#: Appointments are kept with the case; nobody arranges more.
MOST_MEETINGS = 60
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_NUMBERS = re.compile(r"[\s、,，;；]+")

PLANNED, HELD, OFF = "planned", "held", "off"


def is_time(text: str) -> bool:
    """Whether it reads like 09:30."""
    return _TIME.fullmatch(text) is not None


def numbers(text: str) -> list[int]:
    """1、2 as numbers; empty when anything else stands there."""
    parts = [part for part in _NUMBERS.split(text.strip()) if part]
    return [int(part) for part in parts] if all(part.isascii() and part.isdigit() for part in parts) else []


def arranged(kept: list[dict[str, Any]], new: dict[str, Any]) -> list[dict[str, Any]]:
    """The appointments with one more."""
    return [*kept, {"n": len(kept) + 1, **new, "state": PLANNED}]


def changed(kept: list[dict[str, Any]], number: int, state: str) -> list[dict[str, Any]]:
    """The appointments after one of them was held or called off."""
    return [one | {"state": state} if one["n"] == number else one for one in kept]


def kept_on(kept: list[dict[str, Any]], day: date, kind: str) -> int | None:
    """The number of the first appointment of that kind that was planned for that day."""
    return next((one["n"] for one in kept if (one["on"], one["kind"], one["state"]) == (str(day), kind, PLANNED)), None)


def spread(since: date, last: date, parts: int) -> list[date]:
    """The days on which each instalment is due when nothing else was agreed: evenly up to the last one."""
    span = max((last - since).days, 0)
    return [since + timedelta(days=span * n // parts) for n in range(1, parts + 1)]


def days_in(text: str) -> list[date] | None:
    """Days as they were typed, one after another; ``None`` when one of them is no day."""
    try:
        return [date.fromisoformat(part) for part in _NUMBERS.split(text.strip()) if part]
    except ValueError:
        return None
