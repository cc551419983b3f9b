"""The two registers as Excel: which cases, and what each line says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.cases.models import Assignment, Case, Clock, Step
from linli.cases.queries import visible_among
from linli.deadlines.rules import SHANGHAI
from linli.documents.excel import books
from linli.web.desk.lists.rows import place, state_title

#: More lines than anybody prints; a longer period is asked for in parts.
MOST = 20_000
BATCH = 500
FOUND_BY_LOOKING = ("grid", "patrol")


@dataclass(frozen=True)
class Wanted:
    """Which register, for which days (both included) and which area."""

    kind: str
    since: date
    until: date
    level: str
    code: str


@dataclass(frozen=True)
class Book:
    """A register: its words, the cases it holds, and how it is written."""

    title: str
    holds: Q
    write: Callable[[books.Header, Iterator[Case], dict[str, str]], bytes]


def cases_for(wanted: Wanted, actor: Actor) -> QuerySet[Case]:
    """The cases of a register that the posting may see, the oldest first."""
    begin = datetime.combine(wanted.since, time(), SHANGHAI)
    end = datetime.combine(wanted.until + timedelta(days=1), time(), SHANGHAI)
    on_ground = Case.objects.filter(Q(**{wanted.level: wanted.code}), opened_at__gte=begin, opened_at__lt=end)
    return visible_among(on_ground, actor).filter(BOOKS[wanted.kind].holds).order_by("opened_at", "pk")


def workbook(wanted: Wanted, actor: Actor, at: datetime) -> bytes:
    """The register as xlsx."""
    today = at.astimezone(SHANGHAI).date()
    book = BOOKS[wanted.kind]
    header = books.Header(
        title=book.title,
        unit=actor.unit_name,
        ground=areas.names([wanted.code]).get(wanted.code, ""),
        begins_on=wanted.since,
        ends_on=wanted.until,
        printed_on=today,
    )
    names = {area.code: area.name for area in areas.below(wanted.level, wanted.code, ["town", "community", "grid"])}
    return book.write(header, _read(cases_for(wanted, actor)), names)


def _read(cases: QuerySet[Case]) -> Iterator[Case]:
    """Cases with all that a line says, a batch at a time."""
    joined = cases.select_related("matter__group", "desk_unit", "lead_unit", "contact")
    parts = joined.prefetch_related(
        Prefetch("assignments", Assignment.objects.select_related("unit").order_by("pk")),
        Prefetch("clocks", Clock.objects.order_by("number")),
        Prefetch("steps", Step.objects.filter(action__in=["receive", "pass", "settle"]).order_by("number")),
    )
    return parts.iterator(chunk_size=BATCH)


def _intake(header: books.Header, cases: Iterator[Case], names: dict[str, str]) -> bytes:
    return books.intake_book(header, (_intake_line(case, names) for case in cases))


def _intake_line(case: Case, names: dict[str, str]) -> books.IntakeLine:
    contact = getattr(case, "contact", None)
    return books.IntakeLine(
        registered_at=case.opened_at,
        no=case.no,
        source=case.get_source_display(),
        reporter=contact.name_masked if contact else "",
        category=case.matter.group.title,
        matter=case.matter.title,
        place=" ".join(filter(None, [place(case, names), case.address])),
        content=case.description or case.title,
        lead=str(case.lead_unit or ""),
        assists="、".join(str(one.unit) for one in case.assignments.all() if one.role == "assist" and not one.ended_at),
        due_at=_due(case),
        closed_at=case.closed_at,
        result=_result(case),
        rating=f"{case.rating} 分" if case.rating else "",
        remark="" if case.closed_at else state_title(case),
    )


def _hazards(header: books.Header, cases: Iterator[Case], names: dict[str, str]) -> bytes:
    return books.hazard_book(header, (_hazard_line(case, names) for case in cases))


def _hazard_line(case: Case, names: dict[str, str]) -> books.HazardLine:
    steps = {step.action: step for step in case.steps.all()}
    received = steps.get("receive")
    checked = steps.get("pass") or steps.get("settle")
    return books.HazardLine(
        found_at=case.opened_at,
        no=case.no,
        grid=names.get(case.grid, ""),
        place=case.address,
        category=case.matter.group.title,
        description=case.description or case.title,
        measure=_result(case),
        unit=str(case.lead_unit or case.desk_unit or ""),
        responsible=received.actor_name if received else "",
        due_at=_due(case),
        finished_at=case.closed_at,
        result=state_title(case),
        review=f"{checked.actor_name} {checked.at.astimezone(SHANGHAI):%m-%d}" if checked else "",
    )


def _due(case: Case) -> datetime | None:
    """When the work is due: the last clock of handling, else what runs."""
    handling = [clock.due_at for clock in case.clocks.all() if clock.kind == "handle"]
    return handling[-1] if handling else case.due_at


def _result(case: Case) -> str:
    said = [one.result for one in case.assignments.all() if one.role == "lead" and one.result]
    return said[-1] if said else ""


BOOKS: dict[str, Book] = {
    "intake": Book("受理事项总登记本", Q(), _intake),
    "hazards": Book("排查整治登记本", Q(source__in=FOUND_BY_LOOKING), _hazards),
}
TITLES = {"intake": gettext_lazy("受理事项总登记本"), "hazards": gettext_lazy("排查整治登记本")}
