"""What may be assessed, in the catalogue."""

from datetime import datetime
from decimal import Decimal

from linli.areas.rules import SYSTEM, Actor
from linli.matters.actions import Saved, add_class
from linli.matters.wording import CriterionValues, MatterValues
from linli.work.risks.queries import PROCESS
from linli.work.risks.rules.course import ORDINARY, USUAL
from linli.work.risks.rules.types import Type, types

_CLOSES = "作出决策并落实防范措施，或不作决策"


def load_types(*, at: datetime, by: Actor = SYSTEM) -> Saved:
    """Add those that are not there yet; those that are stay as the county worded them."""
    found = types()
    return add_class(
        found.code, found.title, found.icon, [_matter(found.code, one) for one in found.types], at=at, by=by
    )


def _matter(class_code: str, one: Type) -> MatterValues:
    criterion = CriterionValues(
        text=one.text, limit=USUAL[f"{ORDINARY}_days"], unit="calendar_day", closing_condition=_CLOSES
    )
    return MatterValues(
        code=one.code,
        class_code=class_code,
        title=one.title,
        urgency="normal",
        accept_limit=Decimal(3),
        accept_unit="work_day",
        first_level="county",
        default_function="决策承办单位",
        is_public=False,
        synonyms=one.synonyms,
        criteria=(criterion,),
        process=PROCESS,
    )
