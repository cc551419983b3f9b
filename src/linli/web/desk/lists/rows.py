"""Cases as rows of a queue: finished values, at the same number of queries for one row as for a hundred."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases import processes
from linli.cases.models import Case
from linli.cases.queries import first_photos, running_clocks
from linli.cases.rules.state import Clock
from linli.deadlines.rules import WorkingCalendar
from linli.web.desk.clocks import Shown, shown

#: Levels by which a place is named in a row, and what urgency looks like.
_PLACES = ("town", "community", "grid")
URGENCY_LOOKS = {"urgent": "urgent", "pressing": "soon"}


@dataclass(frozen=True)
class Row:
    """One case in a queue."""

    case: Case
    state: str
    holder: str
    place: str
    clock: Shown
    photo: UUID | None

    @property
    def urgency(self) -> str:
        """The look of the badge; ordinary cases have none."""
        return URGENCY_LOOKS.get(self.case.urgency, "")

    @property
    def icon(self) -> str:
        """The sign of the class of matters."""
        return self.case.matter.group.icon

    @cached_property
    def text(self) -> str:
        """What it is about, in one or two lines."""
        return self.case.description or self.case.title


def joined(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what a row shows of them."""
    return cases.select_related("matter__group", "desk_unit", "lead_unit")


def rows_of(cases: Sequence[Case], at: datetime) -> list[Row]:
    """Rows for cases read with ``joined``."""
    ids = [case.pk for case in cases]
    clocks, photos = running_clocks(ids), first_photos(ids)
    calendars = {county: areas.calendar_for(county) for county in {case.county for case in cases}}
    names = areas.names(code for case in cases for code in (case.town, case.community, case.grid))
    return [
        Row(
            case=case,
            state=state_title(case),
            holder=str(holder(case) or ""),
            place=place(case, names),
            clock=clock_of(case, clocks.get(case.pk), calendars[case.county], at),
            photo=photos.get(case.pk),
        )
        for case in cases
    ]


def state_title(case: Case) -> str:
    """Where the case stands, in words."""
    return _(processes.get(case.process, case.version).states[case.state].title)


def holder(case: Case) -> object | None:
    """The unit that has it now: the lead while it works, else the desk."""
    states = processes.get(case.process, case.version).states
    clock = processes.get(case.process, case.version).clocks.get(states[case.state].clock)
    at_lead = clock is not None and clock.holder == "lead" and case.lead_unit is not None
    return case.lead_unit if at_lead else case.desk_unit


def place(case: Case, names: dict[str, str]) -> str:
    """The deepest two named areas, and the address."""
    known = [names[code] for level in _PLACES if (code := getattr(case, level)) in names][-2:]
    above = known[0] if len(known) > 1 else ""  # a grid is often called after its community
    return " ".join([*known[:-1], *(name.removeprefix(above) or name for name in known[-1:])])


def clock_of(case: Case, clock: Clock | None, calendar: WorkingCalendar, at: datetime) -> Shown:
    """The clock of a row; a case that waits or has ended says so."""
    if clock is None:
        return Shown("idle", _("已终结")) if case.is_final else Shown("paused", _("计时暂停"))
    if case.suspended_until:
        return Shown("paused", _("挂账至 %(day)s") % {"day": f"{case.suspended_until:%m-%d}"})
    return shown(clock, calendar, at)
