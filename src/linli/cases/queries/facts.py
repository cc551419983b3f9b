"""Looking up what a form names, if rules must know of it."""

from linli.areas.rules import Ground
from linli.cases.models import Case
from linli.cases.rules.facts import MatterFacts
from linli.matters import queries as matters
from linli.matters.models import Criterion, Matter


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


def came_out(no: str, case_id: int, process: str) -> bool:
    """Whether the case of this number was opened out of another, on that process."""
    return Case.objects.filter(no=no, origin_id=case_id, process=process).exists()


def surviving(no: str, case_id: int, ground: Ground) -> int | None:
    """The open case of this number that another of the same county may be merged into."""
    found = Case.objects.filter(no=no, county=ground.county, is_final=False).exclude(pk=case_id)
    return found.values_list("pk", flat=True).first()  # unique: no order is needed
