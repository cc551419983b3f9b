"""What an administrator fills in about a subscription, and what its log can be narrowed to."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.exchange.webhooks.actions import Wording
from linli.exchange.webhooks.models import Delivery, Subscription
from linli.exchange.webhooks.rules import KINDS, TEST

_KINDS = [(kind, _(title)) for kind, (title, _actions) in KINDS.items()]
_INDENT = {"city": "", "county": "", "town": "　", "community": "　　"}


class HookForm(forms.Form):
    """A subscription as the form shows it."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("对方是哪个系统，如「市城运平台」。"))
    url = forms.CharField(
        label=_("接收地址"),
        max_length=500,
        help_text=_("对方给的、以 https:// 开头的完整网址。内网地址要先写进设置 LINLI_WEBHOOK_HOSTS。"),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    area = forms.ChoiceField(label=_("哪里的办件"))
    kinds = forms.MultipleChoiceField(
        label=_("哪些变化"), choices=_KINDS, widget=forms.CheckboxSelectMultiple, initial=list(KINDS)
    )
    with_words = forms.BooleanField(
        label=_("附带文字：反映的内容、办理结果、不予受理的理由"),
        required=False,
        help_text=_("里面的电话、身份证号、邮箱自动遮住；涉及个人的事项无论如何不带。反映人是谁，从不发出。"),
    )

    def __init__(self, *args: Any, places: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(area.code, f"{_INDENT.get(area.level, '')}{area.name}") for area in places]
        self.fields["area"].choices = rows  # type: ignore[attr-defined]  # a choice field

    @staticmethod
    def initial_of(row: Subscription) -> dict[str, Any]:
        """The subscription as the form shows it."""
        return {
            "name": row.name,
            "url": row.url,
            "area": row.area.code,
            "kinds": row.kinds,
            "with_words": row.with_words,
        }

    def wording(self) -> Wording:
        """What the action wants."""
        filled = self.cleaned_data
        return Wording(
            name=filled["name"],
            url=filled["url"],
            area_code=filled["area"],
            kinds=tuple(filled["kinds"]),
            with_words=filled["with_words"],
        )


class SinceForm(forms.Form):
    """From when on everything is sent once more."""

    since = forms.DateTimeField(
        label=_("从什么时候起"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )


class LogForm(forms.Form):
    """What the log is narrowed to; everything may be left out."""

    state = forms.ChoiceField(
        label=_("结果"), required=False, choices=[("", _("不限")), *((s, _(t)) for s, t in Delivery.STATES)]
    )
    kind = forms.ChoiceField(label=_("变化"), required=False, choices=[("", _("不限")), *_KINDS, (TEST, _("测试"))])
    no = forms.CharField(label=_("办件编号"), max_length=24, required=False)
    on = forms.DateField(
        label=_("哪天发生"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def condition(self) -> Q:
        """The filter on deliveries."""
        filled, asked = self.cleaned_data, Q()
        for name, column in (("state", "state"), ("kind", "kind"), ("no", "case__no")):
            if filled[name]:
                asked &= Q(**{column: filled[name].strip()})
        if filled["on"]:
            asked &= Q(happened_at__date__gte=filled["on"], happened_at__date__lt=filled["on"] + timedelta(days=1))
        return asked
