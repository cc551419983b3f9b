"""The 18 types of disputes in the catalogue."""

from datetime import datetime
from decimal import Decimal

from linli.areas.rules import SYSTEM, Actor
from linli.matters.actions import Saved, add_class
from linli.matters.wording import CriterionValues, MatterValues, Reference
from linli.work.disputes.rules.types import Type, types

PROCESS = "dispute"
_CLOSES = "达成协议并履行，或终止调解并告知途径"


def load_types(*, at: datetime, by: Actor = SYSTEM) -> Saved:
    """Add the types that are not there yet; those that are stay as the county worded them.

    Residents do not report them: an application names the parties and is entered by staff who have shown the notice.
    """
    found = types()
    matters = [_matter(found.code, one) for one in found.types]
    return add_class(found.code, found.title, found.icon, matters, at=at, by=by)


def _matter(class_code: str, one: Type) -> MatterValues:
    criterion = CriterionValues(
        text=f"属于{one.title}，各方愿意调解", limit=one.limit, unit=one.unit, closing_condition=_CLOSES
    )
    return MatterValues(
        code=one.code,
        class_code=class_code,
        title=one.title,
        urgency="normal",
        accept_limit=Decimal(3),
        accept_unit="work_day",
        first_level=one.level,
        default_function=one.function,
        is_public=False,
        is_confidential=True,
        synonyms=one.synonyms,
        references=(Reference(scheme="事件目录", code=one.like),),
        criteria=(criterion,),
        process=PROCESS,
    )
