"""What is filled in to instruct a unit."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.areas import queries as areas
from linli.areas.rules import Actor
from linli.instructions.rules import LONGEST, Wording

#: Minutes within which an answer is asked for.
WITHIN = [
    ("", _("不限")),
    ("30", _("30 分钟内")),
    ("60", _("1 小时内")),
    ("120", _("2 小时内")),
    ("1440", _("24 小时内")),
]


class InstructionForm(forms.Form):
    """A unit of the ground, what it shall do, and until when an answer is asked for."""

    unit = forms.TypedChoiceField(label=_("给哪个单位"), coerce=int)
    text = forms.CharField(
        label=_("做什么"), max_length=LONGEST, strip=True, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )
    within = forms.TypedChoiceField(label=_("要求答复"), choices=WITHIN, required=False, coerce=int, empty_value=None)
    case = forms.IntegerField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        units = areas.units_on(actor.ground_level, actor.ground_code)
        choices = [("", _("请选择")), *((unit.pk, f"{unit} · {unit.area.name}") for unit in units)]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]  # it is a field with choices

    def wording(self) -> Wording:
        """What was filled in."""
        filled = self.cleaned_data
        lon, lat, within = filled["lon"], filled["lat"], filled["within"]
        return Wording(
            unit_id=filled["unit"],
            text=filled["text"],
            case_id=filled["case"],
            point=(lon, lat) if lon is not None and lat is not None else None,
            within=timedelta(minutes=within) if within else None,
        )

    @property
    def request_key(self) -> UUID:
        """The key of this request."""
        key: UUID = self.cleaned_data["key"]
        return key
