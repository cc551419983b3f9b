"""What is filled in to change the catalogue and the responsibility list."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas.models import Unit
from linli.matters.checks import FIRST_LEVELS, MOST_CRITERIA
from linli.matters.models import UNITS, Matter, MatterClass
from linli.matters.wording import (
    CriterionValues,
    MatterValues,
    ResponsibilityValues,
    number_text,
    parse_references,
    references_text,
)


def _in_words(choices: Iterable[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [(value, gettext_lazy(title)) for value, title in choices]


LEVELS = [(str(level), gettext_lazy(level.title)) for level in FIRST_LEVELS]
_LEAST = Decimal("0.01")
_REQUIRED = {"required": gettext_lazy("必填。")}
_LIMIT = _REQUIRED | {
    "min_value": gettext_lazy("时限必须大于 0。"),
    "invalid": gettext_lazy("请填数字，例如 2 或 0.5。"),
}


def one_line(text: str) -> str:
    """The text without line breaks and repeated spaces."""
    return " ".join(text.split())


class MatterForm(forms.Form):
    """A matter without its criteria."""

    code = forms.CharField(
        label=gettext_lazy("事项代码"),
        max_length=20,
        help_text=gettext_lazy("大类代码加顺序号，例如 0318；保存后不能改。"),
        error_messages=_REQUIRED,
    )
    class_code = forms.ChoiceField(label=gettext_lazy("大类"), error_messages=_REQUIRED)
    title = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=80,
        help_text=gettext_lazy("地点、设施、服务、隐患或纠纷，不能以某个人或某类人为对象。"),
        error_messages=_REQUIRED,
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("紧急程度"), choices=_in_words(Matter.URGENCIES), widget=forms.RadioSelect
    )
    accept_limit = forms.DecimalField(
        label=gettext_lazy("受理时限"), max_digits=6, decimal_places=2, min_value=_LEAST, error_messages=_LIMIT
    )
    accept_unit = forms.ChoiceField(label=gettext_lazy("单位"), choices=_in_words(UNITS))
    first_level = forms.ChoiceField(label=gettext_lazy("首办层级"), choices=LEVELS)
    default_function = forms.CharField(
        label=gettext_lazy("默认责任单位"),
        max_length=60,
        help_text=gettext_lazy("没有权责规定时由承担这项职责的单位负责，须与单位的“承担职责”一致。"),
        error_messages=_REQUIRED,
        widget=forms.TextInput(attrs={"list": "functions", "autocomplete": "off"}),
    )
    is_public = forms.BooleanField(label=gettext_lazy("向居民开放"), required=False)
    is_confidential = forms.BooleanField(
        label=gettext_lazy("涉及个人"),
        required=False,
        help_text=gettext_lazy("对外只显示办理进度，不显示内容。"),
    )
    synonyms = forms.CharField(
        label=gettext_lazy("常用说法"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("居民平时怎么说，用空格隔开；拼音首字母会自动加上。"),
    )
    references = forms.CharField(
        label=gettext_lazy("参照编码"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("每行一个，写成 编码表[版本]:代码(说明)，例如 GB事件:01-10。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label=gettext_lazy("修改说明"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("为什么改、依据什么；会留在历史版本里。"),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, classes: Iterable[MatterClass], code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(group.code, f"{group.code} {group.title}") for group in classes]
        self.fields["class_code"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if code:
            self.initial["code"] = code
            self.fields["code"].disabled = True
            self.fields["code"].help_text = ""

    def clean_references(self) -> str:
        """The references, one a line; refuses what cannot be read."""
        text = str(self.cleaned_data["references"])
        try:
            return references_text(parse_references(text), "\n")
        except ValueError:
            raise forms.ValidationError(_("请写成“编码表:代码”，每行一个。")) from None

    def values(self, criteria: Sequence[CriterionValues], *, is_active: bool) -> MatterValues:
        """What was filled in; only after the form was found valid."""
        filled = self.cleaned_data
        return MatterValues(
            code=filled["code"],
            class_code=filled["class_code"],
            title=one_line(filled["title"]),
            urgency=filled["urgency"],
            accept_limit=filled["accept_limit"],
            accept_unit=filled["accept_unit"],
            first_level=filled["first_level"],
            default_function=one_line(filled["default_function"]),
            is_public=filled["is_public"],
            is_active=is_active,
            is_confidential=filled["is_confidential"],
            synonyms=one_line(filled["synonyms"]),
            references=parse_references(filled["references"]),
            criteria=tuple(criteria),
        )


def matter_initial(values: MatterValues, edition: int) -> dict[str, Any]:
    """What the form shows for a matter as it stands."""
    own = {name: getattr(values, name) for name in MatterForm.base_fields if hasattr(values, name)}
    return own | {
        "accept_limit": number_text(values.accept_limit),
        "references": references_text(values.references, "\n"),
        "edition": edition,
    }


class CriterionForm(forms.Form):
    """One filing criterion."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=gettext_lazy("立案条件"), max_length=200, error_messages=_REQUIRED)
    limit = forms.DecimalField(
        label=gettext_lazy("处置时限"), max_digits=6, decimal_places=2, min_value=_LEAST, error_messages=_LIMIT
    )
    unit = forms.ChoiceField(label=gettext_lazy("单位"), choices=_in_words(UNITS))
    closing_condition = forms.CharField(label=gettext_lazy("结案条件"), max_length=200, error_messages=_REQUIRED)

    def values(self) -> CriterionValues:
        """What was filled in; only after the form was found valid."""
        filled = self.cleaned_data
        return CriterionValues(
            id=filled["id"],
            text=one_line(filled["text"]),
            limit=filled["limit"],
            unit=filled["unit"],
            closing_condition=one_line(filled["closing_condition"]),
        )


