"""An appointment as a file that any calendar takes (RFC 5545): when and where, and nothing of who."""

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Appointment:
    """One appointment, with its zone in ``begins_at``; how long it takes nobody knows, so it has no end.

    ``uid`` is the same for ever: whoever takes the file again has the appointment once. ``changes``: how often
    something has become of it, by which a calendar knows the newest. One that ``is_off`` is struck out.
    """

    uid: str
    begins_at: datetime
    title: str
    place: str
    changes: int = 0
    is_off: bool = False


def calendar_file(one: Appointment, at: datetime) -> bytes:
    """The file, made at a moment."""
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", one.begins_at)
    event.add("summary", one.title)
    event.add("location", one.place)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if one.is_off else "CONFIRMED")
    event.add("sequence", one.changes)
    calendar = Calendar()
    calendar.add("prodid", "-//Linli//Linli//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
