"""The questions of an application for mediation, and of what a party does later."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.cases.rules.phones import normalised
from linli.lib.text import to_halfwidth
from linli.web.parts.words import told
from linli.web.portal.disputes.drafts import OF_A_PARTY
from linli.work.disputes.queries import Choosable

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_FACTS, LONGEST_CLAIM = 30, 100, 2000, 1000
_SAY = {"required": _("这里还没有填。")}


def _name(label: "str | _StrPromise", hint: "str | _StrPromise", *, required: bool, own: bool) -> forms.CharField:
    attrs = {"autocomplete": "name" if own else "off"}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label, max_length=LONGEST_NAME, required=required, widget=widget, help_text=hint, error_messages=_SAY
    )


def _phone(hint: "str | _StrPromise", *, own: bool) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "tel" if own else "off", "inputmode": "tel"})
    return forms.CharField(label=_("电话"), max_length=30, required=False, widget=widget, help_text=hint)


def _address(*, own: bool) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "street-address" if own else "off"})
    return forms.CharField(label=_("地址"), max_length=LONGEST_ADDRESS, required=False, widget=widget)


class _Question(forms.Form):
    """What every question does with what was typed: no sign that cannot be kept, telephones that can be dialled."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = {
            name: str(value).replace("\x00", "").strip() for name, value in (super().clean() or {}).items()
        }
        for name, value in cleaned.items():
            if name.endswith("_phone") and value and not normalised(value):
                self.add_error(name, _("电话号码不对，请检查一下。不想留可以空着。"))
        return cleaned

    def complain(self, errors: dict[str, str]) -> None:
        """Put messages of rules beside their fields."""
        for name, text in errors.items():
            self.add_error(name if name in self.fields else None, told(text))


class YouForm(_Question):
    """Who asks for mediation."""

    you_name = _name(_("您的姓名"), "", required=True, own=True)
    you_phone = _phone(_("用来约时间，也用来核对是不是您本人"), own=True)
    you_address = _address(own=True)


class OtherForm(_Question):
    """With whom, as far as is known; a second one may be named."""

    other1_name = _name(
        _("对方的姓名或名称"), _("不知道姓名，就写怎么称呼，例如：3 号楼 301 的住户"), required=True, own=False
    )
    other1_phone = _phone("", own=False)
    other1_address = _address(own=False)
    other2_name = _name(_("另一位的姓名或名称"), "", required=False, own=False)
    other2_phone = _phone("", own=False)
    other2_address = _address(own=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        second = [cleaned.get(f"other2_{name}") for name in OF_A_PARTY]
        if any(second) and not second[0]:
            self.add_error("other2_name", _("请填写姓名或名称"))
        return cleaned

    @property
    def seconds(self) -> list[forms.BoundField]:
        """The fields of the second one."""
        return [self[f"other2_{name}"] for name in OF_A_PARTY]

    @property
    def is_crowded(self) -> bool:
        """Whether something is said of a second one."""
        return any(field.value() or field.errors for field in self.seconds)


class FactsForm(_Question):
    """What happened, and what is wanted."""

    facts = forms.CharField(
        label=_("是怎么回事"),
        max_length=LONGEST_FACTS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("什么时候开始的，为什么说不到一起"),
        error_messages=_SAY,
    )
    claim = forms.CharField(
        label=_("您希望怎么解决"),
        max_length=LONGEST_CLAIM,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如：修好漏水的地方，赔粉刷的钱"),
        error_messages=_SAY,
    )


class DigitsForm(forms.Form):
    """The end of the telephone that was left."""

    digits = forms.CharField(
        label=_("您电话号码的最后 4 位"),
        max_length=4,
        min_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "code-input"}),
        error_messages=_SAY | {"min_length": _("请输入 4 位数字"), "max_length": _("请输入 4 位数字")},
    )


class ReasonForm(forms.Form):
    """What may be said beside a decision."""

    note = forms.CharField(
        label=_("想说的话"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不要写姓名、电话"),
    )


class ChooseForm(forms.Form):
    """One mediator of the roster."""

    def __init__(self, *args: Any, roster: Sequence[Choosable], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["mediator"] = forms.TypedChoiceField(
            label=_("请谁来调解"),
            coerce=int,
            choices=[(one.posting, _line(one)) for one in roster],
            widget=forms.RadioSelect,
            error_messages={"required": _("请选一位"), "invalid_choice": _("这一位现在不能选，请另选一位")},
        )


def _line(one: Choosable) -> str:
    """What the public roster says of somebody."""
    part = gettext("委员") if one.is_member else gettext("聘任的调解员")
    since = gettext("%(day)s 起在名册上") % {"day": one.since} if one.since else ""
    return " · ".join([one.name, part, since] if since else [one.name])


class SignForm(forms.Form):
    """A signature, drawn or typed, under the paper that was read."""

    paper = forms.CharField(widget=forms.HiddenInput)
    drawn = forms.CharField(required=False)
    typed = forms.CharField(
        label=_("不方便手写，就输入您的姓名"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("和手写一样算数"),
    )
    sms = forms.CharField(
        label=_("短信验证码"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-input", "maxlength": 6}
        ),
    )
    read = forms.BooleanField(
        label=_("协议书我看完了，同意上面写的，自愿签名"),
        error_messages={"required": _("看完并同意，请在这里打勾")},
    )

    def __init__(self, *args: Any, asks_code: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_code:
            del self.fields["sms"]

    def code(self) -> str | None:
        """The code that was typed; ``None`` where none is asked for."""
        typed = self.cleaned_data.get("sms")
        return None if typed is None else "".join(to_halfwidth(typed).split())
