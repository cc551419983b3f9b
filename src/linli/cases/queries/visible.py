"""Which cases a posting may see; absent and forbidden are the same answer."""

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Value, When

from linli.accounts.permissions import Permission
from linli.areas.access import within
from linli.areas.rules import Actor
from linli.cases.models import Assignment, Case
from linli.lib.codes import normalise_code


class NotFound(LookupError):
    """There is no such case, or not for this person."""


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Cases a posting may see: on its ground if it may look there, at its unit, and those it reported."""
    if actor.kind == "system":
        return Case.objects.all()
    if actor.posting_id is None:
        return Case.objects.none()
    return Case.objects.filter(concern(actor))


def visible_among(cases: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    """Of cases that something else finds, those a posting may see: they are tested one by one, not looked for."""
    if actor.kind == "system":
        return cases
    return cases.none() if actor.posting_id is None else cases.filter(surely(concern(actor)))


def concern(actor: Actor) -> Q:
    """What makes a case visible to a posting, as a filter; it tests cases, it does not find them.

    No index answers the OR as a whole: to find cases in order, walk one way after another (``lists``, ``search``).
    """
    mine = Q(reporter_posting_id=actor.posting_id)
    if actor.holds(Permission.VIEW_GROUND):
        mine |= within(actor)
    if actor.holds(Permission.DESK):
        mine |= Q(desk_unit_id=actor.unit_id)
    if actor.holds(Permission.HANDLE):
        mine |= Q(lead_unit_id=actor.unit_id) | Q(Exists(_assigned(actor)))
    return mine


def surely(condition: Q) -> Q:
    """The same condition where it nearly always holds.

    The planner takes an OR over columns for something rare, and would then rather sort a whole list than walk it for
    the few rows of a page. It does not look into a CASE.
    """
    return Q(models.Case(When(condition, then=Value(value=True)), default=Value(value=False)))


def _assigned(actor: Actor) -> QuerySet[Assignment]:
    """The unit's part in the one case that is tested.

    Two inequalities instead of an equality: else the planner may read all that the unit ever did into a hash first.
    """
    case = OuterRef("pk")
    return Assignment.objects.filter(Q(unit_id=actor.unit_id), case_id__gte=case, case_id__lte=case)


def get_visible(actor: Actor, case_id: int) -> Case:
    """One case with what a page shows of it; raises ``NotFound``, alike for absent and forbidden.

    What many cases have none of is read by itself: to plan all of it as one statement takes three times as long as
    the few that are needed.
    """
    found = (
        visible_to(actor)
        .filter(pk=case_id)
        .select_related("matter__group", "desk_unit", "lead_unit")
        .prefetch_related("criterion", "origin", "answerable_unit", "reporter_posting__user")
        .first()  # the primary key is unique: no order is needed
    )
    if found is None:
        raise NotFound
    return found


def by_public_code(code: str) -> Case | None:
    """The case a resident follows with this code, however it was typed; ``None`` for none."""
    typed = normalise_code(code)
    rows = Case.objects.select_related("matter", "desk_unit", "lead_unit", "merged_into__desk_unit")
    return rows.filter(public_code=typed).first() if typed else None  # unique: no order is needed