class CriteriaForms:
    """The rows of the criteria: as many as ``criteria_count`` says; rows come and go without script."""

    COUNT = "criteria_count"

    def __init__(self, forms_: list[CriterionForm]) -> None:
        self.forms = forms_

    @classmethod
    def of(cls, criteria: Iterable[CriterionValues]) -> "CriteriaForms":
        """Rows that show what stands; one empty row when nothing does."""
        shown = [vars(one) | {"limit": number_text(one.limit)} for one in criteria]
        initials: list[dict[str, Any]] = shown or [{"unit": "work_day"}]
        return cls._unbound(initials)

    @classmethod
    def sent(cls, data: MultiValueDict[str, str]) -> "CriteriaForms":
        """Rows bound to what was sent, to be checked."""
        return cls([CriterionForm(data, prefix=_prefix(n)) for n in range(_count(data))])

    @classmethod
    def redrawn(cls, data: MultiValueDict[str, str]) -> "CriteriaForms":
        """Rows as they were sent, unchecked, with one more or one less as the button pressed says."""
        initials: list[dict[str, Any]] = [
            {name: data.get(f"{_prefix(n)}-{name}", "") for name in CriterionForm.base_fields}
            for n in range(_count(data))
        ]
        removed = data.get("remove", "")
        if removed.isdecimal() and int(removed) < len(initials) and len(initials) > 1:
            initials.pop(int(removed))
        adding = "add" in data and len(initials) < MOST_CRITERIA
        if adding:
            initials.append({"unit": initials[-1]["unit"] if initials else "work_day"})
        redrawn = cls._unbound(initials)
        if adding:
            redrawn.forms[-1].fields["text"].widget.attrs["data-focus-first"] = ""
        return redrawn

    @classmethod
    def _unbound(cls, initials: Sequence[Mapping[str, Any]]) -> "CriteriaForms":
        return cls([CriterionForm(initial=dict(one), prefix=_prefix(n)) for n, one in enumerate(initials)])

    @property
    def can_add(self) -> bool:
        return len(self.forms) < MOST_CRITERIA

    def is_valid(self) -> bool:
        """Whether every row is; checks all of them."""
        found = [form.is_valid() for form in self.forms]
        return all(found)

    def values(self) -> list[CriterionValues]:
        return [form.values() for form in self.forms]


def _prefix(n: int) -> str:
    return f"criteria-{n}"


def _count(data: MultiValueDict[str, str]) -> int:
    sent = str(data.get(CriteriaForms.COUNT, ""))
    return min(int(sent), MOST_CRITERIA) if sent.isdecimal() else 0


class DutyForm(forms.Form):
    """Who leads and assists, at which level; for which area and matter stands above it once it is saved."""

    area = forms.CharField(label=gettext_lazy("适用区划"), error_messages=_REQUIRED)
    matter = forms.ChoiceField(label=gettext_lazy("事项"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("大类"), required=False)
    duty_type = forms.ChoiceField(
        label=gettext_lazy("履职类型"), choices=_in_words(Matter.DUTY_TYPES), widget=forms.RadioSelect
    )
    level = forms.ChoiceField(
        label=gettext_lazy("首办层级"), choices=[("", gettext_lazy("按事项目录")), *LEVELS], required=False
    )
    lead_function = forms.CharField(
        label=gettext_lazy("牵头职责"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("由当地承担这项职责的单位牵头，例如 城市管理局。"),
        widget=forms.TextInput(attrs={"list": "functions", "autocomplete": "off"}),
    )
    lead_unit = forms.CharField(label=gettext_lazy("指定牵头单位"), required=False)
    assist_functions = forms.CharField(
        label=gettext_lazy("配合职责"),
        required=False,
        help_text=gettext_lazy("每行一项；由当地承担这项职责的单位配合。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, classes: Iterable[MatterClass], matters: Iterable[Matter], fixed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            for name in ("area", "matter", "group"):
                del self.fields[name]
            return
        everything = [("", _("不限"))]
        by_class = [(group.code, f"{group.code} {group.title}") for group in classes]
        by_matter = [(one.code, f"{one.code} {one.title}") for one in matters]
        self.fields["group"].choices = everything + by_class  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["matter"].choices = everything + by_matter  # type: ignore[attr-defined]  # a ChoiceField

    def values(
        self, area_code: str, lead_unit: Unit | None, scope: ResponsibilityValues | None
    ) -> ResponsibilityValues:
        """What was filled in, for the scope that stands when there is one."""
        filled = self.cleaned_data
        return ResponsibilityValues(
            area_code=scope.area_code if scope else area_code,
            matter_code=scope.matter_code if scope else filled["matter"],
            class_code=scope.class_code if scope else filled["group"],
            lead_function=one_line(filled["lead_function"]),
            lead_unit_id=lead_unit.pk if lead_unit else None,
            assist_functions=tuple(
                dict.fromkeys(one_line(line) for line in filled["assist_functions"].splitlines() if line.strip())
            ),
            level=filled["level"],
            duty_type=filled["duty_type"],
            note=one_line(filled["note"]),
        )


def duty_initial(values: ResponsibilityValues, edition: int) -> dict[str, Any]:
    """What the form shows for a line as it stands."""
    return {
        "duty_type": values.duty_type,
        "level": values.level,
        "lead_function": values.lead_function,
        "lead_unit": str(values.lead_unit_id or ""),
        "assist_functions": "\n".join(values.assist_functions),
        "note": values.note,
        "edition": edition,
    }


class UploadForm(forms.Form):
    """A file to be taken in."""

    file = forms.FileField(
        label=gettext_lazy("Excel 或 CSV 文件"),
        error_messages=_REQUIRED | {"empty": gettext_lazy("文件是空的。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )
