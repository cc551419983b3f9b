"""Looking up what rules must know beside the case and the actor."""

from collections.abc import Iterable, Sequence

from linli.areas import queries as areas
from linli.areas.rules import Ground, Level
from linli.cases.models import Case as CaseRow
from linli.cases.rules.facts import Desk, Facts, MatterFacts
from linli.cases.rules.state import Case
from linli.deadlines.rules import WorkingCalendar
from linli.matters import queries as matters
from linli.matters.models import Criterion, Matter


def facts_about(case: Case) -> Facts:
    """What the offered actions of a case depend on: the calendar, and the desks above and below."""
    return facts_of([case])[0]


def facts_of(cases: Sequence[Case]) -> list[Facts]:
    """The same for many cases, in their order: one query, and one for each county."""
    desks = areas.desks_over_each([case.ground for case in cases])
    calendars = {county: areas.calendar_for(county) for county in {case.ground.county for case in cases}}
    return [
        _facts(case, [Desk(level, unit) for level, unit in over], calendars[case.ground.county])
        for case, over in zip(cases, desks, strict=True)
    ]


def _facts(case: Case, desks: list[Desk], calendar: WorkingCalendar) -> Facts:
    """``desks`` from the top down."""
    here = Level(case.level).depth
    above = [d for d in desks if Level(d.level).depth < here and d.unit != case.desk_unit]
    below = [d for d in desks if Level(d.level).depth > here and d.unit != case.desk_unit]
    return Facts(calendar=calendar, higher=above[-1] if above else None, lower=below[0] if below else None)


def matter_facts(code: str, criterion_id: int | None, ground: Ground) -> MatterFacts | None:
    """A matter with one of its criteria (the first, unless named) as rules want it; ``None`` if there is none such."""
    matter = Matter.objects.filter(code=code, is_active=True).first()  # unique: no order is needed
    if matter is None:
        return None
    criteria = Criterion.objects.filter(matter=matter).order_by("order")
    criterion = (criteria.filter(pk=criterion_id) if criterion_id else criteria).first()
    if criterion is None:
        return None
    return MatterFacts(
        matter=matter.code,
        edition=matter.edition,
        criterion=criterion.pk,
        limit_amount=criterion.limit,
        limit_unit=criterion.unit,
        accept_amount=matter.accept_limit,
        accept_unit=matter.accept_unit,
        urgency=matter.urgency,
        duty_type=matters.route(matter, ground).duty_type,
    )


def unit_levels(ground: Ground, units: Iterable[int]) -> dict[int, str]:
    """The levels of those of these units that are in use and serve the ground."""
    wanted = set(units)
    serving = areas.units_serving(ground).filter(pk__in=wanted) if wanted else ()
    return {unit.pk: unit.area.level for unit in serving}


def surviving(no: str, case: CaseRow) -> int | None:
    """The open case of this number that another of the same county may be merged into."""
    found = CaseRow.objects.filter(no=no, county=case.county, is_final=False).exclude(pk=case.pk)
    return found.values_list("pk", flat=True).first()  # unique: no order is needed
