"""What an administrator fills in; what it means is decided by the actions."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Role
from linli.accounts.permissions import Permission
from linli.areas.actions import people
from linli.areas.models import Posting, Unit
from linli.areas.rules import BadForm, Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

T = TypeVar("T")
ONE_DAY = timedelta(days=1)
_SEPARATORS = re.compile(r"[\s、,，;；]+")


def attempt(form: forms.Form, action: Callable[[], T]) -> T | None:
    """What the action returns, or ``None`` with its refusal said beside the fields of the form."""
    try:
        return action()
    except BadForm as bad:
        for name, text in bad.errors.items():
            form.add_error(name if name in form.fields else None, text)
    except Refused as refused:
        form.add_error(None, refused.text)
    return None


def _day(label: "str | StrPromise", **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


def _chosen(first: str, rows: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    return [("", first), *rows]


class UnitForm(forms.Form):
    """A unit; its area stands in the address of the page."""

    kind = forms.ChoiceField(label=_("类别"), choices=[(kind, _(title)) for kind, title in Unit.KINDS])
    name = forms.CharField(label=_("全称"), max_length=80)
    short_name = forms.CharField(
        label=_("简称"), max_length=30, required=False, help_text=_("列表里显示的名称，如「县城管局」。")
    )
    parent = forms.TypedChoiceField(label=_("上级单位"), coerce=int, empty_value=None, required=False)
    functions = forms.CharField(
        label=_("承担职责"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("权责清单里的责任单位名称，如「城市管理局」，几个之间用顿号隔开。事项按它派到本单位。"),
    )
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)

    def __init__(self, *args: Any, parents: Iterable[Unit], is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(unit.pk, f"{unit.name}（{unit.area.name}）") for unit in parents]
        self.fields["parent"].choices = _chosen(str(_("没有上级单位")), rows)  # type: ignore[attr-defined]  # a choice field
        if not is_new:
            del self.fields["kind"]

    @staticmethod
    def initial_of(unit: Unit) -> dict[str, Any]:
        """The unit as the form shows it."""
        return {
            "name": unit.name,
            "short_name": unit.short_name,
            "parent": unit.parent_id,
            "functions": "、".join(unit.functions),
            "phone": unit.phone,
        }

    def values(self) -> people.UnitForm:
        """What the action wants."""
        filled = self.cleaned_data
        return people.UnitForm(
            name=filled["name"],
            short_name=filled["short_name"],
            functions=tuple(_SEPARATORS.split(filled["functions"].strip())),
            parent_id=filled["parent"],
            phone=filled["phone"],
        )


class PersonForm(forms.Form):
    """A person's name and telephone."""

    full_name = forms.CharField(label=_("姓名"), max_length=60)
    work_phone = forms.CharField(label=_("工作电话"), max_length=30, required=False)


class PostingForm(forms.Form):
    """A posting; its ground stands in the address of the page."""

    unit = forms.TypedChoiceField(label=_("所在单位"), coerce=int)
    role = forms.ChoiceField(label=_("角色"))
    title = forms.CharField(
        label=_("岗位名称"), max_length=60, required=False, help_text=_("不填就用角色的名称。如「一级网格长」。")
    )
    from_on = _day(_("第一天"))
    last_on = _day(_("最后一天"), required=False, help_text=_("不填就一直有效，直到有人结束它。"))
    is_public = forms.BooleanField(label=_("在居民的「我们的网格」里公示姓名和电话"), required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit_rows = [(unit.pk, f"{unit.name}（{unit.area.name}）") for unit in units]
        role_rows = [(role.code, role.title) for role in roles]
        self.fields["unit"].choices = _chosen(str(_("请选择")), unit_rows)  # type: ignore[attr-defined]  # a choice field
        self.fields["role"].choices = _chosen(str(_("请选择")), role_rows)  # type: ignore[attr-defined]  # the same

    def values(self, ground_code: str) -> people.PostingForm:
        """What the action wants: the last day becomes the first day after."""
        filled = self.cleaned_data
        last_on: date | None = filled["last_on"]
        return people.PostingForm(
            unit_id=filled["unit"],
            role_code=filled["role"],
            ground_code=ground_code,
            from_on=filled["from_on"],
            to_on=last_on + ONE_DAY if last_on else None,
            title=filled["title"],
            is_public=filled["is_public"],
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """The action speaks of the first day after; the form of the last day."""
        super().add_error("last_on" if field == "to_on" else field, error)


class NewPersonForm(PersonForm, PostingForm):
    """A person with a first posting."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=60,
        help_text=_("字母、数字、点、横线或汉字，定下后不改。"),
        validators=[RegexValidator(r"^[\w.\-]{2,}$", _("至少两个字符，只用字母、数字、点、横线或汉字。"))],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("full_name", "username", "work_phone", "unit", "role", "title", "from_on", "last_on", "is_public")


class EndForm(forms.Form):
    """When a posting ends, and who takes the open work."""

    when = forms.ChoiceField(
        label=_("什么时候结束"),
        choices=[("now", _("马上")), ("later", _("到这一天为止"))],
        widget=forms.RadioSelect,
        initial="now",
    )
    last_on = _day(_("最后一天"), required=False, help_text=_("选「到这一天为止」时填写，当天仍然在岗。"))
    to = forms.TypedChoiceField(label=_("没办完的交给谁"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, takers: Iterable[Posting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(p.pk, f"{p.user.full_name}（{p.unit} · {p.title or p.role.title} · {p.ground.name}）") for p in takers]
        self.fields["to"].choices = _chosen(str(_("不交接")), rows)  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """A day is named where one is wanted."""
        filled = super().clean() or {}
        if filled.get("when") == "later" and not filled.get("last_on"):
            self.add_error("last_on", _("请填写最后一天"))
        return filled

    def on(self, today: date) -> date:
        """The first day without the posting."""
        return today if self.cleaned_data["when"] == "now" else self.cleaned_data["last_on"] + ONE_DAY

    def add_error(self, field: str | None, error: Any) -> None:
        """The action speaks of the first day after; the form of the last day."""
        super().add_error("last_on" if field == "on" else field, error)


class RoleForm(forms.Form):
    """A role's name and what it may do."""

    title = forms.CharField(label=_("名称"), max_length=40)
    permissions = forms.TypedMultipleChoiceField(
        label=_("权限"),
        coerce=Permission,
        choices=[(p.value, _(p.title)) for p in Permission],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
