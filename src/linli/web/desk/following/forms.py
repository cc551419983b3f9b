"""What an administrator fills in about a followed server."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area
from linli.exchange.following.actions import Wording
from linli.exchange.following.models import Item, Peer, Service
from linli.matters.models import Matter

_INDENT = {"city": "", "county": "", "town": "　", "community": "　　"}


def _matters(chosen: Iterable[Matter]) -> list[tuple[str, str]]:
    return [(one.code, f"{one.code} {one.title}") for one in chosen]


class PeerForm(forms.Form):
    """A followed server as the form shows it."""

    name = forms.CharField(
        label=_("名称"), max_length=60, help_text=_("对方是谁，如「邻市 12345」。会写在转来的件里。")
    )
    url = forms.CharField(
        label=_("对方地址"),
        max_length=500,
        help_text=_(
            "写到版本号为止，如 https://example.gov.cn/open311/v2/。内网地址要先写进设置 LINLI_WEBHOOK_HOSTS。"
        ),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    form = forms.ChoiceField(label=_("格式"), choices=Peer.FORMS)
    jurisdiction = forms.CharField(
        label=_("辖区代码"), max_length=60, required=False, help_text=_("对方一台服务器管几个地方时才要填。")
    )
    area = forms.ChoiceField(label=_("转到哪里"), help_text=_("只转地点在这里面的件；只有地址、没有坐标的，也归这里。"))
    matter_code = forms.ChoiceField(
        label=_("对不上的事项归到"), required=False, help_text=_("不选，对不上的先不转，列在「没有转入」里等人说明。")
    )
    since = forms.DateTimeField(
        label=_("从什么时候的件开始"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("不填从现在开始。每次都会多看前三天，同一件只转一次。"),
    )
    tells = forms.BooleanField(
        label=_("把办理进展告诉对方"),
        required=False,
        help_text=_("用 servicerequestupdates 接口，对方要支持。反映人是谁、谁办的，不会告诉。"),
    )
    api_key = forms.CharField(
        label=_("对方给的密钥"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("回报进展时用，加密保存，不再显示。修改时不填就是不换。"),
    )

    def __init__(self, *args: Any, places: Iterable[Area], chosen: Iterable[Matter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(area.code, f"{_INDENT.get(area.level, '')}{area.name}") for area in places]
        self.fields["area"].choices = rows  # type: ignore[attr-defined]  # a choice field
        self.fields["matter_code"].choices = [("", _("不归，先放着")), *_matters(chosen)]  # type: ignore[attr-defined]  # a choice field

    @staticmethod
    def initial_of(row: Peer) -> dict[str, Any]:
        """The server as the form shows it; its key is not shown."""
        names = ("name", "url", "form", "jurisdiction", "matter_code", "since", "tells")
        return {name: getattr(row, name) for name in names} | {"area": row.area.code}

    def wording(self) -> Wording:
        """What the action wants."""
        filled = dict(self.cleaned_data)
        return Wording(area_code=filled.pop("area"), **filled)


class MattersForm(forms.Form):
    """What matters of the other server are called here: one field for each."""

    def __init__(self, *args: Any, services: Iterable[Service], chosen: Iterable[Matter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("没有说明")), *_matters(chosen)]
        self.codes = {f"service_{one.pk}": one.code for one in services}
        for one in services:
            label = f"{one.name or one.code}（{one.code}）"
            self.fields[f"service_{one.pk}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=one.matter_code
            )

    def chosen(self) -> dict[str, str]:
        """What the action wants: by the other server's code."""
        return {self.codes[name]: value for name, value in self.cleaned_data.items()}


class ItemsForm(forms.Form):
    """What the list of items is narrowed to."""

    state = forms.ChoiceField(
        label=_("结果"), required=False, choices=[("", _("不限")), *((s, _(t)) for s, t in Item.STATES)]
    )
    number = forms.CharField(label=_("对方编号"), max_length=100, required=False)
