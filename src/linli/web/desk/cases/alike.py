"""Open cases near a case that are likely the same."""

from datetime import datetime

from linli.areas.rules import Actor
from linli.cases.models import Case
from linli.cases.queries import Duplicate, duplicates, visible_to


def alike(case: Case, actor: Actor, at: datetime) -> list[Duplicate]:
    """Other open cases of the matter near a case, for who may see them; nothing for a case without a point."""
    if case.point is None:
        return []
    mine = visible_to(actor).exclude(pk=case.pk)
    return duplicates(case.matter, case.point.x, case.point.y, at, county=case.county, among=mine, process=case.process)
