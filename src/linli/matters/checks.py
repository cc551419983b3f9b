"""What is wrong with a matter or a responsibility as filled in: a message for each field."""

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.areas.models import Area, Unit
from linli.areas.rules import Level
from linli.deadlines.rules import Limit, TimeUnit
from linli.matters import rules
from linli.matters.models import UNITS, Matter
from linli.matters.wording import CriterionValues, MatterValues, ResponsibilityValues

Errors = dict[str, str]

MOST_CRITERIA = 20
#: A matter is taken in first at one of these.
FIRST_LEVELS = (Level.COUNTY, Level.TOWN, Level.COMMUNITY, Level.GRID)
_CODE = re.compile(r"^[0-9A-Za-z][0-9A-Za-z._-]{0,19}$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SEPARATOR = re.compile("[、,;\uff0c\uff1b]")
_MOST_LIMIT = Decimal(9999)
_MOST_REFERENCES = 1000
_MOST_FUNCTIONS = 20
_HUNDREDTH = Decimal("0.01")
_LENGTHS = {"title": 80, "default_function": 60, "synonyms": 200}
_CRITERION_LENGTHS = {"text": 200, "closing_condition": 200}
_FUNCTION_LENGTH = 60


def matter_errors(values: MatterValues) -> Errors:
    """Messages by field; a criterion's are under ``criteria.<n>.<field>``. Empty when all is well."""
    errors = _texts(values, _LENGTHS, optional={"synonyms"})
    errors |= _choices(values)
    errors |= _limit(values.accept_limit, values.accept_unit, "accept_limit", "accept_unit")
    if not _CODE.match(values.code):
        errors["code"] = _("代码只能由字母、数字和 . _ - 组成，最多 20 个字符。")
    if rules.is_about_persons(values.title):
        errors["title"] = _("事项只能是地点、设施、服务、隐患或纠纷，不能以某个人或某类人为对象。")
    if sum(len(one.text) for one in values.references) > _MOST_REFERENCES:
        errors["references"] = _("参照编码太长。")
    return errors | _criteria(values.criteria)


def _choices(values: MatterValues) -> Errors:
    allowed = {
        "urgency": {code for code, _title in Matter.URGENCIES},
        "first_level": {str(level) for level in FIRST_LEVELS},
    }
    return {name: _("请从列出的选项中选择。") for name, codes in allowed.items() if getattr(values, name) not in codes}


def _criteria(criteria: Sequence[CriterionValues]) -> Errors:
    if not criteria:
        return {"criteria": _("至少要有一个立案条件。")}
    if len(criteria) > MOST_CRITERIA:
        return {"criteria": _("最多 %(most)d 个立案条件。") % {"most": MOST_CRITERIA}}
    errors: Errors = {}
    for n, one in enumerate(criteria):
        found = _texts(one, _CRITERION_LENGTHS) | _limit(one.limit, one.unit, "limit", "unit")
        errors |= {f"criteria.{n}.{name}": text for name, text in found.items()}
    repeated = {text for text, times in Counter(one.text.strip() for one in criteria).items() if times > 1 and text}
    for n, one in enumerate(criteria):
        if one.text.strip() in repeated:
            errors[f"criteria.{n}.text"] = _("与另一个立案条件相同。")
    return errors


def _texts(values: object, lengths: dict[str, int], optional: set[str] | None = None) -> Errors:
    errors: Errors = {}
    for name, most in lengths.items():
        text = getattr(values, name)
        if not text.strip() and name not in (optional or set()):
            errors[name] = _("必填。")
        elif len(text) > most:
            errors[name] = _("最多 %(most)d 个字，现在是 %(now)d 个。") % {"most": most, "now": len(text)}
        elif _CONTROL.search(text):
            errors[name] = _("含有不能显示的字符。")
    return errors


def _limit(amount: Decimal, unit: str, amount_name: str, unit_name: str) -> Errors:
    if unit not in {code for code, _title in UNITS}:
        return {unit_name: _("没有这个时限单位。")}
    if not amount.is_finite() or amount <= 0:
        return {amount_name: _("时限必须大于 0。")}
    if amount > _MOST_LIMIT or amount != amount.quantize(_HUNDREDTH):
        return {amount_name: _("时限最多 9999，最多两位小数。")}
    Limit(amount, TimeUnit(unit))
    return {}


def responsibility_errors(values: ResponsibilityValues, area: Area | None, lead_unit: Unit | None) -> Errors:
    """Messages by field; the area and the unit are those that the values name, ``None`` where none was found."""
    errors: Errors = {}
    if area is None:
        errors["area"] = _("没有这个区划，或已停用。")
    if not values.lead_function and not values.lead_unit_id:
        errors["lead_function"] = _("请填写牵头职责，或指定牵头单位。")
    if values.matter_code and values.class_code:
        errors["matter"] = _("事项和大类只能填一个；都不填表示全部事项。")
    errors |= _lead_unit(values, area, lead_unit)
    errors |= _duty(values, lead_unit)
    return errors | _functions(values)


def _lead_unit(values: ResponsibilityValues, area: Area | None, unit: Unit | None) -> Errors:
    if not values.lead_unit_id:
        return {}
    if unit is None or not unit.is_active:
        return {"lead_unit": _("没有这个单位，或已停用。")}
    if area and unit.area.code not in area.ground:
        return {"lead_unit": _("%(unit)s 不服务 %(area)s。") % {"unit": unit.name, "area": area.name}}
    return {}


def _duty(values: ResponsibilityValues, unit: Unit | None) -> Errors:
    if values.duty_type not in {code for code, _title in Matter.DUTY_TYPES}:
        return {"duty_type": _("请从列出的选项中选择。")}
    if values.level and values.level not in {str(level) for level in FIRST_LEVELS}:
        return {"level": _("请从列出的选项中选择。")}
    if values.duty_type != "withdrawn":
        return {}
    if values.level and values.level not in rules.UPPER_LEVELS:
        return {"level": _("上级收回的事项只能由区县首办，不能下派街镇、社区或网格。")}
    if unit and unit.area.level not in rules.UPPER_LEVELS:
        return {"lead_unit": _("上级收回的事项不能由区县以下的单位牵头。")}
    return {}


def _functions(values: ResponsibilityValues) -> Errors:
    errors = _texts(values, {"lead_function": _FUNCTION_LENGTH, "note": 200}, optional={"lead_function", "note"})
    assisting = values.assist_functions
    if any(len(function) > _FUNCTION_LENGTH or _CONTROL.search(function) for function in assisting):
        errors["assist_functions"] = _("每项配合职责最多 60 个字。")
    elif any(_SEPARATOR.search(function) for function in assisting):
        errors["assist_functions"] = _("一项配合职责里不能有顿号、逗号或分号。")
    elif len(assisting) > _MOST_FUNCTIONS:
        errors["assist_functions"] = _("最多 %(most)d 项配合职责。") % {"most": _MOST_FUNCTIONS}
    elif values.lead_function and values.lead_function in assisting:
        errors["assist_functions"] = _("牵头职责不能同时作为配合职责。")
    return errors
