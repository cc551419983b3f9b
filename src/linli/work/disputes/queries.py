"""Every read of disputes that another room may use."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from linli.accounts.permissions import Permission
from linli.areas import queries as areas
from linli.areas.models import Posting, Unit
from linli.cases.rules.state import Case
from linli.deadlines.rules import SHANGHAI
from linli.work.disputes.models import Party

#: What a unit that mediates knows itself by: 村(居)人民调解委员会, 劳动争议调解组织 …
MEDIATES = "调解"


def parties(case_id: int) -> list[Party]:
    """The parties of a dispute in order, as pages show them: masked."""
    rows = Party.objects.filter(case_id=case_id).only("case_id", "number", "side", "name_masked", "phone_masked")
    return list(rows.order_by("number"))


def mediators_at(unit_id: int | None, on: date) -> list[Posting]:
    """Those who may mediate at a body on a day, by name; none without a body."""
    if unit_id is None:
        return []
    there = areas.postings_on(on).filter(unit_id=unit_id, role__permissions__contains=[str(Permission.HANDLE)])
    return list(there.order_by("user__full_name", "pk"))


def is_mediation_body(unit_id: int) -> bool:
    """Whether a unit mediates."""
    functions = Unit.objects.filter(pk=unit_id).values_list("functions", flat=True).first()  # unique: no order needed
    return any(MEDIATES in function for function in functions or ())


def look_up(case: Case, filled: Mapping[str, object], at: datetime) -> tuple[dict[str, object], dict[str, str]]:
    """What the forms of a dispute name: mediators must work at its body now, a body must mediate."""
    errors = dict[str, str]()
    chosen = cast("list[int]", filled.get("mediators", []))
    if chosen:
        there = {posting.pk for posting in mediators_at(case.lead_unit, at.astimezone(SHANGHAI).date())}
        errors |= {} if there.issuperset(chosen) else {"mediators": "请从这个调解组织现任的调解员里选"}
    lead = filled.get("lead")
    if isinstance(lead, int) and not is_mediation_body(lead):
        errors["lead"] = "请选一个调解组织"
    return {}, errors
