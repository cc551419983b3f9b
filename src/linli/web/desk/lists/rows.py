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

    @property
    def where(self) -> str:
        """The place, and the address if there is one."""
        return f"{self.place} · {self.case.address}" if self.case.address else self.place

    @cached_property
    def text(self) -> str:
        """What it is about, in one or two lines."""
        return self.case.description or self.case.title


def joined(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what a row shows of them."""
    return cases.select_related("matter__group", "desk_unit", "lead_unit")


#: Of a case and what is joined with it: what a row of a list says.
_SAID = (
    *("no", "title", "description", "address", "process", "version", "state", "is_final", "urgency", "supervised"),
    *("suspended_until", "county", "town", "community", "grid"),
    *("desk_unit__name", "desk_unit__short_name", "lead_unit__name", "lead_unit__short_name"),
    *("matter__title", "matter__group__icon"),
)


def joined_briefly(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same with nothing else: a case has sixty columns, and a page fifty cases."""
    return joined(cases).only(*_SAID)


def rows_of(cases: Sequence[Case], at: datetime) -> list[Row]:
    """Rows for cases read with ``joined``."""
    ids = [case.pk for case in cases]
    clocks, photos = running_clocks(ids), first_photos(ids)
    calendars = areas.calendars_for(case.county for case in cases if case.pk in clocks)
    names = areas.names(code for case in cases for code in (case.town, case.community, case.grid))
    return [
        Row(
            case=case,
            state=state_title(case),
            holder=str(holder(case) or ""),
            place=place(case, names),
            clock=clock_of(case, clocks.get(case.pk), calendars.get(case.county), at),
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


def clock_of(case: Case, clock: Clock | None, calendar: WorkingCalendar | None, at: datetime) -> Shown:
    """The clock of a row, by the calendar of its county; a case that waits or has ended says so, by none."""
    if clock is None or calendar is None:
        return Shown("idle", _("已终结")) if case.is_final else Shown("paused", _("计时暂停"))
    if case.suspended_until:
        return Shown("paused", _("挂账至 %(day)s") % {"day": f"{case.suspended_until:%m-%d}"})
    return shown(clock, calendar, at)
